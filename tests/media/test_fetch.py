import asyncio
import logging
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.core.errors import FetchFailed, PictureTooLarge
from bot.media.fetch import DISCORD_HOSTS, Fetcher
from tests.stalled import StalledDisk

LIMIT = 200_000
SIGNATURE = "ex=1&is=2&hm=0123456789abcdef"


class Cdn:
    """A server whose paths each misbehave in their own way."""

    def __init__(self) -> None:
        self.asked: list[web.Request] = []
        self.streams = asyncio.Event()
        self.waits = asyncio.Event()
        self.app = web.Application()
        self.app.router.add_get("/{path}", self.answer)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        answers: dict[str, Callable[[web.Request], object]] = {
            "fine": lambda _: web.Response(body=b"x" * LIMIT),
            "empty": lambda _: web.Response(body=b""),
            "declared": lambda _: web.Response(body=b"x" * (LIMIT + 1)),
            "gone": lambda _: web.Response(status=404),
            "moved": lambda _: web.Response(status=302, headers={"location": "/fine"}),
            "packed": lambda _: web.Response(body=b"x", headers={"content-encoding": "br"}),
        }
        path = request.match_info["path"]
        if path in answers:
            answer = answers[path](request)
            assert isinstance(answer, web.Response)
            return answer
        return await self.stream(request, path)

    async def stream(self, request: web.Request, path: str) -> web.StreamResponse:
        response = web.StreamResponse()
        if path == "cut":
            response.content_length = LIMIT
        else:
            response.enable_chunked_encoding()
        await response.prepare(request)
        for _ in range(4):
            await response.write(b"x" * (LIMIT // 3 if path == "undeclared" else 1000))
        self.streams.set()
        if path == "stuck":
            await self.waits.wait()
        if request.transport and path == "cut":
            request.transport.close()
        return response


@asynccontextmanager
async def serving(seconds: float = 30) -> AsyncIterator[tuple[Cdn, TestServer, Fetcher]]:
    cdn = Cdn()
    server = TestServer(cdn.app)
    async with server, aiohttp.ClientSession() as session:
        yield cdn, server, Fetcher(session, DISCORD_HOSTS | {f"{server.host}:{server.port}"}, LIMIT, seconds)
        cdn.waits.set()


def files(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def content(file: Path) -> bytes:
    return file.read_bytes()


def address(server: TestServer, path: str) -> str:
    return f"http://{server.host}:{server.port}/{path}?{SIGNATURE}"


async def test_fine(tmp_path: Path) -> None:
    """A file of exactly the limit arrives whole, asked for uncompressed and with its signature."""
    into = tmp_path / "file"
    async with serving() as (cdn, server, fetcher):
        assert await fetcher.fetch(address(server, "fine"), into) == LIMIT
    assert content(into) == b"x" * LIMIT
    assert cdn.asked[0].query_string == SIGNATURE
    assert cdn.asked[0].headers["accept-encoding"] == "identity"


async def test_a_file_is_opened_beside_the_loop(tmp_path: Path) -> None:
    """However long the disk takes."""
    disk = StalledDisk()
    async with serving() as (_, server, fetcher):
        assert await disk.beside(fetcher.fetch(address(server, "fine"), disk.at(tmp_path / "file"))) == LIMIT
    assert content(tmp_path / "file") == b"x" * LIMIT


async def test_empty(tmp_path: Path) -> None:
    """An empty attachment is fetched as an empty file; judging it is not the fetcher's business."""
    async with serving() as (_, server, fetcher):
        assert await fetcher.fetch(address(server, "empty"), tmp_path / "file") == 0
    assert content(tmp_path / "file") == b""


@pytest.mark.parametrize("path", ["declared", "undeclared"])
async def test_too_large(tmp_path: Path, path: str) -> None:
    """A file over the limit is refused, whether its size is declared or only shows as it arrives."""
    async with serving() as (_, server, fetcher):
        with pytest.raises(PictureTooLarge):
            await fetcher.fetch(address(server, path), tmp_path / "file")
    assert files(tmp_path) == []


@pytest.mark.parametrize(
    ("path", "why"),
    [("gone", "HTTP 404"), ("moved", "HTTP 302"), ("packed", "compressed"), ("cut", "ClientPayloadError")],
)
async def test_failures(tmp_path: Path, caplog: pytest.LogCaptureFixture, path: str, why: str) -> None:
    """Any other answer fails with its reason noted, leaves no file, follows nothing, and tells no signature."""
    caplog.set_level(logging.DEBUG)
    async with serving() as (cdn, server, fetcher):
        with pytest.raises(FetchFailed) as failure:
            await fetcher.fetch(address(server, path), tmp_path / "file")
    assert why in failure.value.__notes__[0]
    assert files(tmp_path) == []
    assert [request.path for request in cdn.asked] == [f"/{path}"]
    own = [record.getMessage() for record in caplog.records if record.name.startswith("bot.")]
    assert "hm=" not in "".join((*traceback.format_exception(failure.value), *own))


async def test_timeout(tmp_path: Path) -> None:
    """A server that stops sending fails the fetch when its whole time is up."""
    async with serving(seconds=0.1) as (_, server, fetcher):
        with pytest.raises(FetchFailed) as failure:
            await fetcher.fetch(address(server, "stuck"), tmp_path / "file")
    assert "Timeout" in failure.value.__notes__[0]
    assert files(tmp_path) == []


async def test_cancelled(tmp_path: Path) -> None:
    """A fetch that is cancelled half way leaves no file."""
    into = tmp_path / "file"
    async with serving() as (cdn, server, fetcher):
        fetching = asyncio.create_task(fetcher.fetch(address(server, "stuck"), into))
        async with asyncio.timeout(10):
            await cdn.streams.wait()
        fetching.cancel()
        with pytest.raises(asyncio.CancelledError):
            await fetching
    assert files(tmp_path) == []


async def test_nobody_there(tmp_path: Path) -> None:
    """A refused connection fails without a file and without the address's signature."""
    async with serving() as (_, server, fetcher):
        await server.close()
        with pytest.raises(FetchFailed) as failure:
            await fetcher.fetch(address(server, "fine"), tmp_path / "file")
    assert "hm=" not in "".join(traceback.format_exception(failure.value))
    assert files(tmp_path) == []


@pytest.mark.parametrize(
    "url",
    [
        "http://cdn.discordapp.com/attachments/1/2/a.png",
        "https://cdn.discordapp.com:8443/attachments/1/2/a.png",
        "https://cdn.discordapp.com.example.org/a.png",
        "https://someone@cdn.discordapp.com/a.png",
        "https://example.org/a.png?cdn.discordapp.com",
        "https://cdn.discordapp.com@example.org/a.png",
        "http://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:1/",
        "file:///etc/passwd",
        "ftp://cdn.discordapp.com/a.png",
        "//cdn.discordapp.com/a.png",
        "https://[::1",
        "https://cdn.discordapp.com:port/",
        "",
    ],
)
async def test_addresses_that_are_not_fetched(tmp_path: Path, url: str) -> None:
    """Anything but https on Discord's own hosts, or a port that is named, is refused before any connection."""
    async with serving() as (cdn, _, fetcher):
        with pytest.raises(FetchFailed) as failure:
            await fetcher.fetch(url, tmp_path / "file")
    assert failure.value.__notes__[0].startswith("not an address")
    assert cdn.asked == []
    assert files(tmp_path) == []


@pytest.mark.parametrize("host", sorted(DISCORD_HOSTS))
async def test_discords_hosts(host: str) -> None:
    """Attachments on either of Discord's hosts may be fetched, over https alone."""
    async with aiohttp.ClientSession() as session:
        fetcher = Fetcher(session, DISCORD_HOSTS, LIMIT, 1)
        assert fetcher._address(f"https://{host}/attachments/1/2/a.png?{SIGNATURE}").host == host
        with pytest.raises(FetchFailed):
            fetcher._address(f"http://{host}/attachments/1/2/a.png")
