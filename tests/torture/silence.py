"""Who was left without an answer: interactions and mentions, with what Discord's rules made impossible apart."""

import re
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from bot.playground.discord.record import Entry
from bot.playground.discord.records import Answer, Interaction, InteractionKind, Message

_WINDOW: Final = 3.0
"""Seconds that Discord waits for an acknowledgement; what is said to nobody is not said again to a new session."""
_CALLBACK: Final = re.compile(r"/interactions/(\d+)/")
_BACK: Final = ("READY", "RESUMED")


def said(posts: Iterable[Message]) -> frozenset[int]:
    """The ids of those that say something."""
    return frozenset(post.id for post in posts if not post.thinking)


def is_left_thinking(one: Interaction, posts: frozenset[int]) -> bool:
    """Whether it was acknowledged by a post, and no post says anything of it: also where that one was taken away."""
    return one.answer is Answer.DEFERRED_MESSAGE and posts.isdisjoint({one.original_id, *one.followup_ids})


@dataclass
class Witness:
    """Sees over the wire when the bot could be spoken to, and whose acknowledgement a planned fault has spoilt.

    `away`: when a process ended or a connection was struck, in seconds since 1970.
    """

    away: list[float] = field(default_factory=list)
    back: list[float] = field(default_factory=list)
    spoilt: set[int] = field(default_factory=set)

    async def watch(self, entries: AsyncIterator[Entry]) -> None:
        async for entry in entries:
            if entry.event in _BACK:
                self.back.append(entry.at)
            elif entry.fault and (found := _CALLBACK.search(entry.path)):
                self.spoilt.add(int(found[1]))

    def impossible(self, at: float, *, until: float) -> bool:
        """Whether the bot was out of reach between the two moments, for some time at least."""
        return any(began <= until and at <= self._back_after(began) for began in self.away)

    def _back_after(self, moment: float) -> float:
        return min((at for at in self.back if at >= moment), default=float("inf"))


@dataclass(frozen=True)
class Silence:
    """`interactions`, and the `mentions` of the bot; `posts` are the bot's; `accepted` are the origins of turns."""

    interactions: Sequence[Interaction]
    mentions: Sequence[Message]
    posts: Sequence[Message]
    accepted: frozenset[int]
    witness: Witness

    def endless(self) -> list[int]:
        """The interactions that were acknowledged by a post and have no end: neither a turn nor a word."""
        return [
            one.id for one in self.interactions if one.id not in self.accepted and is_left_thinking(one, self._said)
        ]

    def unacknowledged(self) -> tuple[list[int], list[int]]:
        """The interactions that were never acknowledged: those for which nothing stood in the way, and the others."""
        found = [
            one
            for one in self.interactions
            if one.answer is None and one.kind is not InteractionKind.AUTOCOMPLETE and one.id not in self.accepted
        ]
        excused = [one.id for one in found if one.id in self.witness.spoilt or self._unheard(one.created_at)]
        return [one.id for one in found if one.id not in excused], excused

    def unheard(self) -> tuple[list[int], list[int]]:
        """The mentions that led to nothing, likewise; nobody acknowledges a mention."""
        answered = {post.reply_to for post in self.posts} | self.accepted
        found = [one for one in self.mentions if one.id not in answered]
        excused = [one.id for one in found if self._unheard(one.created_at)]
        return [one.id for one in found if one.id not in excused], excused

    def facts(self) -> Iterator[str]:
        yield f"{len(self.unacknowledged()[1])} interactions never acknowledged: the bot was away, or its word got lost"
        yield f"{len(self.unheard()[1])} mentions that the bot was not there to hear"

    @cached_property
    def _said(self) -> frozenset[int]:
        return said(self.posts)

    def _unheard(self, at: float) -> bool:
        return self.witness.impossible(at, until=at + _WINDOW)
