"""Google's Batch API through google-genai: operations as they come, the pictures of their results in files."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import msgspec
from google.genai import errors, types

from bot.core.errors.batch import BatchesAbsent
from bot.gemini.dialect import Dialect
from bot.gemini.exchange import Exchange
from bot.gemini.sdk import Connection

OPERATION = "operation"
FETCH_SECONDS = 900.0
"""For a whole result, which may have some hundred megabytes."""

_SUCCESSES = range(200, 300)
_LISTED = 50
_TOLD = frozenset({"name", "metadata", "operations", "nextPageToken"})
_ABSENT = (404, 405)
_OF_A_MODEL = re.compile(r"(?<![/\w])models?\b", re.IGNORECASE)
"""The thing, not the word in an address that is quoted because nothing is there."""


class BatchDialect(Dialect):
    """As `Dialect`, but what tells of a batch, also of one that failed, is an answer: under `OPERATION`, as it came.

    So google-genai finds nothing to convert in it, which for a result of many pictures would hold the loop.
    """

    __slots__ = ()

    def request(self, body: Any) -> Any:
        spelt = Dialect.request(self, body)
        for each in spelt.get("batch", {}).get("inputConfig", {}).get("requests", {}).get("requests", ()):
            each["request"] = Dialect.request(self, each["request"])
        return spelt

    def answer(self, status: int, text: bytes, *, retry_after: str = "") -> tuple[int, dict[str, Any]]:
        if status in _SUCCESSES:
            try:
                body = msgspec.json.decode(text)
            except (ValueError, RecursionError):
                body = None
            if isinstance(body, dict) and (not body or _TOLD & body.keys()):
                return 200, {OPERATION: body}
        return Dialect.answer(self, status, text, retry_after=retry_after)


async def create(
    connection: Connection, exchange: Exchange, model: str, title: str, requests: Sequence[types.InlinedRequest]
) -> Mapping[str, Any]:
    """Place *requests* as one batch, once. Raises BatchesAbsent, and what `sdk.generate` raises."""
    config = types.CreateBatchJobConfig(display_name=title)
    await connection.gate.start()
    with _absence_told(exchange), _asking(exchange):
        await connection.client.batches.create(model=model, src=list(requests), config=config)
    return _operation(exchange)


async def show(connection: Connection, exchange: Exchange, name: str) -> Mapping[str, Any]:
    """The operation; with its results when it is over, the files of which are in *exchange*."""
    options = types.HttpOptions(timeout=round(FETCH_SECONDS * 1000))
    await connection.gate.start()
    with _asking(exchange):
        await connection.client.batches.get(name=name, config=types.GetBatchJobConfig(http_options=options))
    return _operation(exchange)


async def page(connection: Connection, exchange: Exchange, at: str = "") -> tuple[Sequence[Mapping[str, Any]], str]:
    """Operations that the provider lists, the newest first, from *at* on; and from where the next ones are, if any."""
    config = types.ListBatchJobsConfig(page_size=_LISTED, page_token=at or None)
    await connection.gate.start()
    with _asking(exchange):
        await connection.client.batches.list(config=config)
    told = _operation(exchange)
    found, beyond = told.get("operations"), told.get("nextPageToken")
    operations = [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
    return operations, beyond if isinstance(beyond, str) else ""


async def cancel(connection: Connection, exchange: Exchange, name: str) -> None:
    await connection.gate.start()
    with _asking(exchange):
        await connection.client.batches.cancel(name=name)


@contextmanager
def _asking(exchange: Exchange) -> Iterator[None]:
    with exchange.carrying():
        try:
            yield
        except errors.APIError as error:
            vars(error)["response"] = None  # it holds the request, and with it the key
            raise


@contextmanager
def _absence_told(exchange: Exchange) -> Iterator[None]:
    """A job that finds nobody at its address says nothing of the model, nor of the service's calls."""
    try:
        yield
    except errors.APIError as error:
        if error.code not in _ABSENT or _OF_A_MODEL.search(error.message or ""):
            raise
        raise BatchesAbsent(request_id=exchange.request_id or None) from error


def _operation(exchange: Exchange) -> Mapping[str, Any]:
    found = exchange.reply.get(OPERATION) if isinstance(exchange.reply, dict) else None
    return found if isinstance(found, dict) else {}
