"""google-genai, set up so that it sends each request once, through our transport, and never reads a picture itself."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Self

import aiohttp
import httpx2
from google import genai
from google.auth.credentials import Credentials
from google.genai import errors, types
from google.genai.client import AsyncClient

from bot.gemini.exchange import Exchange
from bot.gemini.faults import ReplyBroken
from bot.gemini.gate import Gate
from bot.gemini.transport import Transport, session

_MOST_PAGES = 20
_FOLDERS = re.compile(r"^(?:publishers/[^/]+/)?models/")
"""What Google's lists have in front of an id; any other slash is a part of it, as in a relay's `google/…`."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`base_url` without the version; `timeout` in seconds, for a whole call; `express`: the key is Vertex AI's."""

    key: str = field(repr=False)
    base_url: str = "https://generativelanguage.googleapis.com"
    api_version: str = "v1beta"
    timeout: float = 300
    express: bool = False

    @property
    def account(self) -> str:
        """What tells this account from others; a secret."""
        return self.key


@dataclass(frozen=True, slots=True)
class VertexEndpoint:
    """As `Endpoint`, with Google Cloud's credentials in place of a key; no `base_url` means the location's own."""

    project: str
    location: str
    credentials: Credentials = field(repr=False)
    base_url: str | None = None
    api_version: str = "v1"
    timeout: float = 300

    @property
    def account(self) -> str:
        """What tells this account from others."""
        return self.project


@dataclass(frozen=True, slots=True)
class Connection:
    """What calls go through; shared by all of them. `http` is for what google-genai has no call for."""

    client: AsyncClient
    gate: Gate
    http: aiohttp.ClientSession


class _NoTransport(httpx2.BaseTransport):
    def handle_request(self, _request: httpx2.Request, /) -> httpx2.Response:
        raise RuntimeError("google-genai is used asynchronously here")


@asynccontextmanager
async def connect(endpoint: Endpoint | VertexEndpoint, gate: Gate | None = None) -> AsyncIterator[Connection]:
    """A connection, closed on leaving. Takes some 20 ms of the loop: make one per endpoint at start, not per call."""
    gate = gate or Gate()
    async with (
        session() as http,
        httpx2.AsyncClient(transport=Transport(http, gate), trust_env=False) as web,
    ):
        with httpx2.Client(transport=_NoTransport(), trust_env=False) as unused:
            options = types.HttpOptions(
                base_url=endpoint.base_url,
                api_version=endpoint.api_version,
                timeout=round(endpoint.timeout * 1000),
                retry_options=types.HttpRetryOptions(attempts=1),
                httpx_async_client=web,
                httpx_client=unused,  # without one the SDK would build TLS contexts for a client of its own
            )
            yield Connection(_client(endpoint, options), gate, http)


def _client(endpoint: Endpoint | VertexEndpoint, options: types.HttpOptions) -> AsyncClient:
    if isinstance(endpoint, Endpoint):
        return genai.Client(vertexai=endpoint.express, api_key=endpoint.key, http_options=options).aio
    return genai.Client(
        vertexai=True,
        project=endpoint.project,
        location=endpoint.location,
        credentials=endpoint.credentials,
        http_options=options,
    ).aio


async def generate(
    connection: Connection,
    exchange: Exchange,
    model: str,
    contents: list[dict[str, Any]],
    config: types.GenerateContentConfig | None = None,
) -> dict[str, Any]:
    """Call the model once; the reply is also in *exchange*, with its files.

    *contents* is the conversation as raw JSON with tokens; it goes out as it is. Raises google.genai's APIError for
    every answer that is not a success (its `response` is taken off), GoogleAuthError when there is no token, WireFault,
    TimeoutError, aiohttp.ClientError (the cause of which may be a WireFault of the body), OSError when the reply can't
    be written, and ValueError when google-genai refuses model or config. Some of aiohttp's errors are TimeoutErrors or
    OSErrors too.
    """
    await connection.gate.start()
    try:
        with exchange.carrying():
            await connection.client.models.generate_content(
                model=model, contents="-", config=_once(config or types.GenerateContentConfig(), contents)
            )
    except errors.APIError as error:
        vars(error)["response"] = None  # it holds the request, and with it the key
        raise
    reply: dict[str, Any] = exchange.reply
    return reply


class _Uncopied(dict[str, Any]):
    """What google-genai only reads; copying it with a config takes the longer, the longer the conversation is."""

    def __deepcopy__(self, _: dict[int, Any]) -> Self:
        return self


def _once(config: types.GenerateContentConfig, contents: list[dict[str, Any]]) -> types.GenerateContentConfig:
    """*config* for a single request with raw *contents* and a reply that the SDK leaves alone."""
    options = (config.http_options or types.HttpOptions()).model_copy(
        update={"extra_body": _Uncopied(contents=contents)}
    )
    return config.model_copy(
        update={
            "http_options": options,
            "should_return_http_response": True,
            "automatic_continuation": False,
            "automatic_function_calling": types.AutomaticFunctionCallingConfig(disable=True),
        }
    )


async def list_models(connection: Connection) -> list[str]:
    """The ids of the provider's models that can generate content, without the folder `models/` in front.

    Raises APIError, GoogleAuthError, ReplyTooLarge, ReplyBroken when the answer is no list, aiohttp.ClientError,
    TimeoutError.
    """
    found: list[str] = []
    try:
        pages = await connection.client.models.list()
        found += _ids(pages.page)
        for _ in range(_MOST_PAGES - 1):
            found += _ids(await pages.next_page())
    except IndexError:  # how google-genai says that there is no next page
        return found
    except errors.APIError as error:
        vars(error)["response"] = None
        raise
    except (TypeError, AttributeError, ValueError) as error:  # how its converters fail on other shapes
        raise ReplyBroken("the answer is no list of models") from error
    return found


def _ids(models: list[types.Model]) -> list[str]:
    return [_FOLDERS.sub("", model.name) for model in models if model.name and _generates(model)]


def _generates(model: types.Model) -> bool:
    return not model.supported_actions or "generateContent" in model.supported_actions
