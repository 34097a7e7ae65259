"""Bytes on their way into a file, against a server."""

from contextlib import suppress
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.media.arriving import TooManyBytes, check_plain, copied, new_file


def content(file: Path) -> bytes:
    return file.read_bytes()


async def answered(response: web.Response, limit: int, into: Path) -> str | int:
    async def answer(_: web.Request) -> web.Response:
        return response

    app = web.Application()
    app.router.add_get("/", answer)
    async with (
        TestServer(app) as server,
        aiohttp.ClientSession(auto_decompress=False) as session,
        session.get(server.make_url("/")) as got,
    ):
        if fault := check_plain(got, limit):
            return fault
        with new_file(into) as file:
            return await copied(got.content, file, limit)


async def test_a_plain_answer_is_copied(tmp_path: Path) -> None:
    """Exactly as many bytes as allowed arrive, and are counted."""
    assert await answered(web.Response(body=b"x" * 200_000), 200_000, tmp_path / "file") == 200_000
    assert content(tmp_path / "file") == b"x" * 200_000


@pytest.mark.parametrize(
    ("response", "fault"),
    [
        (web.Response(status=404), "HTTP 404"),
        (web.Response(status=206, body=b"x"), "HTTP 206"),
        (web.Response(body=b"x", headers={"content-encoding": "br"}), "compressed, although that was not asked for"),
    ],
)
async def test_another_answer_is_not_copied(tmp_path: Path, response: web.Response, fault: str) -> None:
    """Whatever is no plain success has its reason."""
    assert await answered(response, 10, tmp_path / "file") == fault


async def test_too_many_bytes_leave_no_file(tmp_path: Path) -> None:
    """An announced length ends it before, an unannounced one while it arrives."""
    with pytest.raises(TooManyBytes):
        await answered(web.Response(body=b"x" * 11), 10, tmp_path / "file")
    chunked = web.Response(body=b"x" * 100_000)
    chunked.enable_chunked_encoding()
    with pytest.raises(TooManyBytes):
        await answered(chunked, 99_999, tmp_path / "file")
    assert not (tmp_path / "file").exists()


def test_a_file_is_gone_when_its_block_fails(tmp_path: Path) -> None:
    """Half a file is no file."""
    with suppress(ZeroDivisionError), new_file(tmp_path / "file") as file:
        file.write(b"half")
        raise ZeroDivisionError
    assert not (tmp_path / "file").exists()
