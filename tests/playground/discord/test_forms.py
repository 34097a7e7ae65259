import io
import json
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.playground.discord.blobs import BlobStore
from bot.playground.discord.forms import JSON_LIMIT, REQUEST_LIMIT, read_form
from bot.playground.discord.rules import Refused

LIMIT = 1000
Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[Client]:
    """A server that tells what it read, or why it refused."""
    numbers = count(1)
    blobs = BlobStore(tmp_path, lambda: next(numbers))

    async def handle(request: web.Request) -> web.Response:
        try:
            form = await read_form(request, blobs, LIMIT)
        except Refused as refused:
            return web.json_response(refused.code)
        files = {number: [part.name, part.blob.size] for number, part in form.files.items()}
        return web.json_response([form.body, files, form.multipart])

    app = web.Application(client_max_size=REQUEST_LIMIT)
    app.router.add_post("/", handle)
    async with TestClient(TestServer(app)) as opened:
        yield opened


async def sent(client: Client, **what: Any) -> Any:
    async with client.post("/", **what) as response:
        return await response.json()


def multipart(size: int, payload: Any) -> aiohttp.FormData:
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("payload_json", json.dumps(payload))
    form.add_field("files[0]", b"x" * size, filename="a b.png", content_type="application/octet-stream")
    return form


async def test_both_shapes_are_read(client: Client) -> None:
    """Plain JSON and multipart with files mean the same kind of body."""
    assert await sent(client, json={"content": "x"}) == [{"content": "x"}, {}, False]
    assert await sent(client, data=multipart(LIMIT, {"a": 1})) == [{"a": 1}, {"0": ["a b.png", LIMIT]}, True]


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ({"data": b"{"}, 50109),
        ({"json": []}, 50035),
        ({"data": multipart(LIMIT + 1, {})}, 40005),
        ({"data": multipart(1, [])}, 50035),
        ({"data": io.BytesIO(b"x" * (JSON_LIMIT + 1))}, 40005),
    ],
)
async def test_what_is_wrong_or_too_large_is_refused(client: Client, what: dict[str, Any], code: int) -> None:
    """Broken JSON, other shapes and sizes over the limit get Discord's codes."""
    assert await sent(client, **what) == code
