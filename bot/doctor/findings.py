"""What a check finds."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    OK = "ok"
    WARNING = "warning"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """*name* says what was looked at, *sentence* how it is, *advice* what to do; none of them holds a secret."""

    name: str
    state: State
    sentence: str
    advice: str = ""


def ok(name: str, sentence: str, advice: str = "") -> Finding:
    return Finding(name, State.OK, sentence, advice)


def warning(name: str, sentence: str, advice: str = "") -> Finding:
    """It works, but not as well as it might."""
    return Finding(name, State.WARNING, sentence, advice)


def broken(name: str, sentence: str, advice: str = "") -> Finding:
    """The bot does not work, or not for everybody, until this is mended."""
    return Finding(name, State.BROKEN, sentence, advice)


def worst(findings: Iterable[Finding]) -> State:
    order = list(State)
    return max((finding.state for finding in findings), key=order.index, default=State.OK)
