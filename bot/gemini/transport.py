"""The HTTP transport under google-genai: within an exchange, payloads stay in files."""

import io
from contextlib import aclosing
from typing import Any

import aiohttp
import httpx2
import msgspec
from yarl import URL

from bot.core.chunks import held
from bot.gemini.arriving import chunked
from bot.gemini.exchange import Exchange, blotted, current
from bot.gemini.faults import ReplyTooLarge
from bot.gemini.gate import Gate

_OURS = {"set-cookie", "content-encoding", "content-length", "transfer-encoding"}
_LARGEST_PLAIN_REPLY = 64 * 2**20
_CONNECT_SECONDS = 20


def session(**options: Any) -> aiohttp.ClientSession:
    """An aiohttp session for `Transport`: no cookies, nothing from the environment, every status is an answer."""
    return aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), trust_env=False, read_bufsize=2**17, **options)


class Transport(httpx2.AsyncBaseTransport):
    """Sends every request once, follows no redirect and asks for no compression.

    A request's read timeout is taken for the total time of the call. Outside an exchange bodies pass as they are.
    The session stays the owner's.
    """

    def __init__(self, http: aiohttp.ClientSession, gate: Gate) -> None:
        self._http, self._gate = http, gate

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        call = current()
        headers = dict(request.headers) | {"accept-encoding": "identity"}
        secrets = _secrets(headers)
        url, body = str(request.url), await request.aread()
        outgoing: Any = io.BytesIO(body) if body else None
        if call:
            secrets += call.dialect.secrets
            url = call.dialect.address(url, headers)
            if body:
                outgoing = await call.outgoing(body)
                headers["content-length"] = str(outgoing.size)
        sending = self._http.request(
            request.method,
            URL(url, encoded=True),
            headers=headers,
            data=outgoing,
            allow_redirects=False,
            timeout=_timeout(request),
        )
        async with sending as answer, self._gate.body(held(answer)):
            return await (_spliced(answer, call, secrets) if call else _plain(answer, secrets))


async def _spliced(answer: aiohttp.ClientResponse, call: Exchange, secrets: tuple[str, ...]) -> httpx2.Response:
    async with aclosing(chunked(answer)) as arriving:
        await call.incoming(answer.status, answer.headers, arriving, secrets)
    headers = _kept(answer) | {"content-type": "application/json"}
    return httpx2.Response(call.status, headers=headers, content=msgspec.json.encode(call.reply))


async def _plain(answer: aiohttp.ClientResponse, secrets: tuple[str, ...]) -> httpx2.Response:
    body = bytearray()
    async for chunk in answer.content.iter_any():
        body += chunk
        if len(body) > _LARGEST_PLAIN_REPLY:
            raise ReplyTooLarge("the reply has too many bytes")
    return httpx2.Response(answer.status, headers=_kept(answer), content=blotted(bytes(body), secrets))


def _kept(answer: aiohttp.ClientResponse) -> dict[str, str]:
    return {name.lower(): value for name, value in answer.headers.items() if name.lower() not in _OURS}


def _secrets(headers: dict[str, str]) -> tuple[str, ...]:
    bearer = headers.get("authorization", "").removeprefix("Bearer ")
    return tuple(secret for secret in (headers.get("x-goog-api-key", ""), bearer) if secret)


def _timeout(request: httpx2.Request) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=request.extensions["timeout"]["read"], sock_connect=_CONNECT_SECONDS)
