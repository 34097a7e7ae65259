"""The REST front: authorisation, faults, errors, headers and recording around the endpoints."""

import json
import re
from collections.abc import Iterable
from typing import Any, Final

from aiohttp import web

from bot.playground.discord.blobs import BlobStore
from bot.playground.discord.calls import Call, Created, Endpoint, Route
from bot.playground.discord.faults import Delayed, Dropped, Fault, Faults, RateLimited, ServerError, cut
from bot.playground.discord.record import Recorder
from bot.playground.discord.rules import Refused, refuse

PREFIX: Final = "/api/v10"
# discord.py takes a 429 without `Via` for a ban by Cloudflare.
_VIA: Final = {"Via": "1.1 google"}
_ROUTINE: Final = {"X-RateLimit-Limit": "50", "X-RateLimit-Remaining": "49", "X-RateLimit-Reset-After": "1.0"}
_TOKEN: Final = re.compile(r"^(/interactions/\d+/|/webhooks/\d+/)[^/]+")
_OPEN: Final = ("/interactions/", "/webhooks/")


class Rest:
    """Serves the routes below PREFIX. What no route takes is answered 501 and noted in `unknown_routes`."""

    def __init__(
        self, routes: Iterable[Route], *, blobs: BlobStore, faults: Faults, recorder: Recorder, token: str
    ) -> None:
        self._endpoints = tuple(routes)
        self._blobs = blobs
        self._faults = faults
        self._recorder = recorder
        self._authorization = f"Bot {token}"
        self.unknown_routes: list[str] = []

    def add_to(self, app: web.Application) -> None:
        for method, path, endpoint in self._endpoints:
            app.router.add_route(method, PREFIX + path, self._handler(endpoint, path), expect_handler=None)
        app.router.add_route("*", "/api/{tail:.*}", self._unknown)

    def _handler(self, endpoint: Endpoint, template: str) -> Any:
        async def handle(request: web.Request) -> web.StreamResponse:
            call = Call(request, self._blobs)
            path = request.path.removeprefix(PREFIX)
            fault = self._faults.strike(request.method, path)
            response = await self._serve(endpoint, call, path, request, fault)
            self._note(request, path, call, response, fault)
            if isinstance(fault, Dropped):
                cut(request)
            response.headers.update(_routine(template, fault))
            return response

        return handle

    async def _serve(
        self, endpoint: Endpoint, call: Call, path: str, request: web.Request, fault: Fault | None
    ) -> web.Response:
        if isinstance(fault, Delayed) and not fault.committed:
            await fault.release.wait()
        early = _broken(fault) if not getattr(fault, "committed", False) else None
        response = early or await self._run(endpoint, call, path, request)
        if isinstance(fault, Delayed) and fault.committed:
            await fault.release.wait()
        return response if early or fault is None else _broken(fault) or response

    async def _run(self, endpoint: Endpoint, call: Call, path: str, request: web.Request) -> web.Response:
        try:
            if not path.startswith(_OPEN) and request.headers.get("Authorization") != self._authorization:
                raise refuse("unauthorized")
            body = await endpoint(call)
            return answer(201 if isinstance(body, Created) else 200, body)
        except Refused as refused:
            return answer(refused.status, refused.body)

    async def _unknown(self, request: web.Request) -> web.Response:
        self.unknown_routes.append(f"{request.method} {request.path}")
        response = answer(501, {"message": "The stand-in does not have this route", "code": 0})
        self._note(request, request.path.removeprefix(PREFIX), Call(request, self._blobs), response, None)
        return response

    def _note(self, request: web.Request, path: str, call: Call, response: web.Response, fault: Fault | None) -> None:
        text = (
            response.body if isinstance(response.body, bytes) and response.content_type == "application/json" else b""
        )
        self._recorder.add(
            "rest",
            method=request.method,
            path=_TOKEN.sub(r"\1•••", path),
            query=dict(request.query),
            status=response.status,
            request=call.read,
            response=json.loads(text) if text else None,
            multipart=call.multipart,
            files=call.files,
            fault=type(fault).__name__ if fault else "",
        )


def answer(status: int, body: Any) -> web.Response:
    """A response with the bare content type that discord.py compares with; None makes it 204."""
    if body is None:
        return web.Response(status=204)
    return web.Response(status=status, body=json.dumps(body).encode(), headers={"Content-Type": "application/json"})


def _broken(fault: Fault | None) -> web.Response | None:
    match fault:
        case RateLimited(scope="cloudflare"):
            return web.Response(status=429, text="error code: 1015", headers={"Retry-After": str(fault.retry_after)})
        case RateLimited():
            body = {"message": "You are being rate limited.", "retry_after": fault.retry_after}
            return answer(429, body | {"global": fault.scope == "global"})
        case ServerError(code=code) if code:
            return answer(fault.status, {"message": "Refused by order", "code": code})
        case ServerError():
            return web.Response(status=fault.status, text="upstream connect error")
        case Dropped():
            return web.Response(status=500)
        case _:
            return None


def _routine(template: str, fault: Fault | None) -> dict[str, str]:
    if not isinstance(fault, RateLimited):
        return _VIA | _ROUTINE | {"X-RateLimit-Bucket": template.replace("/", "-").strip("-")}
    if fault.scope == "cloudflare":
        return {}
    shared = {"Retry-After": str(fault.retry_after), "X-RateLimit-Scope": fault.scope}
    return _VIA | shared | ({"X-RateLimit-Global": "true"} if fault.scope == "global" else {})
