"""Files of every kind, whole, cut and scribbled on, through the commands as people attach them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import corpus
from tests.cogs.stage import Stage
from tests.fuzz.examples import examples
from tests.fuzz.quiet import Quiet

SMALL = 200_000
FILES = [
    *((one.name, one.data) for one in corpus.good()),
    *((one.name, one.data) for one in corpus.bad() if len(one.data) < SMALL),
]

names = st.one_of(
    st.sampled_from(
        ["a.png", "../../a.png", "a\x00.png", "CON", ".", "a" * 300, "a b|c?.png", "\u202egnp.a", "a.svg", "🦊"]
    ),
    st.text(min_size=1, max_size=20),
)
flaws = st.lists(st.tuples(st.integers(0, 2**31), st.integers(0, 255)), max_size=8)


def flawed(data: bytes, scribbles: list[tuple[int, int]], keep: float, doubled: bool) -> bytes:
    changed = bytearray(data)
    for place, value in scribbles:
        if changed:
            changed[place % len(changed)] = value
    cut = bytes(changed[: int(len(changed) * keep)])
    return cut + cut if doubled else cut


@examples(150)
@given(
    name=names,
    file=st.sampled_from(FILES),
    scribbles=flaws,
    keep=st.one_of(st.just(1.0), st.floats(0, 1)),
    doubled=st.booleans(),
)
async def test_whatever_is_attached_is_a_reference_or_refused_in_a_sentence(
    on: Stage,
    quiet: Quiet,
    *,
    name: str,
    file: tuple[str, bytes],
    scribbles: list[tuple[int, int]],
    keep: float,
    doubled: bool,
) -> None:
    """No file leaves a trace in the spool, and none that was refused is paid for."""
    data = flawed(file[1], scribbles, keep, doubled)
    name = name.encode("utf-8", "replace").decode()
    before = len(on.model.calls)
    asked = await on.ada.slash(on.channel, "imagine", {"prompt": "paint it", "image": (name, data)})
    await quiet.check()
    drawn = asked.original is not None and bool(asked.original.attachments)
    assert (len(on.model.calls) > before) is drawn


@pytest.mark.parametrize("file", FILES, ids=[name for name, _ in FILES])
@examples(2)
@given(claimed=st.sampled_from([0, 1, 2**31, 2**62]), kind=st.sampled_from([None, "text/html", "image/png", "x"]))
async def test_what_discord_says_of_a_file_is_not_believed(
    on: Stage, quiet: Quiet, file: tuple[str, bytes], claimed: int, kind: str | None
) -> None:
    """Its size and type may be other than what then comes."""

    def lied(payload: dict[str, dict[str, dict[str, dict[str, dict[str, object]]]]]) -> object:
        for attachment in payload["data"]["resolved"]["attachments"].values():
            attachment |= {"size": claimed, "content_type": kind}
        return payload

    on.discord.gateway.change_next("INTERACTION_CREATE", lied)
    await on.ada.slash(on.channel, "imagine", {"prompt": "paint it", "image": file})
    await quiet.check()
