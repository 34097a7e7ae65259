"""One call to a provider: which files its request may carry, and what came back."""

import json
import re
from collections.abc import AsyncIterable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bot.core.aside import aside
from bot.core.chunks import Chunks
from bot.gemini.dialect import Dialect
from bot.gemini.expand import Expansion
from bot.gemini.faults import AlreadySent, ReplyBroken
from bot.gemini.splice import Splicer
from bot.gemini.tokens import Token, find_tokens

_ID = re.compile(r"[\w.:/+=-]{1,128}")
_ID_IN_WORDS = re.compile(r"request.?id:? *([\w.-]{6,128})", re.IGNORECASE)
_ID_HEADERS = ("x-request-id", "x-goog-request-id", "x-oneapi-request-id")
_SHORTEST_SECRET = 8

_carried: ContextVar["Exchange | None"] = ContextVar("exchange", default=None)


def current() -> "Exchange | None":
    """The exchange that the running call belongs to."""
    return _carried.get()


@dataclass(eq=False, slots=True)
class Exchange:
    """The tokens in `reply` name `files`, which are deleted on leaving unless somebody has moved them away.

    Before the call: *spool* is a folder for files that arrive, *locate* tells the file behind a stored token, *fresh*
    gives 64 random hexadecimal digits, *limit* counts the bytes of the reply after decompression.
    After it: `reply` is the small JSON as the dialect left it (an answer, or an error's envelope), `http_status` came
    over the wire and `status` is what it deserves; both are 0 when no answer came. `request_id` is the provider's.
    """

    spool: Path
    locate: Callable[[Token], Path]
    fresh: Callable[[], str]
    dialect: Dialect = field(default_factory=Dialect)
    limit: int = 256 * 2**20
    reply: Any = None
    files: dict[Token, Path] = field(default_factory=dict)
    http_status: int = 0
    status: int = 0
    request_id: str = ""
    _outgoing: Expansion | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.files:
            await aside(self._delete)

    @contextmanager
    def carrying(self) -> Iterator[None]:
        """Calls made inside of this, by the task that entered, belong to the exchange."""
        reset = _carried.set(self)
        try:
            yield
        finally:
            _carried.reset(reset)

    @property
    def sent(self) -> bool:
        """Whether anything of the request may have reached the provider, so that the call may have cost."""
        return self._outgoing is not None and self._outgoing.begun

    async def outgoing(self, body: bytes) -> Expansion:
        """The body of the one request, from the JSON that google-genai wants to send.

        Raises AlreadySent on the second, PictureMissing and PictureUnreadable.
        """
        document = json.dumps(self.dialect.request(json.loads(body))).encode()
        return self.sending(await aside(Expansion, document, self.locate))

    def sending(self, body: Expansion) -> Expansion:
        """The same for a body that is made already. Raises AlreadySent on the second."""
        if self._outgoing is not None:
            raise AlreadySent("an exchange sends one request")
        self._outgoing = body
        return body

    async def incoming(
        self, status: int, headers: Mapping[str, str], body: AsyncIterable[Chunks], secrets: tuple[str, ...] = ()
    ) -> None:
        """Take an answer into `reply` and `files`; *secrets* are blotted out of it.

        Raises WireFault, or what *body* raises.
        """
        self.http_status = status
        self.request_id = _id_in(headers)
        splicer = Splicer(self.spool, self.fresh, self.files, limit=self.limit)
        try:
            async for chunks in body:
                await aside(_feed, splicer, chunks)
            text = blotted(splicer.close(), secrets)
        except BaseException:
            await aside(splicer.abort)
            raise
        retry_after = headers.get("Retry-After", "")
        self.status, reply = self.dialect.answer(status, text, retry_after=retry_after)
        if any(token not in self.files for token in find_tokens(reply)):
            raise ReplyBroken("the reply names a file that did not come with it")
        self.reply = reply
        self.request_id = self.request_id or _id_of(reply)

    def _delete(self) -> None:
        for file in self.files.values():
            with suppress(OSError):  # one that can't be deleted must not hide what happened, nor spare the others
                file.unlink(missing_ok=True)


def _feed(splicer: Splicer, chunks: Chunks) -> None:
    while chunks:
        splicer.feed(chunks.popleft())


def blotted(text: bytes, secrets: tuple[str, ...]) -> bytes:
    """*text* without the secrets that a provider echoes."""
    for secret in secrets:
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret.encode(), b"[secret]")
    return text


def _id_in(headers: Mapping[str, str]) -> str:
    found = next((headers[name] for name in _ID_HEADERS if headers.get(name)), "")
    return found if _ID.fullmatch(found) else ""


def _id_of(reply: dict[str, Any]) -> str:
    error = reply.get("error")
    if not isinstance(error, dict) or not error:
        found = reply.get("responseId")
        return found if isinstance(found, str) and _ID.fullmatch(found) else ""
    told = next((detail["requestId"] for detail in error["details"] if detail.get("requestId")), "")
    if isinstance(told, str) and _ID.fullmatch(told):
        return told
    return id_in_words(error["message"])


def id_in_words(message: str) -> str:
    """The request's id that relays put into the words of an error; empty where there is none."""
    match = _ID_IN_WORDS.search(message)
    return match[1] if match else ""
