"""What calls have taught about a provider's models and interfaces; forgotten after some hours, for providers change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

GONE: Final = "gone"
RESPELT: Final = "respelt"
WHOLE: Final = "whole"
"""Besides the names of options that are refused: the model is not to be had; its size wants the other spelling; it
draws no half size, so that a whole one is asked for."""

ABSENT: Final = "absent"
"""Of an interface: nobody is at its address."""


def stands_in(model: str, first: str) -> str:
    """What people are to know where *model* draws in place of the id that comes *first*."""
    return f"{first} is not to be had: drawn by {model}"


@dataclass(eq=False, slots=True)
class Experience:
    """*seconds* is a monotonic clock, *lasting* how many of them a lesson counts."""

    seconds: Callable[[], float]
    lasting: float = 4 * 3600
    _until: dict[tuple[str, str], float] = field(default_factory=dict)

    def learn(self, subject: str, lesson: str) -> None:
        """*lesson*: `GONE`, `RESPELT`, `WHOLE`, or the option that the model *subject* refuses; or `ABSENT`."""
        self._until[subject, lesson] = self.seconds() + self.lasting

    def forget(self, subject: str, lesson: str) -> None:
        """It no longer holds."""
        self._until.pop((subject, lesson), None)

    def lessons(self, subject: str) -> frozenset[str]:
        now = self.seconds()
        self._until = {key: until for key, until in self._until.items() if until > now}
        return frozenset(lesson for known, lesson in self._until if known == subject)

    def order(self, subjects: Sequence[str]) -> Sequence[str]:
        """*subjects* without those that are gone or absent; all where every one is, for asking costs nothing."""
        return [subject for subject in subjects if not self.lessons(subject) & {GONE, ABSENT}] or subjects
