"""Pictures that a reply only links to: fetched from anywhere on the public internet, and from nowhere else."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import BinaryIO, Final

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot.core.aside import aside, entered
from bot.core.errors import LinkBroken
from bot.core.ports import Wait
from bot.media.arriving import TooManyBytes, check_plain, copied, new_file
from bot.media.public import NotPublic, PublicResolver, is_public

LARGEST: Final = 128 * 2**20
"""Bytes of one picture: twice what a 4K picture has without any compression."""

_HOPS = 3
_LONGEST_ADDRESS = 8192
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_CONNECT_SECONDS, _STALL_SECONDS = 10, 20
_PAUSES, _GUESSING = (1, 2, 4, 8, 15, 30), (1, 4)
"""A storage may tell of a new picture a minute before it has it everywhere."""
_PAGE = re.compile(rb"(\xef\xbb\xbf)?\s*([<{]|\Z)")
"""How markup and JSON begin, and no picture."""
_SEEN = 256
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f]")
_log = logging.getLogger(__name__)


class _Failed(Exception):
    """Why a link gave nothing, in words that name no address; trying again may help."""


class _Unsafe(_Failed):
    """Trying again would change nothing."""


class _Page(_Failed):
    """Trying again helps where a picture is known to belong there."""


class WebLinks:
    """Fetches over https alone; `open_links` gives it the session that reaches public addresses only.

    *allowed* ("host:port") may be anywhere and without TLS. One picture takes at most *limit* bytes and *seconds* of
    time, all tries and redirects counted. An address's query may be a signature: it stays out of every text.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        wait: Wait,
        *,
        allowed: frozenset[str] = frozenset(),
        limit: int = LARGEST,
        seconds: float = 180,
    ) -> None:
        self._session, self._wait = session, wait
        self._allowed, self._limit, self._seconds = allowed, limit, seconds

    async def fetch(self, url: str, into: Path, *, sure: bool = True) -> int:
        """Write what *url* gives to the new file *into*; returns its bytes. It may be paid for, so it is tried again.

        *sure*: for a minute, and in place of a page, too. Raises LinkBroken (its note says why); then there is no file.
        """
        try:
            async with asyncio.timeout(self._seconds):
                return await self._patiently(url, into, sure=sure)
        except TimeoutError:
            raise _unreachable("too slow") from None
        except _Failed as error:
            raise _unreachable(str(error), final=isinstance(error, _Unsafe)) from None

    async def _patiently(self, url: str, into: Path, *, sure: bool) -> int:
        hopeless = _Unsafe if sure else (_Unsafe, _Page)
        for pause in _PAUSES if sure else _GUESSING:
            try:
                return await self._once(url, into)
            except hopeless:
                raise
            except _Failed as error:
                _log.info("a picture's link gave nothing (%s), next try in %.0f s", error, pause)
            await self._wait(pause)
        return await self._once(url, into)

    async def _once(self, url: str, into: Path) -> int:
        try:
            return await self._followed(self._address(url), into)
        except TooManyBytes:
            raise _Unsafe("too large") from None
        except (aiohttp.InvalidURL, ValueError):
            raise _Unsafe("not an address") from None
        except (
            aiohttp.ClientError,
            ConnectionError,
            NotPublic,
        ) as error:  # their own texts name the whole address: they end here
            raise _named(error) from None

    async def _followed(self, at: URL, into: Path) -> int:
        """Redirects are followed by hand, so that every hop is checked like the first."""
        for _ in range(_HOPS + 1):
            async with self._session.get(
                at, allow_redirects=False, auto_decompress=False, headers={"accept-encoding": "identity"}
            ) as answer:
                if answer.status not in _REDIRECTS:
                    return await self._taken(answer, into)
                onward = answer.headers.get("location", "")
            at = self._address(onward, at)
        raise _Unsafe("too many redirects")

    async def _taken(self, answer: aiohttp.ClientResponse, into: Path) -> int:
        if fault := check_plain(answer, self._limit):
            raise _Failed(fault)
        async with entered(new_file(into)) as file:
            size = await copied(answer, file, self._limit)
            if _PAGE.match(await aside(_opening, file)):
                raise _Page("a page, or nothing")
        return size

    def _address(self, text: str, base: URL | None = None) -> URL:
        """The parsed address, spelt as it came: a signature covers the spelling. Raises _Unsafe, ValueError."""
        if not text or len(text) > _LONGEST_ADDRESS or _UNPRINTABLE.search(text):
            raise _Unsafe("not an address")
        found = URL(text, encoded=text.isascii())
        address = base.join(found) if base else found
        if not self._is_allowed(address):
            raise _Unsafe("not a public https address")
        return address

    def _is_allowed(self, address: URL) -> bool:
        host = address.raw_host
        if not host or address.user is not None or address.password is not None:
            return False
        if f"{host}:{address.port}" in self._allowed:
            return address.scheme in {"http", "https"}
        return address.scheme == "https" and (is_public(host) if _is_number(host) else True)


@asynccontextmanager
async def open_links(
    wait: Wait,
    *,
    allowed: frozenset[str] = frozenset(),
    resolver: AbstractResolver | None = None,
    limit: int = LARGEST,
    seconds: float = 180,
) -> AsyncIterator[WebLinks]:
    """A fetcher with a session of its own: no cookies, no credentials, no proxy, no connection used twice."""
    public = PublicResolver(resolver or aiohttp.DefaultResolver(), allowed)
    connector = aiohttp.TCPConnector(resolver=public, use_dns_cache=False, force_close=True, limit=8)
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_SECONDS, sock_read=_STALL_SECONDS)
    try:
        async with aiohttp.ClientSession(
            connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False, timeout=timeout
        ) as session:
            yield WebLinks(session, wait, allowed=allowed, limit=limit, seconds=seconds)
    finally:
        await public.close()


def _is_number(host: str) -> bool:
    """Whether *host* is an IP address, which no resolver ever sees. Anything with a colon is taken for one."""
    try:
        ip_address(host)
    except ValueError:
        return ":" in host
    return True


def _named(error: Exception) -> _Failed:
    os_error = getattr(error, "os_error", error)
    if isinstance(os_error, NotPublic):
        return _Unsafe("not a public address")
    return _Failed(type(error).__name__)


def _opening(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(_SEEN)


def _unreachable(why: str, *, final: bool = False) -> LinkBroken:
    _log.warning("a picture's link could not be fetched: %s", why)
    failure = LinkBroken(final=final)
    failure.add_note(why)
    return failure
