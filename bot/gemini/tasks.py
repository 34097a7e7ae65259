"""The image-model port by way of tasks: a request is placed, noted, and asked for until its pictures are there."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from bot.core.errors import (
    AnswerUnreadable,
    Cost,
    ModelUnavailable,
    OptionUnsupported,
    SignatureRefused,
    StorageFailed,
    TaskLost,
    ThoughtsUnsupported,
)
from bot.core.family import HALF, Family
from bot.core.ports import Call, Wait
from bot.core.reply import Maker, Reply
from bot.core.request import Search
from bot.gemini.contents import user_parts
from bot.gemini.exchange import Exchange
from bot.gemini.experience import GONE
from bot.gemini.keeping import Made
from bot.gemini.model import GeminiModel
from bot.gemini.reading import read
from bot.gemini.task_errand import Errand
from bot.gemini.task_placing import Accepted, Placed, place
from bot.gemini.task_reading import Sighting, State
from bot.gemini.task_watching import Watch
from bot.gemini.task_wire import TaskWire
from bot.gemini.tokens import find_tokens

PARTLY: Final = "the image service finished this only in part"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TaskModel:
    """Calls go through *model* unless its preset's way is by task; a task that was noted is asked for either way."""

    model: GeminiModel
    wire: TaskWire
    wait: Wait

    def maker(self, family: Family) -> Maker:
        return self.model.maker(family)

    async def offered(self) -> Sequence[str]:
        return await self.model.offered()

    async def generate(self, call: Call) -> Reply:
        """A task knows no history: with one SignatureRefused is raised before anything is sent, for a seed instead."""
        if call.task is None and self.model.provider.preset.way != "task":
            return await self.model.generate(call)
        if call.history.turns:
            raise SignatureRefused
        began = self.model.seconds()
        if call.task is not None:
            errand, placed = self._known(call, call.task)
            return await self._awaited(errand, placed, began, noted=True)
        _check(call)
        accepted = await self._accepted(call, began)
        if accepted.reply is not None:
            return accepted.reply
        noted = await _noted(call, accepted.placed)
        return await self._awaited(accepted.errand, accepted.placed, began, noted=noted)

    def _errands(self, call: Call) -> list[Errand]:
        tasks = self.model.provider.preset.tasks
        return [Errand(self.model, self.wire, call, name, table) for name, table in tasks.items()]

    def _known(self, call: Call, note: str) -> tuple[Errand, Placed]:
        """Raises TaskLost when it is another provider, account or interface that has the task."""
        placed, provider = Placed.read(note), self.model.provider
        if placed and (placed.provider, placed.account) == (provider.name, provider.fingerprint):
            for errand in self._errands(call):
                if errand.generation == placed.generation:
                    return errand, placed
        raise TaskLost

    async def _accepted(self, call: Call, began: float) -> Accepted:
        """Placed by the first of the family's ids that is to be had; one that is not costs nothing."""
        sent = user_parts(call.history, call.request)
        gone = ModelUnavailable(call.family.name)
        experience = self.model.experience
        for model in experience.order(call.family.ids.get(self.model.provider.name, ())):
            try:
                return await place(self._errands(call), model, sent, partial(self._reply, began), experience)
            except ModelUnavailable as error:
                experience.learn(model, GONE)
                gone = error
        raise gone

    async def _awaited(self, errand: Errand, placed: Placed, began: float, *, noted: bool) -> Reply:
        """A note that storage refused is written as soon as it takes it: what is paid for is not given up for that."""

        async def again() -> None:
            nonlocal noted
            noted = noted or await _noted(errand.call, placed)

        take = partial(self._reply, began, errand, placed.model)
        return await Watch(errand, placed.id, self.wait, self.model.seconds).result(take, again)

    async def _reply(self, began: float, errand: Errand, model: str, sighting: Sighting, exchange: Exchange) -> Reply:
        call, parts = errand.call, sighting.parts
        if all("text" in part for part in parts) or any(token not in exchange.files for token in find_tokens(parts)):
            raise AnswerUnreadable(cost=Cost.CHARGED, request_id=exchange.request_id or None)
        answer = read({"candidates": [{"content": {"parts": parts}, "finishReason": "STOP"}]})
        sent = user_parts(call.history, call.request)
        made = Made(self.maker(call.family), model, sent, self.model.seconds() - began)
        reply = await self.model.keeper.reply(answer, exchange, made)
        notes = _notes(errand, sighting)
        return replace(reply, options=call.request.options.without(errand.lost), notes=(*notes, *reply.notes))


async def _noted(call: Call, placed: Placed) -> bool:
    try:
        await call.note_task(placed.note)
    except StorageFailed:
        _log.warning("task %s could not be noted yet", placed.id)
        return False
    return True


def _check(call: Call) -> None:
    """Raises a `Refused` for what no interface for tasks has; the catalog should have said so before."""
    options, family = call.request.options, call.family.name
    if options.search is not Search.OFF:
        raise OptionUnsupported("search", options.search, family, ())
    if options.thinking:
        raise OptionUnsupported("thinking", options.thinking, family, ())
    if options.thoughts:
        raise ThoughtsUnsupported(family)


def _notes(errand: Errand, sighting: Sighting) -> Iterator[str]:
    """Half a size is not lost: a whole one is drawn, and scaled down."""
    options = errand.call.request.options
    lost = [f"{name} {getattr(options, name)}" for name in errand.lost if (name, options.size) != ("size", HALF)]
    if lost:
        yield f"left out, as tasks of this image service do not take it: {', '.join(lost)}"
    if sighting.state is State.PARTIAL:
        yield PARTLY
