"""Attachments, streamed from Discord's CDN to files."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import aiohttp
from yarl import URL

from bot.core.aside import entered
from bot.core.errors import FetchFailed, PictureTooLarge
from bot.media.arriving import TooManyBytes, check_plain, copied, new_file

DISCORD_HOSTS = frozenset(("cdn.discordapp.com", "media.discordapp.net"))
"""Where Discord keeps attachments (Discord docs, CDN endpoints)."""

_HTTPS_PORT = 443
_log = logging.getLogger(__name__)


class Fetcher:
    """Fetches addresses of *allowed_hosts* alone.

    A plain name there means https on its usual port; "host:port" means that port, with or without TLS. One fetch
    takes at most *limit_bytes* and *timeout* seconds, and follows no redirect. An address's query is a signature: it
    stays out of every text.
    """

    def __init__(
        self, session: aiohttp.ClientSession, allowed_hosts: frozenset[str], limit_bytes: int, timeout: float
    ) -> None:
        self._session = session
        self._allowed_hosts = allowed_hosts
        self._limit = limit_bytes
        self._timeout = aiohttp.ClientTimeout(total=timeout)

    async def fetch(self, url: str, into: Path) -> int:
        """Write what *url* gives to the file *into*; returns its bytes, which may be none.

        Raises PictureTooLarge, FetchFailed (its note says why); then there is no file.
        """
        address = self._address(url)
        with self._failing(address.host):
            async with (
                entered(new_file(into)) as file,
                self._session.get(
                    address,
                    allow_redirects=False,
                    auto_decompress=False,
                    headers={"accept-encoding": "identity"},
                    timeout=self._timeout,
                ) as response,
            ):
                if fault := check_plain(response, self._limit):
                    raise _failure(fault)
                return await copied(response, file, self._limit)

    def _address(self, url: str) -> URL:
        """The parsed address, if it may be fetched."""
        try:
            address = URL(url)
            allowed = self._is_allowed(address)
        except ValueError:
            raise _failure("not an address") from None
        if not allowed:
            raise _failure("not an address of Discord's files")
        return address

    def _is_allowed(self, address: URL) -> bool:
        if address.user is not None or address.password is not None:
            return False
        if address.scheme == "https" and address.port == _HTTPS_PORT and address.host in self._allowed_hosts:
            return True
        return address.scheme in ("http", "https") and f"{address.host}:{address.port}" in self._allowed_hosts

    @contextmanager
    def _failing(self, host: str | None) -> Iterator[None]:
        """Turn what aiohttp raises into FetchFailed. Its own texts name the whole address, so they end here."""
        try:
            yield
        except TooManyBytes:
            raise PictureTooLarge(self._limit) from None
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            _log.info("fetching from %s failed: %s", host, type(error).__name__)
            raise _failure(type(error).__name__) from None


def _failure(why: str) -> FetchFailed:
    failure = FetchFailed()
    failure.add_note(why)
    return failure
