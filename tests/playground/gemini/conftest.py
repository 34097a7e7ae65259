"""A stand-in with its own rules alone, and a client for it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.playground.gemini import GeminiStandIn
from tests.playground.gemini.asking import Talker


@pytest.fixture
async def talker() -> AsyncIterator[Talker]:
    async with GeminiStandIn() as stand_in, aiohttp.ClientSession() as session:
        yield Talker(stand_in, session)
