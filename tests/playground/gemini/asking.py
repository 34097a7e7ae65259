"""Requests as an honest client sends them, and the client."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import aiohttp
import pybase64
import pytest
from PIL import Image

from bot.playground.gemini import GeminiStandIn, Manner
from bot.playground.gemini.call import Call, Content, Part, Picture, read_call

MODEL = "gemini-nano-banana-2.1"
CONTRACT = Path(__file__).parents[4] / "shared" / "contracts" / "gemini-generate-content.json"
Json = dict[str, Any]


def chance(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - pictures, not secrets


def photo(colour: str = "teal", size: tuple[int, int] = (300, 200), kind: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def picture_part(data: bytes, media_type: str = "image/png") -> Json:
    return {"inlineData": {"mimeType": media_type, "data": pybase64.b64encode_as_string(data)}}


def user(words: str, *pictures: bytes) -> Json:
    return {"role": "user", "parts": [{"text": words}, *(picture_part(data) for data in pictures)]}


def request(*contents: Json, **config: Any) -> Json:
    return {"contents": list(contents), "generationConfig": {"responseModalities": ["TEXT", "IMAGE"], **config}}


def searching(body: Json, **kinds: Json) -> Json:
    return {**body, "tools": [{"googleSearch": {"searchTypes": kinds} if kinds else {}}]}


def call(body: Json, model: str = MODEL) -> Call:
    return read_call(model, body)


def simple_call(words: str = "a pear", *, model: str = MODEL, pictures: tuple[bytes, ...] = (), **options: Any) -> Call:
    parts = (Part(words), *(Part(picture=Picture.of(data, "image/png")) for data in pictures))
    return Call(model, (Content("user", parts),), ("TEXT", "IMAGE"), **options)


def lasting(answer: Json) -> Json:
    """The model's turn as it goes back: everything but the thoughts."""
    content = answer["candidates"][0]["content"]
    return {"role": "model", "parts": [part for part in content["parts"] if not part.get("thought")]}


def picture_of(answer: Json) -> bytes:
    shown = [part for part in lasting(answer)["parts"] if "inlineData" in part]
    return pybase64.b64decode(shown[-1]["inlineData"]["data"])


def pixels(data: bytes) -> tuple[int, int]:
    with Image.open(BytesIO(data)) as image:
        return image.size


def google_contract() -> Path:
    if not CONTRACT.exists():
        pytest.skip("Google's contract is not beside the project")
    return CONTRACT


WAYS = {
    "google": ("/v1beta/models", "header"),
    "vertex": ("/v1/projects/p/locations/global/publishers/google/models", "bearer"),
    "dmxapi": ("/v1beta/models", "header"),
    "12ai": ("/v1beta/models", "query"),
    "modelverse": ("/v1beta/models", "header"),
    "anyfast": ("/v1beta/models", "query"),
    "newapi": ("/v1beta/models", "bearer"),
    "litellm": ("/gemini/v1beta/models", "bearer"),
    "cloudflare": ("/v1/account/gateway/google-ai-studio/v1beta/models", "header"),
    "apiyi": ("/v1beta/models", "header"),
    "laozhang": ("/v1beta/models", "header"),
}
"""Where each provider's own page sends a request, and where it puts the key."""


def in_place(key: str, place: str) -> tuple[dict[str, str], dict[str, str]]:
    """Headers and query that carry the key."""
    headers = {"header": {"x-goog-api-key": key}, "bearer": {"Authorization": f"Bearer {key}"}}
    if place == "bare":
        return {"Authorization": key}, {}
    return (headers.get(place, {}), {"key": key} if place == "query" else {})


@asynccontextmanager
async def talking(provider: str | Manner, **options: Any) -> AsyncIterator["Talker"]:
    async with GeminiStandIn(provider=provider, **options) as stand_in, aiohttp.ClientSession() as session:
        yield Talker(stand_in, session)


@dataclass(frozen=True, slots=True)
class Talker:
    """Asks a stand-in over the wire."""

    stand_in: GeminiStandIn
    session: aiohttp.ClientSession

    async def post(self, body: Json | bytes, model: str = MODEL, **headers: str) -> tuple[int, bytes]:
        path, place = WAYS[self.stand_in.manner.name]
        return await self.post_to(f"{path}/{model}:generateContent", body, place, **headers)

    async def post_to(self, path: str, body: Json | bytes, place: str, **headers: str) -> tuple[int, bytes]:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        key, query = in_place(self.stand_in.key, place)
        sent = {**key, "Content-Type": "application/json", **headers}
        url = self.stand_in.url + path
        async with self.session.post(
            url, data=BytesIO(data), headers=sent, params=query, allow_redirects=False
        ) as response:
            return response.status, await response.read()

    async def get(self, path: str, place: str | None = None) -> tuple[int, Json]:
        key, query = in_place(self.stand_in.key, place or WAYS[self.stand_in.manner.name][1])
        async with self.session.get(self.stand_in.url + path, headers=key, params=query) as response:
            return response.status, await response.json(content_type=None)

    async def ask(self, body: Json | bytes, model: str = MODEL, **headers: str) -> tuple[int, Json]:
        status, answer = await self.post(body, model, **headers)
        return status, json.loads(answer)

    async def painted(self, *contents: Json, model: str = MODEL, **config: Any) -> Json:
        status, answer = await self.ask(request(*contents, **config), model)
        assert status == 200, answer
        return answer

    async def refused(self, body: Json | bytes, model: str = MODEL, **headers: str) -> tuple[int, str]:
        status, answer = await self.ask(body, model, **headers)
        return status, answer["error"]["message"]
