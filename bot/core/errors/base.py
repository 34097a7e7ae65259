"""What all failures have in common: a sentence for people, and what it cost."""

from collections.abc import Sequence
from enum import StrEnum
from typing import ClassVar

from bot.core.citations import Citations
from bot.core.reply import Usage


class Cost(StrEnum):
    """Whether the provider charges for what happened."""

    NOTHING = "nothing"
    MAYBE = "maybe"
    CHARGED = "charged"

    @property
    def sentence(self) -> str:
        return _COSTS[self]


_COSTS = {
    Cost.NOTHING: "It cost nothing.",
    Cost.MAYBE: "The provider may have charged for it.",
    Cost.CHARGED: "The provider charges for such an answer.",
}


class PlantainError(Exception):
    """A failure with a `sentence` that may be shown to anyone.

    `usage` and `searches` are what the provider counted for an answer that came to nothing; None where it said nothing.
    `citations` ground what of that answer is quoted in the sentence.
    """

    cost: ClassVar[Cost] = Cost.NOTHING
    costless: ClassVar[bool] = False
    """Whether it refuses a deed that never costs anything, such as deleting: then there is no word about it."""

    def __init__(self, sentence: str, *, cost: Cost | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.charge = cost or self.cost
        self.usage: Usage | None = None
        self.searches = 0
        self.citations = Citations()

    @property
    def code(self) -> str:
        """The stable name that is stored with a failed turn."""
        return type(self).__name__

    @property
    def told(self) -> str:
        """What a person reads: what happened, what to do, what it cost."""
        return self.sentence if self.costless else f"{self.sentence} {self.charge.sentence}"


def short(text: str, limit: int = 60) -> str:
    """One line of at most *limit* characters: what others wrote must not flood a sentence."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def listed(words: Sequence[str], joint: str = "or") -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {joint} {words[-1]}" if words else "nothing"
