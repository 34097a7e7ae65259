import pytest

from bot.playground.discord.blobs import Upload
from bot.playground.page_server.pictures import Pictures
from tests.playground.page_server.visiting import SECRET, Visitor
from tests.worlds import png

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


async def stored(visitor: Visitor, data: bytes, name: str = "picture.png") -> str:
    blobs = visitor.discord.blobs
    blob = await blobs.add_upload(Upload(name, data))
    return Pictures(blobs, SECRET).address(blob.key)


async def test_a_picture_comes_as_what_its_bytes_are(visitor: Visitor) -> None:
    """A PNG is shown as a PNG, byte for byte."""
    status, headers, body = await visitor.get(await stored(visitor, png(9, 5)))
    assert (status, headers["Content-Type"], headers["Content-Disposition"]) == (200, "image/png", "inline")
    assert body == png(9, 5)


@pytest.mark.parametrize("data", [SVG, HTML, b"%PDF-1.4", b"GIF8", b""])
async def test_anything_else_is_only_ever_downloaded(visitor: Visitor, data: bytes) -> None:
    """Bytes that could run or that say nothing never get a type that a browser draws, whatever their name."""
    _, headers, _ = await visitor.get(await stored(visitor, data))
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"] == "attachment"
    assert headers["X-Content-Type-Options"] == "nosniff"


async def test_an_address_cannot_be_guessed(visitor: Visitor) -> None:
    """A file's key alone, or with another start's signature, opens nothing."""
    address = await stored(visitor, png())
    key = address.split("/")[3]
    foreign = Pictures(visitor.discord.blobs, "another secret").address(key)
    assert [(await visitor.get(path))[0] for path in (f"/page/files/{key}/{'0' * 32}", foreign)] == [403, 403]


async def test_a_path_out_of_the_folder_is_no_address(visitor: Visitor) -> None:
    """Only digits name a file."""
    for key in ("..%2f..%2fetc%2fpasswd", "1.png", "a"):
        assert (await visitor.get(f"/page/files/{key}/{'0' * 32}"))[0] == 404


async def test_a_file_that_is_gone_is_not_found(visitor: Visitor) -> None:
    """A signed address of bytes that were removed answers so, and nothing breaks."""
    address = await stored(visitor, png())
    await visitor.discord.blobs.remove(address.split("/")[3])
    assert (await visitor.get(address))[0] == 404
