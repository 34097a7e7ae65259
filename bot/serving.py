"""Keeping an open house connected to Discord, and closing it in good order."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from bot.client import Plantain, answering
from bot.core.errors import PlantainError
from bot.house import House
from bot.supervise import StartFailed, log_in, supervise
from bot.syncing import SYNC_FAILURES, reason, sync_once

_log = logging.getLogger(__name__)

_FAREWELL_SECONDS = 3.0
"""How long telling those who have to wait may take, beyond the grace time."""


async def sync(house: House) -> None:
    """Tell Discord the slash commands, if they have changed. Raises StartFailed."""
    async with house.bot() as bot:
        await log_in(bot, house.token)
        try:
            if await sync_once(bot.sync_commands):
                _log.info("slash commands were sent to Discord")
        except SYNC_FAILURES as error:
            raise StartFailed(f"Discord did not take the slash commands: {reason(error)}.") from error


async def serve(house: House, stop: asyncio.Event, listening: Callable[[], None] | None = None) -> None:
    """Keep a client of the open *house* connected until *stop* is set; *listening* is called when it first hears."""
    clients, around = _Clients(house, listening), house.surroundings
    running = asyncio.create_task(supervise(clients.start, around.wait, around.clock))
    stopping = asyncio.create_task(stop.wait())
    beside = [asyncio.create_task(_sweep(house)), asyncio.create_task(_excuse(house))]
    try:
        await asyncio.wait((running, stopping), return_when=asyncio.FIRST_COMPLETED)
        for task in beside:
            task.cancel()
        await _finish(house, known=clients.known)
        if running.done():
            running.result()
    finally:
        for unfinished in (running, stopping, *beside):
            unfinished.cancel()
        await asyncio.gather(running, stopping, *beside, return_exceptions=True)
        house.delivery.unbind()


class _Clients:
    """The clients of a house, one after the other; the first that is logged in takes up what was left unfinished."""

    def __init__(self, house: House, listening: Callable[[], None] | None) -> None:
        self._house, self._listening = house, listening
        self.known = False
        """Whether one has been logged in, so that people can be told things."""

    async def start(self) -> None:
        """Run a fresh client until it is closed. Raises what `supervise` knows."""
        async with self._house.bot() as bot:
            bot.on_login = self._resume
            bot.on_listening = self._heard
            await bot.start(self._house.token)

    async def _resume(self, bot: Plantain) -> None:
        house = self._house
        house.delivery.bind(bot)
        if self.known:
            return
        self.known = True
        _log.info("unfinished turns taken up again: %d", await house.studio.resume())
        if house.bench.batching:
            _log.info("batches taken up again: %d", await house.bench.batching.resume())

    def _heard(self) -> None:
        listening, self._listening = self._listening, None
        if listening:
            listening()


async def _excuse(house: House) -> None:
    """Tell those whom an earlier process left waiting for an answer, as soon as Discord can be spoken to.

    And again, now and then, while anybody is left who could not be told.
    """
    reception = house.bench.reception
    while True:
        with _outlived("who was cut off could not be looked for"):
            if reception.untold and (told := await reception.excuse_left()):
                _log.info("told that they were cut off before anything was begun: %d", told)
        await asyncio.sleep(house.surroundings.sweep)


async def _sweep(house: House) -> None:
    """Take up again, now and then, what could not be finished: a post that failed, a failure that nobody was told.

    What nobody wants is forgotten: lists that were offered and not started.
    """
    while True:
        await asyncio.sleep(house.surroundings.sweep)
        with _outlived("unfinished turns could not be looked for"):
            left = await house.studio.sweep()
            if house.bench.batching:
                await house.bench.batching.sweep()
            _log.log(logging.INFO if left else logging.DEBUG, "unfinished turns taken up again: %d", left)


@contextmanager
def _outlived(sentence: str) -> Iterator[None]:
    """Log whatever goes wrong inside of this, and go on: it must not end what is to be done on all the days to come."""
    try:
        yield
    except PlantainError as error:
        _log.warning("%s: %s", sentence, error.code)
    except Exception:  # noqa: BLE001 - a fault of ours must not end it either
        _log.exception("%s", sentence)


async def _finish(house: House, *, known: bool) -> None:
    """Let what runs come to its end within the grace time; what does not is taken up by the next start.

    *known*: this process has been known to Discord, so that people can be told.
    """
    house.studio.pause()
    if not await _within(house.grace, _done(house)):
        _log.warning("not everything was done within %g s: the next start goes on from there", house.grace)
        for task in answering():
            task.cancel()
    if known and not await _within(_FAREWELL_SECONDS, _leave(house)):
        _log.warning("not everybody could be told that the bot is restarted")
    await house.scheduler.close(0)


async def _done(house: House) -> None:
    """Return when nobody is being answered, nothing runs, and what can be done now is done."""
    while True:
        await _answered()
        await house.scheduler.idle()
        await house.studio.close()
        if not answering():
            return


async def _leave(house: House) -> None:
    try:
        await house.studio.farewell()
    except PlantainError as error:
        _log.warning("those who wait could not be looked for: %s", error.code)
    await _answered()


async def _answered() -> None:
    while tasks := answering():
        await asyncio.wait(tasks)


async def _within(seconds: float, deed: Awaitable[None]) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await deed
    except TimeoutError:
        return False
    return True
