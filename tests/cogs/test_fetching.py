"""What people send is fetched, in a folder that does not outlast it."""

import asyncio
from pathlib import Path

import pytest

from bot.core.errors import FetchFailed, ShuttingDown
from bot.core.errors.door import FilesWaiting
from bot.core.limits import WAITING_PER_PERSON
from bot.core.turn import Person
from cogs._fetching import fetched
from tests.cogs.stage import Stage
from tests.fakes import ADA, GRACE


class Fetch:
    """Writes a file and does not return before a test lets it."""

    def __init__(self) -> None:
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()

    async def __call__(self, folder: Path) -> Path:
        file = folder / "file"
        await asyncio.to_thread(file.write_bytes, b"x")
        self.begun.set()
        await self.go_on.wait()
        return file


async def bring(on: Stage, fetch: Fetch, person: Person = ADA) -> bytes:
    async with fetched(on.bench, person, fetch) as file:
        return await asyncio.to_thread(file.read_bytes)


async def test_what_was_fetched_is_there_until_the_block_ends(set_up: Stage) -> None:
    """Afterwards the folder is gone."""
    fetch = Fetch()
    fetch.go_on.set()
    async with fetched(set_up.bench, ADA, fetch) as file:
        assert await asyncio.to_thread(file.read_bytes) == b"x"
    assert list(set_up.spool.iterdir()) == []


async def test_cut_off_by_the_shutdown_it_is_told_as_such(set_up: Stage) -> None:
    """Fetching, or waiting for an earlier fetch of the same person: it is for them to ask again."""
    fetch, behind = Fetch(), Fetch()
    bringing = [asyncio.create_task(bring(set_up, fetch)), asyncio.create_task(bring(set_up, behind))]
    await fetch.begun.wait()
    assert not behind.begun.is_set()
    set_up.studio.pause()
    for task in bringing:
        task.cancel()
    ends = await asyncio.gather(*bringing, return_exceptions=True)
    assert [type(end) for end in ends] == [ShuttingDown] * 2
    assert list(set_up.spool.iterdir()) == []


async def test_any_other_cancellation_goes_on_its_way(set_up: Stage) -> None:
    """Nobody hears of it here."""
    fetch = Fetch()
    bringing = asyncio.create_task(bring(set_up, fetch))
    await fetch.begun.wait()
    bringing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await bringing
    assert list(set_up.spool.iterdir()) == []


async def test_what_was_fetched_is_not_cut_off_by_the_shutdown(set_up: Stage) -> None:
    """Cancelled while it is accepted it may be accepted or not: the next process knows."""
    fetch = Fetch()
    fetch.go_on.set()
    inside = asyncio.Event()

    async def accept() -> None:
        async with fetched(set_up.bench, ADA, fetch):
            inside.set()
            await asyncio.Event().wait()

    accepting = asyncio.create_task(accept())
    await inside.wait()
    set_up.studio.pause()
    accepting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await accepting


async def test_a_failure_goes_on_its_way(set_up: Stage) -> None:
    """It goes on to whoever asked."""

    async def fail(_folder: Path) -> None:
        raise FetchFailed

    with pytest.raises(FetchFailed):
        async with fetched(set_up.bench, ADA, fail):
            raise AssertionError
    assert list(set_up.spool.iterdir()) == []


async def test_a_flood_of_one_person_is_refused_and_holds_up_nobody(set_up: Stage) -> None:
    """Beyond what one may have waiting there is a sentence, and somebody else is served at once."""
    flood, other = Fetch(), Fetch()
    flooding = [asyncio.create_task(bring(set_up, flood)) for _ in range(WAITING_PER_PERSON + 1)]
    done, _ = await asyncio.wait(flooding, timeout=5, return_when=asyncio.FIRST_COMPLETED)
    assert [type(task.exception()) for task in done] == [FilesWaiting]
    other.go_on.set()
    assert await bring(set_up, other, GRACE) == b"x"
    flood.go_on.set()
    results = await asyncio.gather(*flooding, return_exceptions=True)
    assert results.count(b"x") == WAITING_PER_PERSON
