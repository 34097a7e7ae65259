"""Leads discord.py to other addresses: a proxy for rate limits, or a stand-in."""

from collections.abc import Iterator
from contextlib import contextmanager

from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL


@contextmanager
def pointed_at(api_url: str | None = None, gateway_url: str | None = None) -> Iterator[None]:
    """Use these addresses instead of Discord's while the context is open, in the whole process.

    *api_url* names the versioned API, such as `https://discord.com/api/v10`. discord.py has class attributes for this
    and nothing else, so two addresses at once would need its `connector` argument.
    """
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    try:
        if api_url:
            Route.BASE = api_url.rstrip("/")
        if gateway_url:
            DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway_url)
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before
