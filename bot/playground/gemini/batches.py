"""Google's Batch API with inline requests: half the price, some time later, results in the order of the requests."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from bot.playground.gemini import errors
from bot.playground.gemini.catalog import Model
from bot.playground.gemini.errors import GoogleError, invalid
from bot.playground.gemini.generation import Generation
from bot.playground.gemini.jobs import Jobs, remember
from bot.playground.gemini.listings import paged
from bot.playground.gemini.manners import Entrance
from bot.playground.gemini.orders import Orders
from bot.playground.gemini.reception import Reception
from bot.playground.gemini.record import Seen

LARGEST_BATCH = 20 * 1024 * 1024
FETCHABLE = 122
"""Requests of a job whose result was ever seen to be fetched; one of 150 pictures was billed and never was."""

_KIND = "type.googleapis.com/google.ai.generativelanguage.v1beta.GenerateContentBatch"
_CODES = {"INVALID_ARGUMENT": 3, "NOT_FOUND": 5, "PERMISSION_DENIED": 7, "RESOURCE_EXHAUSTED": 8, "UNAVAILABLE": 14}
_UNKNOWN = 2
_FILE = "batch_"
_ENDS = ("SUCCEEDED", "PARTIALLY_SUCCEEDED", "FAILED", "CANCELLED", "EXPIRED")


@dataclass(slots=True)
class Batch:
    """``state`` without the words in front of it."""

    name: str
    title: str
    model: Model
    requests: list[dict[str, Any]]
    created: str
    state: str
    updated: str = ""
    responses: list[dict[str, Any]] = field(default_factory=list)

    @property
    def ended(self) -> bool:
        return self.state in _ENDS

    def told(self, *, whole: bool = True) -> dict[str, Any]:
        """The operation; ``whole`` with its results, which come twice, as Google sends them."""
        failed = sum("error" in response for response in self.responses)
        counts = {
            "requestCount": len(self.requests),
            "successfulRequestCount": len(self.responses) - failed,
            "failedRequestCount": failed,
            "pendingRequestCount": len(self.requests) - len(self.responses),
        }
        metadata: dict[str, Any] = {
            "@type": _KIND,
            "model": f"models/{self.model.id}",
            "displayName": self.title,
            "createTime": self.created,
            "updateTime": self.updated or self.created,
            "batchStats": {key: str(count) for key, count in counts.items() if count},
            "state": _spelled(self.state),
            "name": self.name,
        }
        operation: dict[str, Any] = {"name": self.name, "metadata": metadata}
        if self.ended:
            metadata["endTime"] = self.updated
            operation["done"] = True
        if self.state in ("SUCCEEDED", "PARTIALLY_SUCCEEDED") and whole:
            output = {"inlinedResponses": {"inlinedResponses": self.responses}}
            metadata["output"] = output
            operation["response"] = {"@type": f"{_KIND}Output", **output}
        return operation


@dataclass(slots=True)
class Batches:
    reception: Reception
    generation: Generation
    jobs: Jobs
    orders: Orders
    clock: Callable[[], float]
    known: dict[str, Batch] = field(default_factory=dict)
    idle: set[str] = field(default_factory=set)

    def routes(self, entrance: Entrance) -> list[web.RouteDef]:
        root = entrance.path.removesuffix("/models")
        return [
            web.post(f"{entrance.path}/{{model:[^/:]+}}:batchGenerateContent", self.create),
            web.get(f"{root}/batches", self.list_all),
            web.get(f"{root}/batches/{{id:[^/:]+}}", self.show),
            web.delete(f"{root}/batches/{{id:[^/:]+}}", self.delete),
            web.post(f"{root}/batches/{{id:[^/:]+}}:cancel", self.cancel),
        ]

    async def create(self, request: web.Request) -> web.StreamResponse:
        talk = self.reception.open(request)
        try:
            model = self.reception.door.model_for(request)
            if (request.content_length or 0) > LARGEST_BATCH:
                raise errors.too_large(LARGEST_BATCH)
            document = await self.reception.document(talk)
            batch = self._read(f"batches/{self.reception.new_id()}", document, model, self._now())
        except GoogleError as error:
            return await self.reception.refuse(talk, error)
        kept = {"model": model.id, "created": batch.created, "document": document}
        await self.reception.in_thread(self.orders.keep, _file(batch.name), kept)
        self._start(batch, talk.number)
        return await self.reception.tell(talk, batch.told())

    async def restore(self) -> None:
        """Batches that an earlier stand-in took are there again; each is worked on once somebody asks for it."""
        for name in self.orders.names:
            kept = await self.reception.in_thread(self.orders.read, name)
            if kept and name.startswith(_FILE) and kept["model"] in self.reception.door.models:
                model = self.reception.door.model(kept["model"])
                batch = self._read(f"batches/{name.removeprefix(_FILE)}", kept["document"], model, kept["created"])
                self.known[batch.name] = batch
                self.idle.add(batch.name)

    def _start(self, batch: Batch, number: int = 0) -> None:
        states = self.jobs.states("PENDING", "RUNNING", "")
        batch.state = states[0]
        remember(self.known, batch.name, batch)
        self.jobs.start(self._run(batch, states[1:], number))

    async def show(self, request: web.Request) -> web.StreamResponse:
        def find() -> dict[str, Any]:
            batch = self._find(request)
            if batch.name in self.idle:
                self.idle.remove(batch.name)
                self._start(batch)
            if batch.ended and len(batch.requests) > FETCHABLE:
                raise GoogleError(503, "UNAVAILABLE", "The service is currently unavailable.")
            return batch.told()

        return await self.reception.small(request, ("header",), find)

    async def list_all(self, request: web.Request) -> web.StreamResponse:
        def every() -> dict[str, Any]:
            newest = [batch.told(whole=False) for batch in reversed(self.known.values())]
            return paged("operations", newest, request.query)

        return await self.reception.small(request, ("header",), every)

    async def cancel(self, request: web.Request) -> web.StreamResponse:
        def stop() -> dict[str, Any]:
            batch = self._find(request)
            self.idle.discard(batch.name)
            if not batch.ended:
                self._move(batch, "CANCELLED")
            return {}

        return await self.reception.small(request, ("header",), stop)

    async def delete(self, request: web.Request) -> web.StreamResponse:
        def forget() -> dict[str, Any]:
            del self.known[self._find(request).name]
            return {}

        await self.reception.in_thread(self.orders.forget, f"{_FILE}{request.match_info['id']}")
        return await self.reception.small(request, ("header",), forget)

    def _find(self, request: web.Request) -> Batch:
        batch = self.known.get(f"batches/{request.match_info['id']}")
        if batch is None:
            raise GoogleError(404, "NOT_FOUND", "Requested entity was not found.")
        return batch

    def _read(self, name: str, document: Any, model: Model, created: str) -> Batch:
        try:
            told = document["batch"]
            requests = told["inputConfig"]["requests"]["requests"]
            title = told["displayName"]
        except (KeyError, TypeError):
            raise invalid("batch.displayName and batch.inputConfig.requests are required", "batch") from None
        if not isinstance(requests, list) or not requests or not all(_is_request(request) for request in requests):
            raise invalid("A batch holds at least one request, each with its metadata.", "batch.input_config.requests")
        return Batch(name, str(title), model, requests, created, "PENDING")

    async def _run(self, batch: Batch, states: list[str], number: int) -> None:
        for state in states:
            await self.jobs.leave(batch.name, batch.state)
            if state in ("", "SUCCEEDED", "PARTIALLY_SUCCEEDED"):
                await self._work(batch, number)
            if batch.ended:
                return
            self._move(batch, state or _outcome(batch.responses))

    async def _work(self, batch: Batch, number: int) -> None:
        for request in batch.requests:
            if batch.ended:
                return
            result = await self._result(batch, number, request["request"])
            batch.responses.append({**result, "metadata": request.get("metadata", {})})

    async def _result(self, batch: Batch, number: int, request: dict[str, Any]) -> dict[str, Any]:
        generation = self.generation
        body = {key: value for key, value in request.items() if key != "model"}
        try:
            call, _ = await self.reception.in_thread(generation.understood, body, batch.model)
            generation.calls.append(Seen.of(number, call))
            _, failure = generation.failures.take(call)
            if isinstance(failure, GoogleError):
                raise failure
        except GoogleError as error:
            return {"error": {"code": _CODES.get(error.status, _UNKNOWN), "message": error.message}}
        generation.billed += 1
        return {"response": await self.reception.in_thread(generation.made, call, batch.model, failure)}

    def _move(self, batch: Batch, state: str) -> None:
        batch.state, batch.updated = state, self._now()

    def _now(self) -> str:
        return datetime.fromtimestamp(self.clock(), UTC).isoformat().replace("+00:00", "Z")


def _file(name: str) -> str:
    return f"{_FILE}{name.removeprefix('batches/')}"


def _is_request(request: Any) -> bool:
    return isinstance(request, dict) and isinstance(request.get("request"), dict)


def _outcome(responses: list[dict[str, Any]]) -> str:
    failed = sum("error" in response for response in responses)
    return "SUCCEEDED" if not failed else "FAILED" if failed == len(responses) else "PARTIALLY_SUCCEEDED"


def _spelled(state: str) -> str:
    """Google has no batch state for a partial success; google-genai passes Vertex's on."""
    return f"JOB_STATE_{state}" if state == "PARTIALLY_SUCCEEDED" else f"BATCH_STATE_{state}"
