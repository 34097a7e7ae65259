"""Keeping an open house connected to Discord, and closing it in good order."""

import asyncio
import logging
from contextlib import suppress

from bot.client import Plantain
from bot.core.errors import PlantainError
from bot.house import House
from bot.supervise import log_in, supervise

_log = logging.getLogger(__name__)


async def sync(house: House) -> None:
    """Tell Discord the slash commands, if they have changed. Raises StartFailed."""
    async with house.bot() as bot:
        await log_in(bot, house.token)


async def serve(house: House, stop: asyncio.Event) -> None:
    """Keep a client of the open *house* connected until *stop* is set."""
    resumed = False

    async def start() -> None:
        async with house.bot() as bot:
            bot.on_login = resume
            await bot.start(house.token)

    async def resume(bot: Plantain) -> None:
        nonlocal resumed
        house.delivery.bind(bot)
        if not resumed:
            resumed = True
            _log.info("%d unfinished turns taken up again", await house.studio.resume())

    running = asyncio.create_task(supervise(start, house.surroundings.wait))
    stopping = asyncio.create_task(stop.wait())
    sweeping = asyncio.create_task(_sweep(house))
    try:
        await asyncio.wait((running, stopping), return_when=asyncio.FIRST_COMPLETED)
        sweeping.cancel()
        await _finish(house)
        if running.done():
            running.result()
    finally:
        for task in (running, stopping, sweeping):
            task.cancel()
        await asyncio.gather(running, stopping, sweeping, return_exceptions=True)
        house.delivery.unbind()


async def _sweep(house: House) -> None:
    """Take up again, now and then, what could not be finished: a post that failed, a failure that nobody was told."""
    while True:
        await asyncio.sleep(house.surroundings.sweep)
        try:
            left = await house.studio.sweep()
        except PlantainError as error:
            _log.warning("unfinished turns could not be looked for: %s", error.code)
        else:
            _log.log(logging.INFO if left else logging.DEBUG, "%d unfinished turns taken up again", left)


async def _finish(house: House) -> None:
    """Let what runs come to its end within the grace time; what does not is taken up by the next start."""
    grace = house.surroundings.grace
    await house.scheduler.close(grace)
    with suppress(TimeoutError):
        async with asyncio.timeout(grace):
            await house.studio.close()
