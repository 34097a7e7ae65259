"""The whole bot against stand-ins on this machine, with a page in the browser: no account, no key, no network."""

import asyncio
import errno
import secrets
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager

from pydantic import SecretStr

from bot import app
from bot.house import Surroundings
from bot.playground.call_log import StandInCalls
from bot.playground.discord.server import StandIn
from bot.playground.gemini import PROVIDERS, GeminiStandIn
from bot.playground.gemini.call import Call
from bot.playground.page_server.page import Page
from bot.serving import serve
from bot.settings import Settings
from bot.supervise import StartFailed

FOLDER = "demo"
"""Below the data folder, so that a demo never touches what the real bot keeps."""

_NOT_TO_BE_HAD = (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL)
_PAINTING_SECONDS = 1.5
_SOON = Surroundings(ready_timeout=0.2, grace=2.0)

Announce = Callable[[str, bool], None]
"""Told the page's address, and whether the real model paints, once everything is reachable."""


async def demo(
    settings: Settings, stop: asyncio.Event, announce: Announce, *, port: int = 0, provider: str | None = None
) -> None:
    """Run until *stop* is set. With *provider*, a stand-in paints in its manner, whatever key there is.

    Raises StartFailed for an unknown provider and for a *port* that can't be had, and what `app.opened` raises.
    """
    folder = settings.plantain_data / FOLDER
    async with AsyncExitStack() as stack:
        gemini = _painter(settings, provider)
        calls = StandInCalls(gemini) if gemini else None
        if gemini:
            await stack.enter_async_context(gemini)
        discord = StandIn(folder / "discord", saved=True, port=port)
        page = Page(
            discord.world,
            discord.blobs,
            discord.recorder,
            secret=secrets.token_urlsafe(24),
            painter="stand-in" if gemini else "model",
            calls=calls,
        )
        discord.add_routes(page.routes())
        with _port_told(port):
            await stack.enter_async_context(discord)
        stack.callback(page.close)
        async with app.opened(_settings(settings, discord, gemini), _SOON) as house:
            address = page.address(f"http://127.0.0.1:{discord.port}")
            await serve(house, stop, lambda: announce(address, gemini is None))


def open_in_browser(address: str) -> None:
    """On a machine without one, nothing happens."""
    webbrowser.open(address)


@contextmanager
def _port_told(port: int) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in _NOT_TO_BE_HAD:
            raise
        sentence = f"Port {port} can't be had: somebody has it already, or only the machine's administrator may use it."
        raise StartFailed(f"{sentence} Choose another with --port, or leave that out.") from error


def _painter(settings: Settings, provider: str | None) -> GeminiStandIn | None:
    """The stand-in that paints; none where the operator's key and no *provider* ask for the real model."""
    if provider is None and settings.gemini_api_key:
        return None
    if provider is not None and provider not in PROVIDERS:
        raise StartFailed(f"--provider names no provider of the demo: allowed are {', '.join(PROVIDERS)}.")
    usual = settings.gemini_provider if settings.gemini_provider in PROVIDERS else "google"
    folder = settings.plantain_data / FOLDER / "gemini"
    return GeminiStandIn(provider=provider or usual, pace=_pace, job_pace=_job_pace, folder=folder)


def _settings(settings: Settings, discord: StandIn, gemini: GeminiStandIn | None) -> Settings:
    changed: dict[str, object] = {
        "discord_token": SecretStr(discord.token),
        "discord_api_url": discord.api_url,
        "discord_gateway_url": discord.gateway_url,
        "plantain_data": settings.plantain_data / FOLDER / "plantain",
        "database_url": None,
        "pictures_url": None,
    }
    if gemini:
        changed |= {
            "gemini_provider": gemini.manner.name,
            "gemini_api_key": SecretStr(gemini.key),
            "gemini_base_url": gemini.base_url,
            "gemini_model": "auto",
            "plantain_providers": None,
            "plantain_vertex_credentials": None,
        }
    return settings.model_copy(update=changed)


async def _job_pace(_job: str, _state: str) -> None:
    await asyncio.sleep(_PAINTING_SECONDS)


async def _pace(_: Call) -> None:
    """Paint no faster than people can follow."""
    await asyncio.sleep(_PAINTING_SECONDS)
