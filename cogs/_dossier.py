"""All that is known about a turn, put before the one who asks: details, sources, thoughts and drafts."""

import io
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

import discord
from discord import MediaGalleryItem
from discord.ui import File, Item, MediaGallery, TextDisplay

from bot.core.errors import PictureLost, StorageFailed, UnknownFamily
from bot.core.family import Family
from bot.core.reply import Reply
from bot.core.turn import Turn
from bot.core.workbench import Workbench
from cogs._acknowledging import in_time, is_deferred
from cogs._content import Upload, opened
from cogs._details import details, full_words
from cogs._ids import Deed
from cogs._inbound import Interaction
from cogs._receiving import acknowledged
from cogs._sheet import row, sheet
from cogs._sources import grounds, listed, suggestions
from cogs._uploads import Packer
from cogs._words import cut, tame

TEXT, SOURCES, THOUGHTS = 3800, 1100, 700
"""Characters of it all and at most of each section; the details have what is left."""

IN_FILE = "see the file"
_WORDS_FILE, _THOUGHTS_FILE = "words.txt", "thoughts.txt"
_LATE = "-# The picture came after this was cancelled; it was kept and not posted."
_NO_DRAFTS = "-# The drafts are missing from my storage."

Files = dict[str, str]
"""Texts by the name of their file."""


class Dossier:
    """Answers an interaction to the person alone; nothing of it is kept."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._packer = Packer(bench.pictures, bench.workshop, bench.spool)

    async def show(self, interaction: Interaction, turn: Turn) -> None:
        drafts = turn.reply.drafts if turn.reply else ()
        async with AsyncExitStack() as stack:
            if drafts:  # fetching them may take longer than an answer may
                await stack.enter_async_context(acknowledged(self._bench, interaction, private=True))
            path = await in_time(self._bench.turns.path(turn.id))
            uploads = await stack.enter_async_context(self._drafts(turn, interaction.filesize_limit))
            await _answer(interaction, *self._content(turn, path, uploads), uploads)

    def _content(self, turn: Turn, path: Sequence[Turn], uploads: Sequence[Upload]) -> tuple[list[Item[Any]], Files]:
        """What there is to see, and the texts that are too long for a post."""
        rests_on = grounds(turn)
        sources = listed(rests_on, SOURCES, more=IN_FILE)
        thoughts = _thoughts(turn.reply) if turn.reply else ""
        shown = _shown(thoughts)
        missing = _NO_DRAFTS if turn.reply and turn.reply.drafts and not uploads else ""
        rest = [text for text in (_headed("Sources", sources.text), _headed("Thoughts", shown), missing) if text]
        text = details(turn, path, self._family(turn), TEXT - sum(map(len, rest)))
        files = dict(_files(turn, thoughts if shown != tame(thoughts) else "", whole=sources.left > 0))
        items: list[Item[Any]] = [*(TextDisplay[Any](part) for part in (text, *rest)), *suggestions(rests_on)]
        if uploads:
            items.append(_gallery(turn, uploads))
        items += (File[Any](f"attachment://{name}") for name in files)
        if turn.came_late:
            items += (TextDisplay(_LATE), row(turn.id, Deed.ORIGINAL))
        return items, files

    @asynccontextmanager
    async def _drafts(self, turn: Turn, limit: int) -> AsyncIterator[Sequence[Upload]]:
        """Drafts as files that fit; none where storage lost them, for the rest is worth telling all the same."""
        drafts = turn.reply.drafts if turn.reply else ()
        uploads: Sequence[Upload] = ()
        name, alt = f"draft-{turn.id}", "A draft that the model made while thinking"
        async with AsyncExitStack() as stack:
            with suppress(PictureLost, StorageFailed):
                if drafts:
                    uploads = (await stack.enter_async_context(self._packer.ready(drafts, name, limit, alt))).uploads
            yield uploads

    def _family(self, turn: Turn) -> Family | None:
        try:
            return self._bench.catalog.family(turn.reply.maker.family if turn.reply else turn.request.family)
        except UnknownFamily:
            return None


async def _answer(interaction: Interaction, items: list[Item[Any]], texts: Files, uploads: Sequence[Upload]) -> None:
    async with opened(uploads) as pictures:
        files = [*pictures, *(discord.File(io.BytesIO(text.encode()), name) for name, text in texts.items())]
        if is_deferred(interaction):
            await interaction.edit_original_response(view=sheet(*items), attachments=files)
        else:
            await interaction.response.send_message(view=sheet(*items), files=files, ephemeral=True)


def _thoughts(reply: Reply) -> str:
    return "\n\n".join(text.strip() for text in reply.thoughts)


def _shown(thoughts: str) -> str:
    return cut(thoughts, THOUGHTS, tame)


def _headed(title: str, text: str) -> str:
    return f"**{title}**\n{text}" if text else ""


def _files(turn: Turn, thoughts: str, *, whole: bool) -> Iterator[tuple[str, str]]:
    if words := full_words(turn, whole=whole):
        yield _WORDS_FILE, words
    if thoughts:
        yield _THOUGHTS_FILE, thoughts


def _gallery(turn: Turn, uploads: Sequence[Upload]) -> MediaGallery[Any]:
    return MediaGallery(
        *(
            MediaGalleryItem(f"attachment://{one.name}", description=one.alt, spoiler=turn.request.spoiler)
            for one in uploads
        )
    )
