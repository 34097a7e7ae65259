import json
import os
from collections.abc import AsyncIterable, Callable
from typing import Any

import pytest

from bot.core.aside import aside
from bot.gemini.expand import Expansion
from bot.gemini.faults import PictureChanged, PictureMissing, PictureUnreadable
from bot.gemini.tokens import stored_token
from tests.gemini.conftest import Desk
from tests.gemini.provider import b64, png
from tests.stalled import StalledDisk

MISSING = stored_token("blob", "0" * 64)


async def sent(expansion: AsyncIterable[bytes]) -> bytes:
    return b"".join([chunk async for chunk in expansion])


@pytest.mark.parametrize("size", [0, 1, 2, 3, 192 * 1024 - 8, 192 * 1024 - 7, 384 * 1024 - 8, 500_000])
async def test_pictures_become_standard_base64_of_the_announced_length(desk: Desk, size: int) -> None:
    """What is sent is the JSON with the file's base64 in place of its token, as long as was computed before."""
    picture = png(size)
    document = {"é": [{"inlineData": {"data": desk.put(picture)}}, {"text": "x"}]}
    expansion = Expansion(json.dumps(document).encode(), desk.path)
    body = await sent(expansion)
    assert len(body) == expansion.size
    assert json.loads(body) == {"é": [{"inlineData": {"data": b64(picture)}}, {"text": "x"}]}


async def test_signatures_go_back_as_they_were_spelt(desk: Desk) -> None:
    """A text payload is sent byte for byte, escapes included."""
    token = stored_token("text", "1" * 64)
    (desk.store / token).write_bytes(rb"a\"b\\c\u00e9\/=")
    expansion = Expansion(json.dumps({"thoughtSignature": token}).encode(), desk.path)
    body = await sent(expansion)
    assert body == rb'{"thoughtSignature": "a\"b\\c\u00e9\/="}'
    assert len(body) == expansion.size


async def test_tokens_in_other_places_are_words(desk: Desk) -> None:
    """Words, keys of the other kind and values that merely contain a token go out as they are."""
    token = desk.put(png(100))
    document = json.dumps(
        {"text": f'say "data": "{token}"', "thoughtSignature": token, "x": [token], "data": f"{token}A", token: 1}
    ).encode()
    assert await sent(Expansion(document, desk.path)) == document


def test_a_missing_file_is_told_before_anything_is_sent(desk: Desk) -> None:
    """Opening a request fails at once when a picture is not there."""
    with pytest.raises(PictureMissing):
        Expansion(json.dumps({"data": MISSING}).encode(), desk.path)


async def test_a_file_that_the_system_does_not_give_is_told_apart_from_the_connection(desk: Desk) -> None:
    """Before anything is sent, or while it is: a connection that breaks raises an OSError, too."""
    document = json.dumps({"data": desk.put(b"a file")}).encode()
    with pytest.raises(PictureUnreadable):
        Expansion(document, lambda token: desk.path(token) / "below a file")
    with pytest.raises(PictureUnreadable):
        await sent(Expansion(document, lambda _: desk.store))


@pytest.mark.parametrize("now", [b"", b"longer than it was"])
async def test_a_file_that_changes_is_never_sent_as_if_it_had_not(desk: Desk, now: bytes) -> None:
    """A body whose announced length is wrong ends in a fault."""
    token = desk.put(b"as it was")
    expansion = Expansion(json.dumps({"data": token}).encode(), desk.path)
    desk.path(token).write_bytes(now)
    with pytest.raises(PictureChanged):
        await sent(expansion)


async def test_it_is_known_whether_sending_has_begun(desk: Desk) -> None:
    """`begun` turns true with the first byte that is asked for."""
    expansion = Expansion(b"{}", desk.path)
    assert not expansion.begun
    assert await anext(aiter(expansion)) == b"{}"
    assert expansion.begun


async def test_files_are_opened_beside_the_loop(desk: Desk) -> None:
    """However long a disk takes to find them."""
    disk, picture = StalledDisk(), png(1000)
    document = json.dumps({"data": desk.put(picture)}).encode()
    expansion = await disk.beside(aside(Expansion, document, lambda token: disk.at(desk.path(token))))
    assert json.loads(await disk.beside(sent(expansion))) == {"data": b64(picture)}


def nothing(*_: Any) -> int:
    raise BlockingIOError


def a_part(file: int, buffers: list[memoryview], offset: int, _: int, preadv: Any = os.preadv) -> int:
    return int(preadv(file, [buffers[0][:1000]], offset))


@pytest.mark.skipif(not hasattr(os, "RWF_NOWAIT"), reason="only Linux tells what it has in memory")
@pytest.mark.parametrize("in_memory", [nothing, a_part])
async def test_what_the_system_does_not_have_in_memory_is_read_beside_the_loop(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, in_memory: Callable[..., int]
) -> None:
    """Nothing is missing and nothing comes twice."""
    disk, picture = StalledDisk(), png(900_000)
    document = json.dumps({"data": desk.put(picture)}).encode()
    expansion = await disk.beside(aside(Expansion, document, lambda token: disk.at(desk.path(token))))
    monkeypatch.setattr(os, "preadv", in_memory)
    assert json.loads(await disk.beside(sent(expansion))) == {"data": b64(picture)}


async def test_a_file_that_gets_shorter_while_it_is_sent_is_never_sent_as_if_it_had_not(desk: Desk) -> None:
    """A body whose announced length is wrong ends in a fault, also late."""
    token = desk.put(png(1_000_000))
    expansion = Expansion(json.dumps({"data": token}).encode(), desk.path)
    chunks = aiter(expansion)
    assert [len(await anext(chunks)) for _ in range(2)] == [10, 256 * 1024]
    os.truncate(desk.path(token), 500_000)
    with pytest.raises(PictureChanged):
        await sent(chunks)


async def test_many_files_are_open_a_few_at_a_time(desk: Desk) -> None:
    """More than one batch of them goes out in order."""
    pictures = [png(100 + number) for number in range(40)]
    document = [{"data": desk.put(picture)} for picture in pictures]
    body = await sent(Expansion(json.dumps(document).encode(), desk.path))
    assert json.loads(body) == [{"data": b64(picture)} for picture in pictures]
