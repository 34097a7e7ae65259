"""How a conversation goes on without its signatures: from its newest picture, with the wishes so far."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from bot.core.limits import SEED_WORDS, WISH_LEFT
from bot.core.picture import Picture
from bot.core.request import tokens_of
from bot.core.turn import Turn


@dataclass(frozen=True, slots=True)
class Seed:
    """The newest picture, to go in as a reference, and the wishes, oldest first.

    `shortened` and `left_out` count wishes that did not fit whole, and not at all.
    """

    picture: Picture | None
    wishes: tuple[str, ...]
    shortened: int = 0
    left_out: int = 0

    @classmethod
    def of(cls, path: Sequence[Turn]) -> Self:
        """What carries on *path* (root first)."""
        newest = next((turn.reply.pictures[-1] for turn in reversed(path) if turn.reply and turn.reply.pictures), None)
        wishes = [turn.request.words for turn in path if turn.request.words.strip()]
        rooms = _rooms([len(words) for words in wishes])
        carried = tuple(_cut(words, room) for words, room in zip(wishes, rooms, strict=True) if room)
        cut = sum(0 < room < len(words) for words, room in zip(wishes, rooms, strict=True))
        return cls(newest, carried, shortened=cut, left_out=len(wishes) - len(carried))

    @property
    def tokens(self) -> int:
        """About how many it is as input, rather too many than too few."""
        return tokens_of("\n".join(self.wishes), pictures=1 if self.picture else 0)

    @property
    def notes(self) -> Iterator[str]:
        """What people are told of wishes that are not carried on whole."""
        counts = {"shortened": self.shortened, "left out": self.left_out}
        told = [f"{count} {what}" for what, count in counts.items() if count]
        if told:
            yield f"earlier wishes cut to fit: {', '.join(told)}"


def _rooms(lengths: Sequence[int]) -> list[int]:
    """How many characters each wish may keep, 0 for one that is left out.

    The root, which says what the picture is of, is worth most, then the newest, and so back to the oldest. These two
    stay whole; each of the others gets a little before one of them gets more.
    """
    by_worth = [number for number in (0, *range(len(lengths) - 1, 0, -1)) if number < len(lengths)]
    rooms, spare = [0] * len(lengths), SEED_WORDS
    for number in by_worth:
        least = lengths[number] if number in by_worth[:2] else min(lengths[number], WISH_LEFT)
        if least > spare:
            break
        rooms[number] = least
        spare -= least
    for number in by_worth:
        more = min(lengths[number] - rooms[number], spare) if rooms[number] else 0
        rooms[number] += more
        spare -= more
    return rooms


def _cut(words: str, room: int) -> str:
    return words if len(words) <= room else f"{words[: room - 1].rstrip()}…"
