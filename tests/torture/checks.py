"""What must hold after any torture, each as a count of what breaks it."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise
from pathlib import Path
from typing import Final

from bot.playground.discord.blobs import BlobStore
from bot.playground.discord.components import walk
from bot.playground.discord.records import Message
from tests.scenarios.processes.stands import texts
from tests.torture.books import Books, Entry, Row

_BUTTON: Final = re.compile(r"plantain:[a-z]+:([0-9a-v]{13})")
_UNFINISHED: Final = ("-# Painting", "-# Waiting", "-# I'm being restarted")
_ENDED: Final = ("delivered", "failed", "cancelled")
_WRONG: Final = re.compile(r" (ERROR|CRITICAL) |ResourceWarning|never (awaited|retrieved)")
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Called:
    """A call that reached the model: the wish that it was for, and whether it would be charged."""

    wish: int
    billed: bool


@dataclass(frozen=True)
class Evidence:
    """All that is left when the bot has ended. `hit`: calls that were running when their process was killed."""

    books: Books
    posts: Sequence[Message]
    blobs: BlobStore
    calls: Sequence[Called]
    billed: int
    hit: int
    follows: frozenset[int]
    data: Path
    logs: Sequence[Path]

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


Check = Callable[[Evidence], Iterable[str]]


def lost(found: Evidence) -> Iterator[str]:
    """Every accepted turn has come to an end, and that end can be seen in one post."""
    for turn in found.turns:
        if turn.state not in _ENDED or not turn.closed:
            yield f"{turn.id} is {turn.state} and not over"
        elif not found.shown[turn.id]:
            yield f"{turn.id} ({turn.state}) is shown nowhere"


def double(found: Evidence) -> Iterator[str]:
    """No turn is shown in two posts."""
    yield from (f"{turn} is shown {len(posts)} times" for turn, posts in found.shown.items() if len(posts) > 1)


def honest(found: Evidence) -> Iterator[str]:
    """A post shows the stored pictures byte for byte, or a sentence; none is left that says that something goes on."""
    accepted = {turn.origin for turn in found.turns}
    for turn in found.turns:
        for post in found.shown[turn.id]:
            pictures = tuple(_digest(found.blobs.path(attachment.blob)) for attachment in post.attachments)
            if texts(post).startswith(_UNFINISHED) or pictures != (turn.pictures if turn.state == "delivered" else ()):
                yield f"{turn.id} ({turn.state}) is shown as: {texts(post)[:60]!r} with {len(pictures)} pictures"
    for post in found.posts:
        if post.thinking and post.origin and post.origin.interaction_id in accepted:
            yield f"the answer {post.id} to an accepted command still thinks"


def noted(found: Evidence) -> Iterator[str]:
    """A turn knows the post that shows it."""
    for turn in found.turns:
        posts = [post.id for post in found.shown[turn.id]]
        if len(posts) == 1 and turn.post not in (None, posts[0]):
            yield f"{turn.id} is in {posts[0]} and takes {turn.post} for its post"


def disordered(found: Evidence) -> Iterator[str]:
    """In each conversation turns start in the order in which they were accepted, and reach the model in that order."""
    arrived: dict[int, list[int]] = defaultdict(list)
    place_of = {turn.wish: turn.place for turn in found.turns}
    for call in found.calls:
        arrived[place_of.get(call.wish, 0)].append(call.wish)
    for place, turns in found.places.items():
        started = [turn for turn in turns if turn.called_at]
        for before, after in pairwise(started):
            if (before.called_at or "") > (after.called_at or ""):
                yield f"{after.id} was started before {before.id}"
        wanted = iter(turn.wish for turn in started)
        if not all(wish in wanted for wish, _ in groupby(arrived[place])):
            yield f"place {place}: the model was asked in another order than the turns were accepted"


def unconnected(found: Evidence) -> Iterator[str]:
    """What goes on from the newest picture goes on from that of the turn before it that has one."""
    again: set[int] = set()  # which goes on from where the first one did
    for turns in found.places.values():
        newest: str | None = None
        for turn in turns:
            follows = turn.wish in found.follows - again
            again.add(turn.wish)
            if follows and turn.called_at and turn.parent != newest:
                yield f"{turn.id} goes on from {turn.parent}, and the newest was {newest}"
            if turn.state == "delivered" and not turn.private:
                newest = turn.id


def overpaid(found: Evidence) -> Iterator[str]:
    """Nobody is charged twice for one turn: a call that may have been charged is never made again."""
    turns = Counter(turn.wish for turn in found.called)
    charged = Counter(call.wish for call in found.calls if call.billed)
    yield from (
        f"wish {wish}: {times} charged calls for {turns[wish]} turns"
        for wish, times in charged.items()
        if times > turns[wish]
    )
    if found.billed > len(found.called) + found.hit:
        yield f"{found.billed} charged calls for {len(found.called)} turns that were begun"


def unbalanced(found: Evidence) -> Iterator[str]:
    """For each turn the ledger's entries sum up to what the turn was charged, and nothing stays reserved."""
    for turn in found.turns:
        entries = found.entries[turn.id]
        kinds = sorted(entry.closing for entry in entries)
        if kinds != [False, True] or turn.charged is None:
            yield f"{turn.id} has the entries {kinds} and was charged {turn.charged}"
        elif sum(entry.amount for entry in entries) != turn.charged:
            yield f"{turn.id} was charged {turn.charged}, the ledger says {sum(entry.amount for entry in entries)}"
    if strangers := found.entries.keys() - {turn.id for turn in found.turns}:
        yield f"entries of turns that there are not: {strangers}"


