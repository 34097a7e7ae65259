"""Bytes on their way into a file, against a server."""

import asyncio
import errno
import io
from contextlib import suppress
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.core.aside import entered
from bot.media.arriving import TooManyBytes, check_plain, copied, new_file
from tests.hasty import COUNTED, hasty
from tests.stalled import StalledDisk


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
        async with entered(new_file(into)) as file:
            return await copied(got, file, limit)


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


async def test_a_disk_that_takes_long_loses_nothing(tmp_path: Path) -> None:
    """The file is written beside the loop, and waits in the kernel although its sender has gone."""
    disk, body = StalledDisk(), bytes(3_000_000)

    async def take() -> int:
        async with (
            aiohttp.ClientSession() as session,
            hasty(session, COUNTED % (len(body), body)) as response,
            entered(new_file(disk.at(tmp_path / "file"))) as file,
        ):
            disk.stall()
            writing = asyncio.create_task(copied(response, file, len(body)))
            await disk.asked.wait()
            before = response.content.total_bytes
            for _ in range(200):
                await asyncio.sleep(0)
            assert (response.content.total_bytes, writing.done()) == (before, False)
            disk.go_on()
            return await writing

    assert await disk.beside(take()) == len(body)
    assert content(tmp_path / "file") == body


def test_a_file_that_cannot_be_kept_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk may tell only at the end that it is full."""

    class Full(io.BytesIO):
        def close(self) -> None:
            super().close()
            raise OSError(errno.ENOSPC, "full")

    (tmp_path / "file").touch()
    monkeypatch.setattr(Path, "open", lambda *_: Full())
    with pytest.raises(OSError, match="full"), new_file(tmp_path / "file"):
        pass
    assert not (tmp_path / "file").exists()
