"""The port that shows batches, over Discord."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from discord import MediaGalleryItem
from discord.ui import Item, MediaGallery, TextDisplay

from bot.core.batch import Batch, BatchState
from bot.core.batch_ports import ContactSheets, Tally
from bot.core.errors import BadPicture, PictureLost, PostFailed, StorageFailed
from bot.core.limits import SHEET_PICTURES
from bot.core.ports import Pictures
from bot.core.turn import Turn
from cogs._attachments import scratch
from cogs._batch_card import ended, running, summary
from cogs._content import Content, Upload
from cogs._posting import Poster
from cogs._refusals import is_closed_to_us
from cogs._sheet import sheet

_AT_ONCE = 2
_SHEET = "All pictures of the batch, small and numbered"


class DiscordBatchBoard:
    """*spool* is a folder for short-lived files."""

    def __init__(self, *, poster: Poster, pictures: Pictures, sheets: ContactSheets, spool: Path) -> None:
        self._poster, self._pictures, self._sheets, self._spool = poster, pictures, sheets, spool
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def open(self, batch: Batch) -> None:
        if batch.post is None or batch.thread is None:
            return
        try:
            await self._poster.thread(batch.place.id, batch.post, f"Batch: {len(batch.requests)} pictures")
        except PostFailed as error:
            raise PostFailed(final=is_closed_to_us(error)) from error

    async def show(self, batch: Batch, tally: Tally) -> None:
        if batch.post is not None:
            view = ended(batch, tally) if batch.state is BatchState.CLOSED else running(batch, tally)
            await self._poster.edit(batch.place.id, batch.post, Content(view), pauses=())

    async def sum_up(self, batch: Batch, turns: Sequence[Turn]) -> None:
        if await self._poster.find_summary(batch.results.id, batch):
            return
        async with self._summed_up(batch, turns) as content:
            try:
                await self._poster.send(batch.results.id, content, f"b{batch.id}")
            except PostFailed as error:
                if not is_closed_to_us(error):
                    raise
                await self._send_home(batch, content)

    async def _send_home(self, batch: Batch, content: Content) -> None:
        """The thread is gone or forbidden: to the person's DM, and if that is closed too, nowhere."""
        try:
            home = await self._poster.direct(batch.person.id)
            if not await self._poster.find_summary(home, batch):
                await self._poster.send(home, content, f"h{batch.id}")
        except PostFailed as error:
            raise PostFailed(final=is_closed_to_us(error)) from error

    @asynccontextmanager
    async def _summed_up(self, batch: Batch, turns: Sequence[Turn]) -> AsyncIterator[Content]:
        items: list[Item[Any]] = [TextDisplay(summary(batch, turns))]
        async with scratch(self._spool) as folder:
            uploads = await self._laid_out(batch, turns, folder) if any(turn.reply for turn in turns) else []
            if uploads:
                shown = (MediaGalleryItem(f"attachment://{one.name}", description=_SHEET) for one in uploads)
                items.append(MediaGallery(*shown))
            yield Content(sheet(*items), uploads)

    async def _laid_out(self, batch: Batch, turns: Sequence[Turn], folder: Path) -> list[Upload]:
        """Contact sheets of all pictures, in the order of the list."""
        made = await asyncio.gather(*(self._tile(turn, folder) for turn in turns))
        tiles = list(enumerate(made, start=1))
        uploads = []
        for number, start in enumerate(range(0, len(tiles), SHEET_PICTURES), start=1):
            file = await self._sheets.contact_sheet(tiles[start : start + SHEET_PICTURES], folder)
            uploads.append(Upload(file, f"batch-{batch.id}-{number}{file.suffix}", _SHEET))
        return uploads

    async def _tile(self, turn: Turn, folder: Path) -> Path | None:
        """None where there is no picture, or none that can be shown any more."""
        picture = turn.reply.pictures[0] if turn.reply and turn.reply.pictures else None
        if picture is None:
            return None
        try:
            async with self._places, self._pictures.at_hand({picture.sha256}) as files:
                return await self._sheets.thumbnail(files[picture.sha256], folder)
        except (BadPicture, PictureLost, StorageFailed):
            return None
