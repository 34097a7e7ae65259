"""Placing a request as a task: once, by the first generation of the interface that is there."""

import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Self

import msgspec

from bot.core.errors import (
    AnswerCut,
    AnswerTooLarge,
    AnswerUnreadable,
    GatewayTimedOut,
    ModelUnavailable,
    Overloaded,
    ProviderFailed,
    TaskFailed,
    TasksRefused,
    TaskUnconfirmed,
    TimedOut,
)
from bot.core.reply import RawPart, Reply
from bot.gemini.exchange import Exchange
from bot.gemini.experience import ABSENT, Experience
from bot.gemini.task_body import filled, ratio_like, wish
from bot.gemini.task_errand import Errand
from bot.gemini.task_reading import Sighting, State, complaint

_UNCONFIRMED = (TimedOut, GatewayTimedOut, AnswerCut, AnswerTooLarge, AnswerUnreadable)
_ABSENT = frozenset((404, 405))
_DENIED = frozenset((401, 403))
_OF_TASKS = re.compile(r"\basync|\btasks?\b|异步|任务", re.IGNORECASE)
_OF_MODEL = re.compile(r"\bmodel", re.IGNORECASE)
_log = logging.getLogger(__name__)


class Placed(msgspec.Struct, frozen=True):
    """What is noted with the turn: who knows the task, by which generation of its interface, under which id.

    `account` is a fingerprint of the key; `model` is the id that was asked for.
    """

    provider: str
    account: str
    generation: str
    model: str
    id: str

    @property
    def note(self) -> str:
        return msgspec.json.encode(self).decode()

    @classmethod
    def read(cls, note: str) -> Self | None:
        """The task that *note* tells of; None when it tells of none."""
        try:
            return msgspec.json.decode(note.encode(), type=cls)
        except (msgspec.MsgspecError, UnicodeEncodeError):
            return None


Take = Callable[[Errand, str, Sighting, Exchange], Awaitable[Reply]]
"""Keep the pictures of a task that the model of this id is done with, while the files that came are there."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider's answer to a request that was placed.

    `reply`: of pictures that came at once, where there is no id to ask for them by.
    """

    errand: Errand
    model: str
    sighting: Sighting
    reply: Reply | None = None

    @property
    def placed(self) -> Placed:
        provider = self.errand.model.provider
        return Placed(provider.name, provider.fingerprint, self.errand.generation, self.model, self.sighting.id)


async def place(
    errands: Sequence[Errand], model: str, sent: Sequence[RawPart], take: Take, experience: Experience
) -> Accepted:
    """Only a refusal for the rate is tried again: after any other failure the task may be there.

    *experience* remembers which generations are not there, so that a request isn't sent in vain each time. Raises
    TasksRefused, TaskUnconfirmed, TaskFailed, ModelUnavailable, what else people are told of failures, and what *take*
    raises.
    """
    generations = {f"tasks of generation {errand.generation}": errand for errand in errands}
    for generation in experience.order(list(generations)):
        errand = generations[generation]
        found = await errand.model.patience.through(partial(_once, errand, model, sent, take))
        if isinstance(found, Overloaded):
            raise found
        if found is not None:
            experience.forget(generation, ABSENT)
            return found
        _log.warning("the provider has no %s", generation)
        experience.learn(generation, ABSENT)
    raise TasksRefused


async def _once(errand: Errand, model: str, sent: Sequence[RawPart], take: Take) -> Accepted | Overloaded | None:
    """None when this generation is not there. An overload is handed back, lest somebody is patient with it."""
    document = json.dumps(_body(errand, model, sent)).encode()
    seconds = errand.model.provider.endpoint.timeout
    async with errand.exchange() as exchange:
        try:
            with errand.call.asking():
                sighting = await errand.ask(exchange, "POST", errand.tasks.submit, document, seconds=seconds)
        except Overloaded as error:
            return error
        except _UNCONFIRMED as error:
            raise TaskUnconfirmed(request_id=error.request_id) from error
        except ProviderFailed as error:
            if _is_absent(error, exchange):
                return None
            if exchange.http_status in _DENIED and _OF_TASKS.search(complaint(exchange.reply)):
                raise TasksRefused(request_id=error.request_id) from error
            raise
        if sighting.id:
            return Accepted(errand, model, sighting)
        _check_done(sighting, exchange)
        return Accepted(errand, model, sighting, await take(errand, model, sighting, exchange))


def _check_done(sighting: Sighting, exchange: Exchange) -> None:
    """Without an id there must be pictures at once. Raises TaskFailed and TaskUnconfirmed."""
    request_id = exchange.request_id or None
    if sighting.state is State.FAILED:
        _log.warning("a task failed at once: %.200s", sighting.message)
        raise TaskFailed(request_id=request_id)
    if not sighting.results:
        raise TaskUnconfirmed(request_id=request_id)


def _is_absent(error: ProviderFailed, exchange: Exchange) -> bool:
    if exchange.http_status not in _ABSENT:
        return False
    return not (isinstance(error, ModelUnavailable) and _OF_MODEL.search(complaint(exchange.reply)))


def _body(errand: Errand, model: str, sent: Sequence[RawPart]) -> dict[str, Any]:
    family, request = errand.call.family, errand.call.request
    words, references = wish(sent)
    shown = [*errand.call.history.pictures, *request.references]
    alike = ratio_like(shown[0].width, shown[0].height, family.ratios) if shown else None
    spelt: Mapping[Any, str] = errand.tasks.sizes
    values = {
        "model": model,
        "prompt": words,
        "ratio": request.options.ratio or alike,
        "size": spelt.get(family.drawn_size(request.options.size)),
        "references": references,
    }
    return filled(errand.tasks.body, values)
