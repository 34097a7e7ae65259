"""*Original* over the wire, for pictures that the place does not take as they are."""

import asyncio
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest
from PIL import Image

from bot.core.errors import PictureLost, PictureTooLarge
from bot.core.picture import Picture, Pieces
from bot.playground.discord.records import Message
from tests import corpus
from tests.cogs.stage import Stage, texts

MIB: Final = 2**20


async def made(on: Stage, folder: Path, *sides: int) -> list[bytes]:
    """The model answers with square pictures of grain; their bytes."""
    pictures, contents = [], []
    for seed, side in enumerate(sides, start=1):
        data = corpus.encoded(corpus.photo(side, side, seed=seed, grain=1), "PNG", compress_level=1)
        file = folder / "grain"
        await asyncio.to_thread(file.write_bytes, data)
        pictures.append(Picture(await on.pictures.keep(file), "image/png", side, side, len(data)))
        contents.append(data)
    on.model.answers.append({"pictures": tuple(pictures)})
    return contents


def files(on: Stage, posts: Sequence[Message]) -> dict[str, bytes]:
    shown = [attachment for post in posts for attachment in post.attachments]
    return {attachment.name: on.discord.blobs.path(attachment.blob).read_bytes() for attachment in shown}


def laid(tiles: dict[str, bytes], side: int) -> Image.Image:
    """A square picture laid together by what the names of its tiles say."""
    whole = Image.new("RGB", (side, side))
    places = {name: re.search(r"-row(\d+)-col(\d+)\.png$", name) for name in tiles}
    rows = max(int(place[1]) for place in places.values() if place)
    columns = max(int(place[2]) for place in places.values() if place)
    assert len(tiles) == rows * columns
    for name, data in tiles.items():
        place = places[name]
        assert place
        tile = Image.open(io.BytesIO(data))
        whole.paste(tile, (side * (int(place[2]) - 1) // columns, side * (int(place[1]) - 1) // rows))
    return whole


def same(one: Image.Image, data: bytes) -> bool:
    return one.tobytes() == Image.open(io.BytesIO(data)).tobytes()


async def test_a_picture_over_the_limit_comes_in_pieces(on: Stage, tmp_path: Path) -> None:
    """The untouched file is too large here, so its pixels come in tiles that fit, with how to lay them together."""
    (data,) = await made(on, tmp_path, 2000)
    assert len(data) > 11 * MIB
    post = await on.imagine()
    assert [a.content_type for a in post.attachments] == ["image/jpeg"]
    turn = await on.turn_of(post)
    shown = await (await on.grace.press(post, "Original")).post()
    tiles = files(on, [shown])
    assert shown.ephemeral
    assert sorted(tiles) == [f"original-{turn.id}-row1-col1.png", f"original-{turn.id}-row2-col1.png"]
    assert all(len(tile) <= 10 * MIB for tile in tiles.values())
    assert same(laid(tiles, 2000), data)
    assert texts(shown)[0].startswith(f"The original has {len(data) / MIB:.1f} MiB and Discord takes 10.0 MiB here.")
    assert (
        "pixel for pixel, in 2 pieces to lay edge to edge: 2 rows from top to bottom, 1 piece in each"
        in (texts(shown)[0])
    )
    assert f"The original is a PNG 2000×2000, {len(data) / MIB:.1f} MiB;" in texts(shown)[0]  # noqa: RUF001 - the sign for sizes


async def test_what_one_request_does_not_carry_follows(on: Stage, tmp_path: Path) -> None:
    """Pieces of more than 25 MiB together come in several private posts, in order, each within the request."""
    (data,) = await made(on, tmp_path, 3100)
    asked = await on.grace.press(await on.imagine(), "Original")
    first = await asked.post()
    (second,) = await on.until(lambda: asked.followups)
    assert (first.ephemeral, second.ephemeral) == (True, True)
    assert [len(files(on, [post])) for post in (first, second)] == [2, 1]
    assert sum(attachment.size for attachment in first.attachments) <= 25 * MIB
    assert same(laid(files(on, [first, second]), 3100), data)
    assert texts(second) == ["-# … and further:"]


async def test_several_pictures_that_fit_one_by_one_come_untouched(on: Stage) -> None:
    """Each is within the place's limit, together they are more than a request: byte for byte, in two posts."""
    on.model.bytes_more = 9 * MIB
    painted = [await on.model.paint() for _ in range(3)]
    on.model.answers.append({"pictures": tuple(painted)})
    post = await on.imagine()
    turn = await on.turn_of(post)
    asked = await on.ada.press(post, "Original")
    first = await asked.post()
    (second,) = await on.until(lambda: asked.followups)
    given = files(on, [first, second])
    assert list(given) == [f"original-{turn.id}-{number}.png" for number in (1, 2, 3)]
    assert [len(data) for data in given.values()] == [picture.size for picture in painted]
    assert texts(second)[0].startswith("Picture 3: Byte for byte as the model made it, PNG ")


async def test_what_packs_tighter_comes_in_one_file(on: Stage) -> None:
    """A file that is large without need becomes one PNG with the same pixels, and the words say so."""
    on.model.bytes_more = 11 * MIB
    post = await on.imagine()
    turn = await on.turn_of(post)
    shown = await (await on.ada.press(post, "Original")).post()
    assert [a.name for a in shown.attachments] == [f"original-{turn.id}.png"]
    assert "the same picture pixel for pixel, packed tighter as a PNG:" in texts(shown)[0]


async def test_what_cannot_be_cut_comes_as_the_best_that_fits(on: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where ten pieces do not suffice there is still a picture, with the reason, and the original is kept."""
    asked_for = []

    async def none(_file: Path, limit: int, _into: Path, most: int) -> Pieces:
        asked_for.append((limit, most))
        raise PictureTooLarge(limit)

    monkeypatch.setattr(on.bench.workshop, "pieces", none)
    on.model.bytes_more = 11 * MIB
    shown = await (await on.ada.press(await on.imagine(), "Original")).post()
    assert asked_for == [(10 * MIB, 10)]
    assert [a.content_type for a in shown.attachments] == ["image/jpeg"]
    assert texts(shown)[0].startswith("The original has 11.0 MiB and Discord takes 10.0 MiB here, so this is the best")
    assert texts(shown)[0].endswith("The untouched file stays in my storage.")


async def test_many_large_pictures_share_the_posts_that_may_follow(on: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more tiles are cut than one answer and five follow-ups of 25 MiB carry, and each picture has its share."""
    room: list[int] = []

    async def cut(_file: Path, _limit: int, into: Path, most: int) -> Pieces:
        made = tuple(into / f"{len(room)}-{number}" for number in range(most))
        for file in made:
            file.write_bytes(b"a tile")
        room.append(most)
        return Pieces(1, made)

    monkeypatch.setattr(on.bench.workshop, "pieces", cut)
    on.model.bytes_more = 11 * MIB
    on.model.answers.append({"pictures": tuple([await on.model.paint() for _ in range(3)])})
    asked = await on.ada.press(await on.imagine(), "Original")
    first = await asked.post()
    (second,) = await on.until(lambda: asked.followups)
    assert room == [10, 1, 1]
    assert [len(post.attachments) for post in (first, second)] == [10, 2]


async def test_an_original_that_goes_while_it_is_cut_is_told_as_lost(
    on: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Somebody cleans the storage up meanwhile: one sentence that says what is missing."""
    on.model.bytes_more = 11 * MIB
    post = await on.imagine()
    cut = on.bench.workshop.pieces

    async def too_late(file: Path, limit: int, into: Path, most: int) -> Pieces:
        await asyncio.to_thread(file.unlink)
        return await cut(file, limit, into, most)

    monkeypatch.setattr(on.bench.workshop, "pieces", too_late)
    told = await (await on.ada.press(post, "Original")).followup()
    assert texts(told)[0].startswith(PictureLost().sentence)
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
