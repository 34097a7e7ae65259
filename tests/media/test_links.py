"""Pictures behind links, from servers that misbehave in their own ways each."""

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.core.errors import Cost, LinkBroken
from bot.media.links import WebLinks, open_links
from tests.fakes import Waits
from tests.media.test_public import Book
from tests.stalled import StalledDisk

LIMIT = 200_000
SECRET = "X-Signature=0123456789abcdef"


class Shop:
    """Serves pictures by path; `moves` says where a path redirects to."""

    def __init__(self) -> None:
        self.asked: list[web.Request] = []
        self.moves: dict[str, tuple[int, str]] = {}
        self.failing = 0
        self.mends: set[str] = set()
        self.closing = asyncio.Event()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        path = request.path
        if path in self.moves:
            status, onward = self.moves[path]
            return web.Response(status=status, headers={"location": onward, "set-cookie": "a=b"})
        if self.failing:
            self.failing -= 1
            return web.Response(status=503)
        plain: Mapping[str, web.Response] = {
            "/fine": web.Response(body=b"x" * LIMIT),
            "/declared": web.Response(body=b"x" * (LIMIT + 1)),
            "/gone": web.Response(status=404),
            "/page": web.Response(body=b"\xef\xbb\xbf\n<html>one moment", content_type="image/png"),
            "/told": web.Response(body=b'{"error": "not yet"}'),
            "/nothing": web.Response(body=b""),
            "/packed": web.Response(body=b"x", headers={"content-encoding": "gzip"}),
        }
        if path in self.mends and len(self.asked) > 1:
            path = "/fine"
        return plain[path] if path in plain else await self.stream(request)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        response.enable_chunked_encoding()
        await response.prepare(request)
        for _ in range(4):
            await response.write(b"x" * (LIMIT // 3 if request.path == "/endless" else 1000))
        if request.path == "/stuck":
            await self.closing.wait()
        if request.path == "/cut" and request.transport:
            request.transport.abort()
        return response


@asynccontextmanager
async def serving(
    seconds: float = 30, names: dict[str, list[str]] | None = None
) -> AsyncIterator[tuple[Shop, str, WebLinks, Waits]]:
    shop, waits = Shop(), Waits()
    app = web.Application()
    app.router.add_get("/{path:.*}", shop.answer)
    async with TestServer(app, host="127.0.0.1") as server:
        allowed = frozenset({f"127.0.0.1:{server.port}"})
        async with open_links(
            waits, allowed=allowed, resolver=Book(**names or {}), limit=LIMIT, seconds=seconds
        ) as links:
            yield shop, f"http://127.0.0.1:{server.port}", links, waits
            shop.closing.set()


def files(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def content(file: Path) -> bytes:
    return file.read_bytes()


async def refused(links: WebLinks, url: str, folder: Path) -> LinkBroken:
    with pytest.raises(LinkBroken) as caught:
        await links.fetch(url, folder / "file")
    assert files(folder) == []
    return caught.value


async def test_a_picture_is_fetched_whole(tmp_path: Path) -> None:
    """Exactly the limit arrives; asked for uncompressed, without cookies or credentials, its signature untouched."""
    async with serving() as (shop, base, links, _):
        assert await links.fetch(f"{base}/fine?{SECRET}&n=a%2Fb%20c", tmp_path / "file") == LIMIT
    assert content(tmp_path / "file") == b"x" * LIMIT
    (asked,) = shop.asked
    assert asked.raw_path == f"/fine?{SECRET}&n=a%2Fb%20c"
    assert asked.headers["accept-encoding"] == "identity"
    assert not {"cookie", "authorization", "referer"} & {name.lower() for name in asked.headers}


async def test_a_file_is_opened_beside_the_loop(tmp_path: Path) -> None:
    """However long the disk takes."""
    disk = StalledDisk()
    async with serving() as (_, base, links, _waits):
        assert await disk.beside(links.fetch(f"{base}/fine", disk.at(tmp_path / "file"))) == LIMIT
    assert content(tmp_path / "file") == b"x" * LIMIT


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_followed_by_hand(tmp_path: Path, status: int) -> None:
    """Up to three hops, relative ones too, and no cookie is carried on."""
    async with serving() as (shop, base, links, _):
        shop.moves = {"/a": (status, "/b"), "/b": (status, f"{base}/c"), "/c": (status, "fine")}
        assert await links.fetch(f"{base}/a", tmp_path / "file") == LIMIT
    assert [asked.path for asked in shop.asked] == ["/a", "/b", "/c", "/fine"]
    assert all("cookie" not in asked.headers for asked in shop.asked)


async def test_a_fourth_redirect_is_too_many(tmp_path: Path) -> None:
    """A chain or loop of redirects ends, and is not begun again."""
    async with serving() as (shop, base, links, waits):
        shop.moves = {"/a": (302, "/a")}
        failure = await refused(links, f"{base}/a", tmp_path)
    assert failure.__notes__ == ["too many redirects"]
    assert (len(shop.asked), waits) == (4, [])


@pytest.mark.parametrize(
    "onward",
    [
        "http://10.0.0.1/x",
        "https://10.0.0.1/x",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/x",
        "https://[::ffff:127.0.0.1]/x",
        "https://[64:ff9b::7f00:1]/x",
        "https://inside/x",
        "https://inside.:443/x",
        "http://outside/x",
        "//127.0.0.1:1/x",
        "file:///etc/passwd",
        "https://user:pass@outside/x",
        "",
    ],
)
async def test_a_redirect_to_elsewhere_is_refused(tmp_path: Path, onward: str) -> None:
    """Every hop is checked like the first, its scheme, its address and what its name leads to."""
    names = {"inside": ["127.0.0.1"], "inside.": ["10.0.0.1"], "outside": ["8.8.8.8"]}
    async with serving(names=names) as (shop, base, links, waits):
        shop.moves = {"/a": (302, onward)}
        failure = await refused(links, f"{base}/a", tmp_path)
        assert "public" in failure.__notes__[0] or "not an address" in failure.__notes__[0]
    assert ([asked.path for asked in shop.asked], waits) == (["/a"], [])


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "127.0.0.1.",
        "0",
        "10.1.2.3",
        "100.64.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "[::]",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:7f00:1]",
        "[::ffff:127.0.0.1]",
        "[::127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "[2002:7f00:1::]",
        "[2001:0:1:2:3:4:80ff:fffe]",
        "[fe80::1]",
        "[fe80::1%25lo]",
        "[fd00::1]",
        "[ff02::1]",
        "①②⑦.⓪.⓪.①",
        "127。0。0。1",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "rebound",
    ],
)
async def test_no_spelling_of_a_private_address_is_reached(tmp_path: Path, host: str) -> None:
    """Numbers in any notation, wrapped ones, names and look-alikes: nobody is connected to."""

    class Everywhere(Book):
        """As c-ares and the C library do: numbers in any notation and names all lead to this machine."""

        def __init__(self) -> None:
            super().__init__()
            self.names = _Always(["127.0.0.1", "::1"])

    waits = Waits()
    async with open_links(waits, resolver=Everywhere()) as links:
        failure = await refused(links, f"https://{host}/x.png", tmp_path)
    assert (failure.charge, failure.final) == (Cost.CHARGED, True)
    assert waits == [], f"{host} was tried again"


class _Always(dict[str, list[str]]):
    def __init__(self, answer: list[str]) -> None:
        self._answer = answer

    def __getitem__(self, _: str) -> list[str]:
        return self._answer


@pytest.mark.parametrize(
    "url",
    [
        "http://outside/x.png",
        "ftp://outside/x.png",
        "data:image/png;base64,AAAA",
        "//outside/x.png",
        "outside/x.png",
        "https://",
        "https:///x.png",
        "https://outside:99999/x.png",
        "https://outside:port/x.png",
        "https://a@outside/x.png",
        "https://:b@outside/x.png",
        "https://out side/x.png",
        "https://outside/x\r\nHost: inside",
        "https://outside/" + "x" * 9000,
        "https://[::1",
        "",
    ],
)
async def test_addresses_that_are_none_are_not_asked(tmp_path: Path, url: str) -> None:
    """Anything but a plain https address is refused before a name is looked up."""
    async with open_links(Waits(), resolver=Book()) as links:
        await refused(links, url, tmp_path)


async def test_a_port_beside_the_allowed_one_is_refused(tmp_path: Path) -> None:
    """What is allowed is one port of one host."""
    async with serving() as (shop, base, links, _):
        for url in (base.replace("http://", "http://localhost@"), "http://127.0.0.1:1/fine", "https://127.0.0.1/fine"):
            await refused(links, url, tmp_path)
        assert shop.asked == []


@pytest.mark.parametrize("path", ["declared", "endless"])
async def test_a_picture_that_is_too_large_is_not_kept(tmp_path: Path, path: str) -> None:
    """Announced or not, more than the limit ends it, at once and for good."""
    async with serving() as (shop, base, links, waits):
        failure = await refused(links, f"{base}/{path}", tmp_path)
    assert (failure.__notes__, failure.final) == (["too large"], True)
    assert (len(shop.asked), waits) == (1, [])


@pytest.mark.parametrize("path", ["gone", "packed", "cut"])
async def test_what_was_paid_for_is_asked_for_again(tmp_path: Path, path: str) -> None:
    """A storage that has not got the picture yet is asked for a minute, with growing pauses."""
    async with serving() as (shop, base, links, waits):
        failure = await refused(links, f"{base}/{path}", tmp_path)
    assert (len(shop.asked), sum(waits), waits, failure.final) == (7, 60, sorted(waits), False)


@pytest.mark.parametrize("path", ["gone", "page"])
async def test_what_may_be_no_picture_is_not_waited_for(tmp_path: Path, path: str) -> None:
    """An address in words is most often a page's: that is taken for what it is at once."""
    async with serving() as (shop, base, links, waits):
        with pytest.raises(LinkBroken):
            await links.fetch(f"{base}/{path}", tmp_path / "file", sure=False)
    assert (len(shop.asked), waits) == ((3, [1, 4]) if path == "gone" else (1, []))


@pytest.mark.parametrize("path", ["page", "told", "nothing"])
async def test_a_page_in_place_of_a_picture_is_asked_for_again(tmp_path: Path, path: str) -> None:
    """A CDN's page or JSON, or no byte at all, whatever they are said to be; then the picture comes."""
    async with serving() as (shop, base, links, _):
        shop.mends = {f"/{path}"}
        assert await links.fetch(f"{base}/{path}", tmp_path / "file") == LIMIT
    assert content(tmp_path / "file") == b"x" * LIMIT
    assert len(shop.asked) == 2


async def test_a_storage_that_comes_back_costs_no_picture(tmp_path: Path) -> None:
    """Two failures and then the picture."""
    async with serving() as (shop, base, links, _):
        shop.failing = 2
        assert await links.fetch(f"{base}/fine", tmp_path / "file") == LIMIT


async def test_a_stall_ends_when_the_time_is_up(tmp_path: Path) -> None:
    """All tries together have one time limit, and nothing is left behind."""
    async with serving(seconds=0.2) as (_, base, links, _waits):
        failure = await refused(links, f"{base}/stuck", tmp_path)
    assert failure.__notes__ == ["too slow"]


async def test_a_cancelled_fetch_leaves_no_file(tmp_path: Path) -> None:
    """Half a picture is no picture."""
    async with serving() as (_shop, base, links, _):
        fetching = asyncio.create_task(links.fetch(f"{base}/stuck", tmp_path / "file"))
        async with asyncio.timeout(10):
            while not files(tmp_path):  # noqa: ASYNC110 - a file announces itself to nobody
                await asyncio.sleep(0)
        fetching.cancel()
        with pytest.raises(asyncio.CancelledError):
            await fetching
    assert files(tmp_path) == []


async def test_the_signature_of_a_link_is_told_nowhere(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Neither log nor traceback nor note holds the query, whatever goes wrong."""
    caplog.set_level(logging.DEBUG)
    told = []
    async with serving(names={"inside": ["127.0.0.1"]}) as (shop, base, links, _):
        shop.moves = {"/away": (302, f"https://inside/?{SECRET}")}
        for url in (f"{base}/gone", f"{base}/cut", f"{base}/away", f"{base}/declared", "http://127.0.0.1:1/x"):
            failure = await refused(links, f"{url}?{SECRET}", tmp_path)
            told += traceback.format_exception(failure)
    own = [record.getMessage() for record in caplog.records if record.name.startswith("bot.")]
    assert own
    assert "X-Signature" not in "".join((*told, *own))
