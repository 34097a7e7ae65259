"""12AI's asynchronous tasks: generation B (``/v1/task``) and A (``/v1/images/async/generations``).

Both take their key as a bearer token, answer a submit at once, and show results as links.
"""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import web

from bot.playground.gemini.admission import check_frame
from bot.playground.gemini.call import Call
from bot.playground.gemini.catalog import Model
from bot.playground.gemini.checks import check_call
from bot.playground.gemini.errors import GoogleError
from bot.playground.gemini.failures import Failure, Refusal, Touch
from bot.playground.gemini.generation import Generation
from bot.playground.gemini.jobs import Jobs, remember
from bot.playground.gemini.orders import Orders
from bot.playground.gemini.reception import Reception
from bot.playground.gemini.record import Seen
from bot.playground.gemini.task_requests import Wish, read_a, read_b

_PARTIAL = ("partial_completed", "partial_complete")
_FILE = "task_"
_READERS: Mapping[str, Callable[[Any], Wish]] = {"A": read_a, "B": read_b}
_DONE = ("completed", "complete", "succeeded", "success", "done")


@dataclass(slots=True)
class Task:
    id: str
    created: int
    state: str
    outputs: list[str] = field(default_factory=list)
    error: str = ""
    completed: int | None = None

    def as_b(self) -> dict[str, Any]:
        told: dict[str, Any] = {"id": self.id, "status": self.state, "created_at": self.created}
        error = {"message": self.error} if self.error else None
        return {**told, "completed_at": self.completed, "outputs": self.outputs, "error": error}

    def as_a(self) -> dict[str, Any]:
        told: dict[str, Any] = {"id": self.id, "status": self.state, "progress": 100 if self.completed else 30}
        if self.outputs:
            told["data"] = [{"url": url} for url in self.outputs]
        return {**told, "error": {"message": self.error}} if self.error else told


@dataclass(frozen=True, slots=True)
class _Order:
    call: Call
    model: Model
    count: int
    name: str
    failure: Failure | None

    @property
    def touch(self) -> Touch:
        return self.failure if isinstance(self.failure, Touch) else Touch()


@dataclass(slots=True)
class Tasks:
    generations: frozenset[Literal["A", "B"]]
    reception: Reception
    generation: Generation
    jobs: Jobs
    orders: Orders = field(default_factory=Orders)
    clock: Callable[[], float] = time.time
    known: dict[str, Task] = field(default_factory=dict)

    def routes(self) -> list[web.RouteDef]:
        found = []
        if "B" in self.generations:
            found += [web.post("/v1/task/submit", self.submit_b), web.get("/v1/task/{id}", self.show_b)]
        if "A" in self.generations:
            path = "/v1/images/async/generations"
            found += [web.post(path, self.submit_a), web.get(f"{path}/{{id}}", self.show_a)]
        return found

    async def submit_b(self, request: web.Request) -> web.StreamResponse:
        return await self._submit(request, "B", lambda task: {"id": task.id, "status": task.state})

    async def submit_a(self, request: web.Request) -> web.StreamResponse:
        return await self._submit(request, "A", lambda task: {"task_id": task.id, "status": task.state})

    async def show_b(self, request: web.Request) -> web.StreamResponse:
        await self._revive(request)
        return await self.reception.small(request, ("bearer",), lambda: self._find(request).as_b())

    async def show_a(self, request: web.Request) -> web.StreamResponse:
        await self._revive(request)
        return await self.reception.small(request, ("bearer",), lambda: self._find(request).as_a())

    def _find(self, request: web.Request) -> Task:
        task = self.known.get(request.match_info["id"])
        if task is None:
            raise GoogleError(404, "NOT_FOUND", "The task does not exist.")
        return task

    async def _revive(self, request: web.Request) -> None:
        """A task that an earlier stand-in took is worked on once somebody asks for it."""
        name = request.match_info["id"]
        is_new = name.startswith(_FILE) and name not in self.known
        kept = await self.reception.in_thread(self.orders.read, name) if is_new else None
        if kept is None:
            return
        wish = await self.reception.in_thread(_READERS[kept["generation"]], kept["document"])
        if name not in self.known:
            with suppress(GoogleError):  # what is not sold any more is not known any more
                order, _ = self._ordered(wish)
                self._started(order, Task(name, kept["created"], ""))

    async def _submit(
        self, request: web.Request, generation: str, tell: Callable[[Task], dict[str, Any]]
    ) -> web.StreamResponse:
        talk = self.reception.open(request)
        name = ""
        try:
            self.reception.door.check_key(request, ("bearer",))
            check_frame(request)
            document = await self.reception.document(talk)
            wish = await self.reception.in_thread(_READERS[generation], document)
            order, talk.lost = self._ordered(wish)
            self.generation.calls.append(Seen.of(talk.number, order.call))
            name, failure = order.name, order.failure
            if isinstance(failure, GoogleError):
                raise failure
        except GoogleError as error:
            return await self.reception.refuse(talk, error, name)
        task = Task(f"{_FILE}{self.reception.new_id()}", int(self.clock()), "")
        kept = {"generation": generation, "created": task.created, "document": document}
        await self.reception.in_thread(self.orders.keep, task.id, kept)
        self._started(order, task)
        return await self.reception.tell(talk, tell(task), name)

    def _ordered(self, wish: Wish) -> tuple[_Order, list[str]]:
        """The order as it reaches the model, and what was lost on the way. Raises GoogleError."""
        model = self.reception.door.model(wish.model)
        call, lost = self.generation.manner.heard(wish.call)
        check_call(call, model)
        name, failure = self.generation.failures.take(call)
        return _Order(call, model, wish.count, name, failure), lost

    def _started(self, order: _Order, task: Task) -> None:
        end = "failed" if isinstance(order.failure, Refusal) else "completed"
        states = self.jobs.states("queued", "in_progress", end)
        task.state = states[0]
        remember(self.known, task.id, task)
        self.jobs.start(self._run(task, states[1:], order))

    async def _run(self, task: Task, states: list[str], order: _Order) -> None:
        for state in states[:-1]:
            await self.jobs.leave(task.id, task.state)
            task.state = state
        if states:
            outputs = await self._painted(states[-1], order)
            await self.jobs.leave(task.id, task.state)
            task.outputs, task.state, task.completed = outputs, states[-1], int(self.clock())
            if len(outputs) < order.count:
                task.error = "The upstream refused to generate the picture."

    async def _painted(self, end: str, order: _Order) -> list[str]:
        """The pictures' addresses, as many as a task that ends so has."""
        wanted = order.count if end in _DONE else max(order.count - 1, 1) if end in _PARTIAL else 0
        self.generation.billed += wanted
        linked = self.generation.linked
        return [await self.reception.in_thread(linked, order.call, order.model, order.touch) for _ in range(wanted)]