def unkept(found: Evidence) -> Iterator[str]:
    """Every picture that a row names is on disk, whole."""
    for address in {address for turn in found.turns for address in turn.pictures}:
        file = found.data / "pictures" / address[:2] / address[2:4] / address
        if not file.exists() or _digest(file) != address:
            yield f"picture {address} is missing or damaged"


def littered(found: Evidence) -> Iterator[str]:
    """Nothing is left in the spool, and nothing half written among the pictures."""
    yield from map(str, (found.data / "spool").rglob("*"))
    yield from map(str, (found.data / "pictures").glob("incoming-*"))


def damaged(found: Evidence) -> Iterator[str]:
    """The database is whole."""
    yield from found.books.damage()


def unforeseen(found: Evidence) -> Iterator[str]:
    """The log has nothing that nobody foresaw."""
    for log in found.logs:
        lines = log.read_text(encoding="utf-8").splitlines()
        yield from (f"{log.name}: {line[:300]}" for line in lines if _WRONG.search(line))


CHECKS: Final[Mapping[str, Check]] = {
    "lost turns": lost,
    "turns posted twice": double,
    "posts that are not the truth": honest,
    "turns that don't know their post": noted,
    "turns out of order": disordered,
    "edits of another than the newest picture": unconnected,
    "calls paid twice": overpaid,
    "turns that the ledger has wrong": unbalanced,
    "pictures lost or damaged": unkept,
    "files left behind": littered,
    "damages of the database": damaged,
    "errors in the log": unforeseen,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    name: str
    broken: Sequence[str]

    def __str__(self) -> str:
        line = f"{'ok  ' if not self.broken else 'FAIL'} {len(self.broken):4} {self.name}"
        return "\n".join([line, *(f"          {one}" for one in self.broken[:_SHOWN])])


def judge(found: Evidence) -> list[Verdict]:
    return [Verdict(name, list(check(found))) for name, check in CHECKS.items()]


def turns_in(post: Message) -> set[str]:
    """The turns whose buttons a post carries."""
    ids = (str(part.get("custom_id", "")) for _, part in walk(post.components))
    return {match[1] for match in map(_BUTTON.fullmatch, ids) if match}


def _digest(file: Path) -> str:
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
