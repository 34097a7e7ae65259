"""Requests as an honest client sends them, and the client."""

import json
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import aiohttp
import pybase64
import pytest
from PIL import Image

from bot.playground.gemini import GeminiStandIn
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


@dataclass(frozen=True, slots=True)
class Talker:
    """Asks a stand-in over the wire."""

    stand_in: GeminiStandIn
    session: aiohttp.ClientSession

    async def post(self, body: Json | bytes, model: str = MODEL, **headers: str) -> tuple[int, bytes]:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        url = f"{self.stand_in.url}/v1beta/models/{model}:generateContent"
        sent = {"x-goog-api-key": self.stand_in.key, "Content-Type": "application/json", **headers}
        async with self.session.post(url, data=data, headers=sent, allow_redirects=False) as response:
            return response.status, await response.read()

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
