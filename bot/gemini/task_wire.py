"""One question about a task over HTTP, which google-genai has no call for."""

from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import aiohttp
import msgspec
from google.genai import errors
from yarl import URL

from bot.core.chunks import held
from bot.gemini.arriving import chunked
from bot.gemini.dialect import Dialect
from bot.gemini.exchange import Exchange
from bot.gemini.expand import Expansion
from bot.gemini.gate import Gate
from bot.gemini.presets import Tasks
from bot.gemini.task_reading import tells_of_a_task

TASK = "task"
_CONNECT_SECONDS = 20
_SUCCESSES = range(200, 300)


@dataclass(frozen=True, slots=True)
class TaskDialect(Dialect):
    """As `Dialect`, but what tells of a task, also of one that failed, is an answer: under `TASK`, as it came."""

    tasks: Tasks | None = None

    def answer(self, status: int, text: bytes, *, retry_after: str = "") -> tuple[int, dict[str, Any]]:
        if status in _SUCCESSES and self.tasks:
            try:
                body = msgspec.json.decode(text)
            except (ValueError, RecursionError):
                body = None
            if isinstance(body, dict) and tells_of_a_task(self.tasks, body):
                return 200, {TASK: body}
        # Named, since a dataclass with slots is a copy of the class that `super()` would look for.
        return Dialect.answer(self, status, text, retry_after=retry_after)


@dataclass(frozen=True, slots=True)
class TaskWire:
    """*base_url* is the provider's address without a version, *key* goes along as a bearer token."""

    http: aiohttp.ClientSession
    gate: Gate
    base_url: str
    key: str

    async def ask(
        self, exchange: Exchange, method: str, path: str, seconds: float, body: Expansion | None = None
    ) -> dict[str, Any]:
        """What is told of the task, nothing where nothing is; files that came with it are in *exchange*.

        Raises APIError for an answer that is a failure, and as `sdk.generate` does: TimeoutError,
        aiohttp.ClientError (the cause of which may be a WireFault of the body), WireFault, OSError.
        """
        headers = {**dict(exchange.dialect.headers), "authorization": f"Bearer {self.key}"}
        headers["accept-encoding"] = "identity"
        if body:
            headers |= {"content-type": "application/json", "content-length": str(body.size)}
        secrets = (self.key, *exchange.dialect.secrets)
        timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=_CONNECT_SECONDS)
        await self.gate.start()
        asking = self.http.request(
            method, URL(self.base_url + path, encoded=True), headers=headers, data=body, allow_redirects=False,
            timeout=timeout,
        )  # fmt: skip
        async with asking as answer, self.gate.body(held(answer)), aclosing(chunked(answer)) as arriving:
            await exchange.incoming(answer.status, answer.headers, arriving, secrets)
        if exchange.status not in _SUCCESSES:
            raise errors.APIError(exchange.status, exchange.reply)
        reply: dict[str, Any] = exchange.reply.get(TASK, {})
        return reply
