"""The shape of every rule and of Discord's refusals; the rules themselves are the tables in the modules `rules_*`."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from bot.playground.discord.components import Path
from bot.playground.discord.records import Json

S = TypeVar("S")
INVALID_FORM: Final = 50035


class Refused(Exception):
    """Discord's answer to a request that it does not take: HTTP status, JSON error code, sentence, field errors."""

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None) -> None:
        super().__init__(f"{status} {code}: {message} {errors or ''}".rstrip())
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    @property
    def body(self) -> Json:
        base: Json = {"message": self.message, "code": self.code}
        return {**base, "errors": self.errors} if self.errors else base


# Discord docs, Opcodes and status codes, JSON error codes.
REFUSALS: Final[Mapping[str, tuple[int, int, str]]] = {
    "unauthorized": (401, 0, "401: Unauthorized"),
    "unknown channel": (404, 10003, "Unknown Channel"),
    "unknown guild": (404, 10004, "Unknown Guild"),
    "unknown message": (404, 10008, "Unknown Message"),
    "unknown user": (404, 10013, "Unknown User"),
    "unknown webhook": (404, 10015, "Unknown Webhook"),
    "unknown interaction": (404, 10062, "Unknown interaction"),
    "too large": (413, 40005, "Request entity too large"),
    "already answered": (400, 40060, "Interaction has already been acknowledged."),
    "missing access": (403, 50001, "Missing Access"),
    "not the author": (403, 50005, "Cannot edit a message authored by another user"),
    "empty message": (400, 50006, "Cannot send an empty message"),
    "missing permissions": (403, 50013, "Missing Permissions"),
    "token expired": (401, 50027, "Invalid Webhook Token"),
    "wrong channel type": (400, 50024, "Cannot execute action on this channel type"),
    "has a thread": (400, 160004, "A thread has already been created for this message"),
    "not json": (400, 50109, "The request body contains invalid JSON."),
}


def refuse(name: str) -> Refused:
    return Refused(*REFUSALS[name])


@dataclass(frozen=True, slots=True)
class Violation:
    """What is wrong with one field; `code` and `message` are worded as Discord words them."""

    path: Path
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Rule(Generic[S]):
    """One check of a subject, with the page of Discord's docs that says so."""

    source: str
    check: Callable[[S], Iterable[Violation]]


@dataclass(frozen=True, slots=True)
class Length:
    """How long (text) or how many (lists) a field may be; `required` fields must be there."""

    key: str
    least: int
    most: int
    source: str
    required: bool = False

    def check(self, subject: Json, path: Path) -> Iterator[Violation]:
        value = subject.get(self.key)
        if value is None:
            if self.required:
                yield Violation((*path, self.key), "BASE_TYPE_REQUIRED", "This field is required")
        elif not isinstance(value, str | list):
            yield Violation((*path, self.key), "BASE_TYPE_BAD_TYPE", "Not a string or a list.")
        elif not self.least <= len(value) <= self.most:
            yield out_of_range((*path, self.key), self.least, self.most)


def out_of_range(path: Path, least: int, most: int) -> Violation:
    if not least:
        return Violation(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
    return Violation(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")


def broken(rules: Iterable[Rule[S]], subject: S) -> list[Violation]:
    return [violation for rule in rules for violation in rule.check(subject)]


def demand(violations: Iterable[Violation], prefix: Path = ()) -> None:
    """Raise Discord's 50035 with one entry per violated field, if there is any."""
    errors: dict[str, Any] = {}
    for violation in violations:
        place = errors
        for step in (*prefix, *violation.path):
            place = place.setdefault(str(step), {})
        place.setdefault("_errors", []).append({"code": violation.code, "message": violation.message})
    if errors:
        raise Refused(400, INVALID_FORM, "Invalid Form Body", errors)
