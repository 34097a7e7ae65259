"""Turns to store: one by hand, and any that hypothesis can think of."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

from hypothesis import strategies as st

from bot.core.citations import Citations, Mark, Source
from bot.core.errors import PictureLost
from bot.core.picture import Picture
from bot.core.ports import Pictures
from bot.core.reply import Maker, Reply, Usage
from bot.core.request import Options, Request
from bot.core.turn import Failure, Origin, Person, Place, State, Turn
from bot.storage.local import fingerprint

NOW = datetime(2026, 5, 4, 3, 2, 1, 123456, tzinfo=UTC)
PLACE = Place(2**62, None, 10 * 2**20)
PICTURE = Picture("ab" * 32, "image/png", 1024, 768, 12345)
REPLY = Reply(
    maker=Maker("google", "pro", "k"),
    model="some-model",
    sent=({"text": "make it winter"},),
    parts=({"inlineData": {"mimeType": "image/png", "data": "blob" + "ab" * 32}},),
    pictures=(PICTURE,),
)

_numbers = count(1)


def a_turn(**changes: Any) -> Turn:
    """A fresh turn that differs from every other in id and origin."""
    number = next(_numbers)
    turn = Turn(
        id=f"{number:013d}",
        place=PLACE,
        person=Person(2**61, "Ada"),
        request=Request("a lighthouse at dusk", "pro"),
        origin=Origin(number, 77, "a-token", 88),
        created_at=NOW,
    )
    return replace(turn, **changes)


async def is_whole(pictures: Pictures, address: str) -> bool:
    """Whether the bytes at the address can be had and are the ones that it names."""
    try:
        async with pictures.at_hand([address]) as files:
            return fingerprint(files[address]) == address
    except PictureLost:
        return False


def again(turn: Turn) -> Turn:
    """Another turn from the same event in Discord."""
    return replace(a_turn(), origin=turn.origin)


ids = st.integers(min_value=1, max_value=2**63 - 1)
times = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive for hypothesis
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)
raw_parts = st.lists(st.dictionaries(st.text(), anything, max_size=4), max_size=4).map(tuple)
notes = st.lists(st.text(), max_size=3).map(tuple)
pictures = st.builds(Picture)
citations = st.builds(
    Citations,
    sources=st.lists(st.builds(Source), max_size=2).map(tuple),
    marks=st.lists(st.builds(Mark, sources=st.tuples(st.integers(0, 9))), max_size=2).map(tuple),
    queries=notes,
    billed=st.integers(0, 100),
)
options = st.builds(Options, ratio=st.none() | st.text(), size=st.none() | st.text(), thoughts=st.booleans())
replies = st.builds(
    Reply,
    sent=raw_parts,
    parts=raw_parts,
    pictures=st.lists(pictures, max_size=2).map(tuple),
    texts=notes,
    citations=citations,
    earlier=citations,
    drafts=st.lists(pictures, max_size=2).map(tuple),
    thoughts=notes,
    usage=st.builds(Usage, prompt=st.none() | ids),
    seconds=st.floats(min_value=0, allow_infinity=False),
    request_id=st.none() | st.text(),
    reseeded=st.booleans(),
    bytes_sent=st.none() | st.integers(0, 2**40),
    notes=notes,
    options=st.none() | options,
)
requests = st.builds(
    Request,
    references=st.lists(pictures, max_size=2).map(tuple),
    options=options,
    spoiler=st.booleans(),
    private=st.booleans(),
    notes=notes,
)


@st.composite
def turns(draw: st.DrawFn) -> Turn:
    """Any fresh turn."""
    return a_turn(
        place=draw(st.builds(Place, ids, st.none() | ids, ids)),
        person=draw(st.builds(Person, ids)),
        request=draw(requests),
        origin=Origin(a_turn().origin.id, draw(ids), draw(st.none() | st.text()), draw(st.none() | ids)),
        created_at=draw(times),
        follows_head=draw(st.booleans()),
    )


@st.composite
def lived(draw: st.DrawFn, turn: Turn) -> Turn:
    """What may become of *turn*."""
    closed_at = draw(st.none() | times)
    return replace(
        turn,
        origin=turn.origin.over if closed_at else turn.origin,
        state=draw(st.sampled_from(State)),
        follows_head=draw(st.booleans()),
        called_at=draw(st.none() | times),
        reply=draw(st.none() | replies),
        failure=draw(st.none() | st.builds(Failure, citations=citations)),
        post=draw(st.none() | ids),
        closed_at=closed_at,
        notes=draw(notes),
        task=draw(st.none() | st.text("abc-_.:0", min_size=1)),
    )
