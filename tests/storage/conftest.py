"""A database in a fresh folder."""

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage.database import Database
from bot.storage.migrating import migrate

SOON = 5


@pytest.fixture
async def url(tmp_path: Path) -> AsyncIterator[str]:
    """The threads of connections that failed or were cut off answer a little later: the loop waits for them."""
    before = set(threading.enumerate())
    yield f"sqlite:///{tmp_path / 'turns.db'}"
    for thread in set(threading.enumerate()) - before:
        if "connection_worker" in thread.name:
            await asyncio.to_thread(thread.join, SOON)
            assert not thread.is_alive()


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    await migrate(url)
    opened = Database(url)
    yield opened
    await opened.close()
