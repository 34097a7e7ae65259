"""A visitor of the page without a browser: sends what the page sends, or what it should not."""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp

from bot.playground.discord.records import Command, User
from bot.playground.discord.server import StandIn
from bot.playground.page_server.gate import SECRET_HEADER

SECRET = "the-secret-of-this-start"
OPTIONS = [
    {"type": 3, "name": "prompt", "description": "What to paint", "required": True},
    {"type": 11, "name": "image", "description": "A reference"},
    {"type": 4, "name": "count", "description": "How many"},
    {"type": 10, "name": "share", "description": "How much"},
    {"type": 5, "name": "spoiler", "description": "Hide it"},
    {"type": 6, "name": "who", "description": "A person"},
    {"type": 7, "name": "where", "description": "A place"},
    {"type": 3, "name": "model", "description": "Which model", "autocomplete": True},
    {"type": 3, "name": "ratio", "description": "Shape", "choices": [{"name": "16:9", "value": "16:9"}]},
]


def sync(discord: StandIn) -> None:
    """Put `/imagine`, `/undo` and *Edit picture* into the world, as a bot would."""
    world = discord.world
    bodies = [
        {"name": "imagine", "type": 1, "description": "Make a picture", "options": OPTIONS},
        {"name": "undo", "type": 1, "description": "One step back"},
        {"name": "Edit picture", "type": 3, "description": ""},
    ]
    world.sync_commands([Command(world.new_id(), str(b["name"]), int(str(b["type"])), b) for b in bodies], None)


class Visitor:
    """`session` must live as long as this; every request can be given other headers than the page's own."""

    def __init__(self, session: aiohttp.ClientSession, discord: StandIn) -> None:
        self._session = session
        self.discord = discord
        self.base = f"http://127.0.0.1:{discord.port}"

    def headers(self, **changed: str | None) -> dict[str, str]:
        own = {SECRET_HEADER: SECRET, "Origin": self.base, "Host": f"127.0.0.1:{self.discord.port}"}
        return {name: value for name, value in {**own, **changed}.items() if value is not None}

    async def get(self, path: str, **changed: str | None) -> tuple[int, Mapping[str, str], bytes]:
        async with self._session.get(self.base + path, headers=self.headers(**changed)) as answer:
            return answer.status, answer.headers, await answer.read()

    async def post(self, path: str, data: Any, **changed: str | None) -> tuple[int, Any]:
        async with self._session.post(self.base + path, data=data, headers=self.headers(**changed)) as answer:
            text = await answer.text()
            return answer.status, json.loads(text) if answer.content_type == "application/json" else text

    async def deed(
        self, name: str, said: Mapping[str, Any], *files: tuple[str, str, bytes], person: str = "Ada"
    ) -> tuple[int, Any]:
        """Do something as that person; files are (field, name, bytes)."""
        form = aiohttp.FormData(quote_fields=False, default_to_multipart=True)
        acting = self.discord.world.user(person).id
        form.add_field("said", json.dumps({"as": str(acting), **said}))
        for field, file, data in files:
            form.add_field(field, data, filename=file)
        return await self.post(f"/page/deeds/{name}", form)

    async def events(self, viewer: User) -> AsyncIterator[tuple[str, Any]]:
        """What the event stream tells this person."""
        path = f"{self.base}/page/stream?as={viewer.id}"
        async with self._session.get(path, headers=self.headers()) as answer:
            assert answer.status == 200
            name = ""
            async for line in answer.content:
                if line.startswith(b"event: "):
                    name = line[7:].strip().decode()
                elif line.startswith(b"data: "):
                    yield name, json.loads(line[6:])
