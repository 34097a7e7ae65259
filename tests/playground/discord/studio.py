"""A small discord.py bot, unmodified client and all, that uses every part of Discord that Plantain uses."""

import asyncio
import io
from typing import Any

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.playground.discord.server import StandIn
from tests.worlds import options, png

INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)


def picture(size: int = 8, name: str = "picture.png") -> discord.File:
    return discord.File(io.BytesIO(png(size, size)), name)


class Card(ui.LayoutView):
    """A gallery of one attachment and two buttons."""

    def __init__(self, text: str) -> None:
        super().__init__(timeout=None)
        self.add_item(ui.TextDisplay(text))
        self.add_item(ui.MediaGallery(discord.MediaGalleryItem("attachment://picture.png", description="alt")))
        row: ui.ActionRow[Any] = ui.ActionRow()
        row.add_item(Edit())
        row.add_item(ui.Button(label="Off", custom_id="off", disabled=True))
        self.add_item(row)


class Edit(ui.Button[Any]):
    def __init__(self) -> None:
        super().__init__(label="Edit", custom_id="edit")

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Form())


class Form(ui.Modal, title="Edit picture"):
    prompt: ui.Label[Any] = ui.Label(text="Prompt", component=ui.TextInput(custom_id="prompt", default="a tree"))
    ratio: ui.Label[Any] = ui.Label(
        text="Ratio",
        component=ui.Select(
            custom_id="ratio",
            options=[discord.SelectOption(label="1:1", default=True), discord.SelectOption(label="16:9")],
        ),
    )
    files: ui.Label[Any] = ui.Label(
        text="Pictures", component=ui.FileUpload(custom_id="files", required=False, min_values=0, max_values=3)
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer(thinking=True)
        prompt, ratio, files = self.prompt.component, self.ratio.component, self.files.component
        assert isinstance(prompt, ui.TextInput)
        assert isinstance(ratio, ui.Select)
        assert isinstance(files, ui.FileUpload)
        sizes = [len(await file.read()) for file in files.values]
        await interaction.edit_original_response(content=f"{prompt.value} {ratio.values} {sizes}")


class Studio(commands.Bot):
    """Commands are synced in `setup_hook`; `release` lets `/slow` go on; `heard` are the messages that came in."""

    def __init__(self, world: StandIn, **more: Any) -> None:
        kept = {"intents": INTENTS, "allowed_mentions": discord.AllowedMentions.none(), **more}
        super().__init__(commands.when_mentioned, help_command=None, **options(world, **kept))
        self.heard: list[discord.Message] = []
        self.failures: asyncio.Queue[Exception] = asyncio.Queue()
        self.release = asyncio.Event()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Spare tests the five seconds between two IDENTIFYs."""

    async def setup_hook(self) -> None:
        for command in COMMANDS:
            self.tree.add_command(command)
        self.tree.error(self._failed)
        await self.tree.sync()

    async def _failed(self, interaction: discord.Interaction, error: Exception) -> None:
        self.failures.put_nowait(error)

    async def on_message(self, message: discord.Message) -> None:
        if message.author == self.user:
            return
        self.heard.append(message)
        if self.user in message.mentions:
            sizes = [len(await attachment.read()) for attachment in message.attachments]
            await message.reply(f"heard {message.clean_content!r} {sizes}")
        elif message.reference:
            await message.reply("please reply with the ping on")


@app_commands.command(description="Paint")
@app_commands.describe(prompt="What", image="A reference", style="How", hidden="Only you see it")
@app_commands.choices(style=[app_commands.Choice(name="Ink", value="ink")])
async def imagine(
    interaction: discord.Interaction,
    prompt: app_commands.Range[str, 1, 100],
    image: discord.Attachment | None = None,
    style: str | None = None,
    hidden: bool = False,
) -> None:
    await interaction.response.defer(thinking=True, ephemeral=hidden)
    text = f"{prompt} {style}" + (f" {len(await image.read())}" if image else "")
    await interaction.edit_original_response(view=Card(text), attachments=[picture()])


@app_commands.command(description="Say")
async def plain(interaction: discord.Interaction, model: str = "none") -> None:
    await interaction.response.send_message(f"model {model}")
    await interaction.followup.send("more", ephemeral=True)


@plain.autocomplete("model")
async def models(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=name, value=name) for name in ("pro", "flash") if current in name]


@app_commands.command(description="Wait")
async def slow(interaction: discord.Interaction) -> None:
    assert isinstance(interaction.client, Studio)
    await interaction.client.release.wait()
    await interaction.response.send_message("late")


class Pick(ui.View):
    """A select that changes the post it stands on."""

    @ui.select(custom_id="size", options=[discord.SelectOption(label="1K"), discord.SelectOption(label="2K")])
    async def size(self, interaction: discord.Interaction, select: ui.Select[Any]) -> None:
        await interaction.response.edit_message(content=f"size {select.values[0]}", view=None)


@app_commands.command(description="Pick")
async def pick(interaction: discord.Interaction) -> None:
    await interaction.response.send_message("size?", view=Pick())


@app_commands.context_menu(name="Edit picture")
async def edit_picture(interaction: discord.Interaction, message: discord.Message) -> None:
    sizes = [len(await attachment.read()) for attachment in message.attachments]
    await interaction.response.send_message(f"{message.content!r} {sizes}", ephemeral=True)


COMMANDS: list[Any] = [imagine, plain, slow, pick, edit_picture]
