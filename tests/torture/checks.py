"""What must hold after any torture, each as a count of what breaks it."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path
from typing import Final

from tests.scenarios.processes.stands import texts
from tests.torture.evidence import Evidence
from tests.torture.money import forgiven, mischarged, overpaid, unbalanced

_UNFINISHED: Final = ("-# Painting", "-# Waiting", "-# I'm being restarted")
_ENDED: Final = ("delivered", "failed", "cancelled")
_RECONNECT: Final = r"(?!\s|discord\.client: Attempting a reconnect)"
"""discord.py calls it an error that a gateway is down, and comes back by itself."""
_WRONG: Final = re.compile(rf" (ERROR|CRITICAL)\s+{_RECONNECT}|ResourceWarning|never (awaited|retrieved)")
_SHOWN: Final = 5

Check = Callable[[Evidence], Iterable[str]]


def lost(found: Evidence) -> Iterator[str]:
    """Every accepted turn has come to an end, and that end can be seen in one post."""
    for turn in found.turns:
        if turn.state not in _ENDED or not turn.closed:
            yield f"{turn.id} is {turn.state} and not over"
        elif not found.shown[turn.id] and turn.id not in found.taken_away:
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


def unaccepted(found: Evidence) -> Iterator[str]:
    """Each interaction that was acknowledged has an end: a turn, which is looked at elsewhere, or a sentence."""
    endless = found.silence.endless() if found.silence else []
    yield from (f"the answer to {wish} thinks for ever" for wish in endless)


def unanswered(found: Evidence) -> Iterator[str]:
    """Whoever presses or asks is answered at once, and whoever mentions the bot is, wherever Discord allows it."""
    if found.silence:
        yield from (f"{one} was never acknowledged" for one in found.silence.unacknowledged()[0])
        yield from (f"the mention {one} led to nothing" for one in found.silence.unheard()[0])


def unended(found: Evidence) -> Iterator[str]:
    """A process that is asked to stop ends in good order, and in time."""
    yield from (f"a process that was asked to stop ended with {code}" for code in found.stops if code)


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
        wanted = [turn.wish for turn in started]
        line = iter(wanted)
        if not all(wish in line for wish, _ in groupby(arrived[place])):
            yield f"place {place}: the model was asked in the order {arrived[place]}, and they began as {wanted}"


def unconnected(found: Evidence) -> Iterator[str]:
    """What goes on from the newest picture goes on from that of the turn before it that has one."""
    again: set[int] = set()  # which goes on from where the first one did
    for turns in (turns for place, turns in found.places.items() if place not in found.restless):
        newest: str | None = None
        for turn in turns:
            follows = turn.wish in found.follows - again
            again.add(turn.wish)
            if follows and turn.called_at and turn.parent != newest:
                yield f"{turn.id} goes on from {turn.parent}, and the newest was {newest}"
            if turn.state == "delivered" and not turn.private:
                newest = turn.id


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
    "wishes that were acknowledged and have no end": unaccepted,
    "people who were not answered": unanswered,
    "stops that went wrong": unended,
    "turns that don't know their post": noted,
    "turns out of order": disordered,
    "edits of another than the newest picture": unconnected,
    "calls paid twice": overpaid,
    "turns that the ledger has wrong": unbalanced,
    "turns that were charged something else": mischarged,
    "charged calls that nobody was charged for": forgiven,
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


def _digest(file: Path) -> str:
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
