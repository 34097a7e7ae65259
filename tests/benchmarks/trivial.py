"""The floor of a bot: the least that discord.py can do for /imagine, keeping nothing and checking nothing.

    python -m tests.benchmarks.trivial PAINTER

Wishes that begin with `ONLY` are just deferred; others get the model's picture.
"""

import asyncio
import logging
import os
import sys
from io import BytesIO

import aiohttp
import discord
import pybase64
from discord import app_commands
from PIL import Image

from bot.pointing import pointed_at

ONLY = "acknowledge"
_START, _END = b'"data": "', b'"'
_QUALITY = 90


class Trivial(discord.Client):
    def __init__(self, painter: str) -> None:
        super().__init__(intents=discord.Intents(guilds=True))
        self._tree = app_commands.CommandTree(self)
        self._painter = painter
        self._tree.command(name="imagine", description="Paint")(self._imagine)

    async def setup_hook(self) -> None:
        self._session = aiohttp.ClientSession(self._painter)
        await self._tree.sync()

    async def _imagine(self, interaction: "discord.Interaction[Trivial]", prompt: str, size: str = "1K") -> None:
        await interaction.response.defer(thinking=True)
        if prompt.startswith(ONLY):
            return
        async with self._session.post("/v1beta/models/any", json={"imageSize": size}) as response:
            body = await response.read()
        picture, name = await asyncio.to_thread(_picture, body, interaction.filesize_limit)
        await interaction.edit_original_response(attachments=[discord.File(BytesIO(picture), name)])


def _picture(body: bytes, limit: int) -> tuple[bytes, str]:
    start = body.index(_START) + len(_START)
    data = pybase64.b64decode(body[start : body.index(_END, start)])
    if len(data) <= limit:
        return data, "picture.png"
    smaller = BytesIO()
    with Image.open(BytesIO(data)) as image:
        image.save(smaller, "JPEG", quality=_QUALITY)
    return smaller.getvalue(), "picture.jpg"


if __name__ == "__main__":
    with pointed_at(os.environ["DISCORD_API_URL"], os.environ["DISCORD_GATEWAY_URL"]):
        Trivial(sys.argv[1]).run(os.environ["DISCORD_TOKEN"], log_level=logging.ERROR)
