"""What is left of a torture when all is over: rows, posts, files, and the calls that reached the model."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from bot.playground.discord.blobs import BlobStore
from bot.playground.discord.components import walk
from bot.playground.discord.records import Message
from tests.torture.books import Books, Entry, Row
from tests.torture.silence import Silence

_BUTTON: Final = re.compile(r"plantain:[a-z]+:([0-9a-v]{13})")


@dataclass(frozen=True, slots=True)
class Called:
    """A call that reached the model: the wish that it was for, whether it would be charged, and what it would cost."""

    wish: int
    billed: bool
    price: int | None = None


@dataclass(frozen=True)
class Evidence:
    """All that is left when the bot has ended.

    `hit`: calls that were running when their process was killed. `taken_away`: turns whose posts people tried to
    delete; `restless`: the places in which they take pictures back; `stops`: how processes ended that were asked to.
    """

    books: Books
    posts: Sequence[Message]
    blobs: BlobStore
    calls: Sequence[Called]
    billed: int
    hit: int
    follows: frozenset[int]
    data: Path
    logs: Sequence[Path]
    silence: Silence | None = None
    taken_away: frozenset[str] = frozenset()
    restless: frozenset[int] = frozenset()
    stops: Sequence[int] = ()

    @cached_property
    def turns(self) -> Sequence[Row]:
        return self.books.turns()

    @cached_property
    def called(self) -> Sequence[Row]:
        return [turn for turn in self.turns if turn.called_at]

    @cached_property
    def places(self) -> Mapping[int, Sequence[Row]]:
        found: dict[int, list[Row]] = defaultdict(list)
        for turn in self.turns:
            found[turn.place].append(turn)
        return found

    @cached_property
    def shown(self) -> Mapping[str, Sequence[Message]]:
        """The posts of each turn."""
        found: dict[str, list[Message]] = defaultdict(list)
        for post in self.posts:
            for turn in turns_in(post):
                found[turn].append(post)
        return found

    @cached_property
    def entries(self) -> Mapping[str, Sequence[Entry]]:
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.books.entries():
            found[entry.turn].append(entry)
        return found


def turns_in(post: Message) -> set[str]:
    """The turns whose buttons a post carries."""
    ids = (str(part.get("custom_id", "")) for _, part in walk(post.components))
    return {match[1] for match in map(_BUTTON.fullmatch, ids) if match}
