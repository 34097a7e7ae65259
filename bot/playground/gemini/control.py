"""A handful of routes by which a test in another process steers a stand-in."""

from typing import TYPE_CHECKING

import msgspec
from aiohttp import web

if TYPE_CHECKING:
    from bot.playground.gemini.service import Service


def control_routes(service: "Service") -> list[web.RouteDef]:
    """``GET state``, ``GET records?after=n``, and ``POST`` to ``next``, ``job`` and ``release``.

    ``next {"failure", "times"}`` lets calls fail, ``job {"states"}`` tells the states of the next task or batch.
    """
    generation = service.generation

    async def state(_: web.Request) -> web.Response:
        return _json(
            {"calls": service.reception.number, "accepted": len(generation.calls), "billed": generation.billed}
        )

    async def records(request: web.Request) -> web.Response:
        after = int(request.query.get("after", 0))
        return _json([record for record in service.reception.recorder.records if record.number > after])

    async def plan(request: web.Request) -> web.Response:
        wish = await request.json()
        if wish.get("failure") not in generation.failures.known:
            raise web.HTTPBadRequest(text=f"failure is one of: {', '.join(generation.failures.known)}")
        generation.failures.plan(wish["failure"], None, int(wish.get("times", 1)))
        return _json({})

    async def job(request: web.Request) -> web.Response:
        wish = await request.json()
        service.jobs.plans.append(tuple(map(str, wish["states"])))
        return _json({})

    async def release(_: web.Request) -> web.Response:
        service.released.set()
        return _json({})

    return [
        web.get("/playground/state", state),
        web.get("/playground/records", records),
        web.post("/playground/next", plan),
        web.post("/playground/job", job),
        web.post("/playground/release", release),
    ]


def _json(value: object) -> web.Response:
    return web.Response(body=msgspec.json.encode(value), content_type="application/json")
