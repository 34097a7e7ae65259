"""What a provider says about a task, wherever it says it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from bot.core.reply import RawPart
from bot.gemini.presets import Tasks
from bot.gemini.shapes import google_shape
from bot.gemini.words import is_link

_ID = re.compile(r"(?!\.{1,2}$)[\w.:~-]{1,200}")
_MOST_RESULTS = 16


class State(Enum):
    RUNNING = auto()
    DONE = auto()
    PARTIAL = auto()
    FAILED = auto()


@dataclass(frozen=True, slots=True)
class Sighting:
    """`id` is empty where there is none that can be a step of a path; `message` is the provider's, for the log."""

    state: State
    id: str
    results: tuple[str, ...]
    message: str

    @property
    def parts(self) -> list[RawPart]:
        """The results as parts of an answer: links, or pictures that came along."""
        parts = [{"fileData": {"fileUri": found}} if is_link(found) else {"text": found} for found in self.results]
        shaped = google_shape({"candidates": [{"content": {"parts": parts}}]})
        found: list[RawPart] = shaped["candidates"][0]["content"]["parts"]
        return found


def sighted(tasks: Tasks, body: Any) -> Sighting:
    """Read *body* by the places that *tasks* names; a state that nobody has described means that it runs."""
    results = tuple(text for text in _texts(body, tasks.results) if is_link(text) or text[:5].lower() == "data:")
    ids = (found for place in tasks.ids for found in _texts(body, (place,)) if _ID.fullmatch(found))
    return Sighting(
        state=_state(tasks, next(_texts(body, tasks.states), "")),
        id=next(ids, ""),
        results=tuple(dict.fromkeys(results))[:_MOST_RESULTS],
        message=next(_texts(body, tasks.errors), ""),
    )


def tells_of_a_task(tasks: Tasks, body: Any) -> bool:
    """Whether *body* is about a task at all, be it one that failed."""
    return next(_texts(body, (*tasks.ids, *tasks.states, *tasks.results)), None) is not None


def complaint(reply: Any) -> str:
    """What an error in Google's envelope says; empty where *reply* is none."""
    error = reply.get("error") if isinstance(reply, dict) else None
    return str(error.get("message") or "") if isinstance(error, dict) else ""


def _state(tasks: Tasks, told: str) -> State:
    told = told.strip().lower()
    for state, names in ((State.DONE, tasks.done), (State.PARTIAL, tasks.partial), (State.FAILED, tasks.failed)):
        if told in names:
            return state
    return State.RUNNING


def _texts(body: Any, places: Sequence[str]) -> Iterator[str]:
    """The texts at the first of *places* that has any; numbers count as texts, for ids may be such."""
    for place in places:
        found = [text for value in _at(body, place.split(".")) for text in _plain(value)]
        if found:
            yield from found
            return


def _at(value: Any, path: Sequence[str]) -> Iterator[Any]:
    if isinstance(value, list):
        for item in value:
            yield from _at(item, path)
    elif not path:
        yield value
    elif isinstance(value, dict) and path[0] in value:
        yield from _at(value[path[0]], path[1:])


def _plain(value: Any) -> list[str]:
    if isinstance(value, int) and not isinstance(value, bool):
        return [str(value)]
    return [value] if isinstance(value, str) and value else []
