"""/batch: a whole list of pictures from a file."""

import asyncio
from pathlib import Path

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.core.batch_file import parse
from bot.core.batch_requests import Defaults, requests
from bot.core.batching import Batching
from bot.core.errors import MissingPermission, NotWritten, StorageFailed
from bot.core.errors.batch import BatchFileWrong
from bot.core.limits import BATCH_BYTES
from bot.core.request import Request
from bot.core.workbench import Workbench
from cogs._batch_card import offered, withdrawn
from cogs._choices import families, formats, options
from cogs._failures import Failures
from cogs._fetching import fetched
from cogs._host import Host
from cogs._ids import BatchDeed, read_batch_button
from cogs._inbound import Interaction, asker, carries
from cogs._permissions import check_interaction
from cogs._receiving import acknowledged


class Batches(commands.Cog):
    def __init__(self, bench: Workbench, batching: Batching) -> None:
        self._bench, self._batching = bench, batching
        self._presses = Presses(bench, batching)

    @app_commands.command(description="Draw a list of pictures from a file; you see the price before anything is paid")
    @app_commands.describe(file="Text with one prompt on each line, or CSV: prompt, ratio, size, model, thinking")
    @formats
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def batch(  # noqa: PLR0917 - discord.py reads the options from the signature
        self,
        interaction: Interaction,
        file: discord.Attachment,
        ratio: str | None = None,
        size: str | None = None,
        model: str | None = None,
        thinking: str | None = None,
    ) -> None:
        self._bench.studio.check_open()
        _check_place(interaction)
        if file.size > BATCH_BYTES:
            raise BatchFileWrong("", f"That file is larger than {BATCH_BYTES // 2**20} MiB: please split the list.")
        defaults = Defaults(model or self._bench.default_family(), options(ratio, size, thinking, None))
        async with acknowledged(self._bench, interaction, private=False):
            await self._offer(interaction, file, defaults)

    @batch.autocomplete("model")
    async def suggest(self, _interaction: Interaction, typed: str) -> list[Choice[str]]:
        return families(self._bench.catalog, typed)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        if interaction.type is not discord.InteractionType.component:
            return
        custom_id = interaction.custom_id or ""
        found = read_batch_button(custom_id)
        if found and carries(interaction.message, custom_id):
            await self._presses.do(*found, interaction)

    async def _offer(self, interaction: Interaction, file: discord.Attachment, defaults: Defaults) -> None:
        asked = asker(interaction)
        try:
            async with fetched(self._bench, asked.person, lambda folder: self._read(file, defaults, folder)) as wished:
                batch = await self._batching.offer(wished, asked.place, asked.person, asked.origin)
                card = offered(batch, self._batching.quote(batch), self._bench.catalog)
                await interaction.edit_original_response(view=card)
        except StorageFailed as error:
            raise NotWritten from error

    async def _read(self, file: discord.Attachment, defaults: Defaults, folder: Path) -> tuple[Request, ...]:
        """Raises FetchFailed, BatchFileWrong."""
        catalog, path = self._bench.catalog, folder / "list"

        def read() -> tuple[Request, ...]:
            return requests(parse(path.read_bytes(), file.filename), defaults, catalog)

        async with self._bench.intake.files:
            await self._bench.attachments.fetch(file.url, path)
            return await asyncio.to_thread(read)


class Presses:
    """What the buttons on a batch's post do; only the one who sent the list may press them."""

    def __init__(self, bench: Workbench, batching: Batching) -> None:
        self._batching = batching
        self._failures = Failures(bench.identify, bench.reception)

    async def do(self, deed: BatchDeed, batch_id: str, interaction: Interaction) -> None:
        async with self._failures.answering(interaction):
            if deed is BatchDeed.START:
                await self._start(batch_id, interaction)
            else:
                await self._cancel(batch_id, interaction)

    async def _start(self, batch_id: str, interaction: Interaction) -> None:
        _check_place(interaction)
        await interaction.response.defer()
        post = interaction.message.id if interaction.message else 0
        thread = post if isinstance(interaction.channel, discord.TextChannel) else None
        await self._batching.start(batch_id, interaction.user.id, post, thread)

    async def _cancel(self, batch_id: str, interaction: Interaction) -> None:
        await interaction.response.defer()
        batch = await self._batching.cancel(batch_id, interaction.user.id)
        if batch.started_at is None:
            await interaction.edit_original_response(view=withdrawn(batch))


def _check_place(interaction: Interaction) -> None:
    """Raises MissingPermission: pictures of a batch go to a thread, where there can be one."""
    check_interaction(interaction, private=False)
    allowed = interaction.app_permissions
    if not isinstance(interaction.channel, discord.TextChannel) or allowed.administrator:
        return
    wanted = {
        "create public threads": allowed.create_public_threads,
        "send messages in threads": allowed.send_messages_in_threads,
    }
    if missing := [name for name, there in wanted.items() if not there]:
        raise MissingPermission(missing)


async def setup(bot: Host) -> None:
    if bot.bench.batching is not None:
        await bot.add_cog(Batches(bot.bench, bot.bench.batching))
