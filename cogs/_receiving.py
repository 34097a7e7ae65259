"""From the moment when somebody is shown that an answer comes, somebody sees to it that one does."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from bot.core.errors import ShuttingDown
from bot.core.studio import Studio
from bot.core.turn import Origin
from bot.core.workbench import Workbench
from cogs._acknowledging import defer
from cogs._inbound import Interaction, place_of


@asynccontextmanager
async def acknowledged(bench: Workbench, interaction: Interaction, *, private: bool) -> AsyncIterator[None]:
    """Answer, or accept what is asked for, inside of this: it is written down who waits before they are shown that.

    Raises PlaceUnknown, NotWritten, ShuttingDown, and what Discord says in the end.
    """
    origin = Origin(interaction.id, interaction.application_id, token=interaction.token)
    async with bench.reception.noted(place_of(interaction), origin):
        with ended_by_shutdown(bench.studio):
            await defer(interaction, bench.wait, private=private)
        yield


@contextmanager
def ended_by_shutdown(studio: Studio) -> Iterator[None]:
    """What the bot's end cuts off inside of this was not begun: raises ShuttingDown in place of the cancellation."""
    try:
        yield
    except asyncio.CancelledError:
        if not studio.pausing:
            raise
        raise ShuttingDown from None
