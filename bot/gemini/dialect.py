"""How a provider differs from what google-genai expects. What is here is Google's, tolerant of the usual gateways."""

import re
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote

import msgspec

from bot.gemini.envelope import envelope, innermost
from bot.gemini.faults import ReplyBroken, ReplyCut
from bot.gemini.shapes import google_shape, has_picture
from bot.gemini.spelling import camel

NOT_JSON = "NOT_JSON"
"""Reason, in the envelope, of an answer that says success and is a web page, words, or nothing."""
NO_ANSWER = "NO_ANSWER"
"""Reason of an answer that is JSON, but neither an answer nor an error."""

_SURROGATE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<lone>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)"
)
_SUCCESSES = range(200, 300)
_LEAST_FAILURE = 400
"""Codes of vendors and of HTTP; below are 0, 200 and others that say that all is well."""
_LIST = re.compile(r"/v1(?:beta)?/models(?=\?|$)")
_TRUNCATED = "truncated"
"""What msgspec says of JSON that is right as far as it goes, and of none that is wrong."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """`key_in`: where the key of the account goes; Google reads all three, documents the header.

    `headers` go along with every request, as secrets. `thinking`: how the level is spelt; Google's schema has it in
    capitals, its guide in small letters. `models_path`: where the list of models is, after the base address.
    """

    key_in: Literal["header", "query", "bearer"] = "header"
    headers: tuple[tuple[str, str], ...] = ()
    thinking: Literal["upper", "lower"] = "upper"
    models_path: str = ""

    @property
    def secrets(self) -> tuple[str, ...]:
        values = [value for _, value in self.headers]
        return (*values, *(value.removeprefix("Bearer ") for value in values))

    def address(self, url: str, headers: MutableMapping[str, str]) -> str:
        """The address to send to; moves the key among *headers* and into the address."""
        headers.update(self.headers)
        if self.models_path:
            url = _LIST.sub(f"/{self.models_path}", url)
        key = headers.get("x-goog-api-key")
        if not key or self.key_in == "header":
            return url
        del headers["x-goog-api-key"]
        if self.key_in == "query":
            return f"{url}{'&' if '?' in url else '?'}key={quote(key, safe='')}"
        headers["authorization"] = f"Bearer {key}"
        return url

    def request(self, body: Any) -> Any:
        """A request as this provider wants it."""
        spelt = camel(body)
        thinking = spelt.get("generationConfig", {}).get("thinkingConfig", {})
        if level := thinking.get("thinkingLevel"):
            thinking["thinkingLevel"] = level.lower() if self.thinking == "lower" else level.upper()
        return spelt

    def answer(self, status: int, text: bytes, *, retry_after: str = "") -> tuple[int, dict[str, Any]]:
        """`(200, answer in Google's shape)`, or the status of a failure with Google's envelope.

        Raises ReplyCut when a success ends too early, ReplyBroken when its JSON can't be kept.
        """
        try:
            body = _decode(text)
        except (ValueError, RecursionError) as error:
            if status in _SUCCESSES:
                _refuse_broken(text, error)
            words = text.decode(errors="replace")
            return envelope(status, words, reason=_reason(status, NOT_JSON), retry_after=retry_after)
        if status in _SUCCESSES:
            alone = body[0] if isinstance(body, list) and len(body) == 1 else body
            if isinstance(alone, dict) and alone and (answer := _answer(alone)):
                return 200, answer
        reason = "" if isinstance(body, dict) and body else _reason(status, NO_ANSWER)
        return envelope(status, body, reason="" if _has_error(body) else reason, retry_after=retry_after)


def _decode(text: bytes) -> Any:
    text = text.removeprefix(b"\xef\xbb\xbf")
    try:
        return msgspec.json.decode(text)
    except ValueError:
        mended = _SURROGATE.sub(lambda escape: b"\\ufffd" if escape["lone"] else escape[0], text)
        if mended == text:
            raise
        return msgspec.json.decode(mended)


def _refuse_broken(text: bytes, error: Exception) -> None:
    if isinstance(error, RecursionError):
        raise ReplyBroken("the JSON of the reply is nested too deeply") from None
    if text.lstrip()[:1] in (b"{", b"["):
        if _TRUNCATED in str(error):
            raise ReplyCut("the JSON of the reply ends too early") from None
        raise ReplyBroken("the JSON of the reply is broken") from None


def _answer(body: dict[str, Any]) -> dict[str, Any] | None:
    """The answer in a body that came with a success; None where it tells of a failure instead.

    A picture is paid for, so that it counts whatever stands beside it.
    """
    shaped = google_shape(camel(body))
    if not has_picture(shaped) and _is_failure(body):
        return None
    if shaped.get("error"):
        del shaped["error"]  # whoever reads the answer would take it for a failure
    return shaped


def _is_failure(body: dict[str, Any]) -> bool:
    """Relays also send an error that is empty or of code 0, or a message "success", beside an answer."""
    answered = "candidates" in body or any(body.get(key) for key in ("data", "choices"))
    if error := body.get("error"):
        return not answered or _says_something(innermost(error))
    if answered:
        return "candidates" not in body and _is_bad(body.get("code"))
    return any(isinstance(body.get(key), str) for key in ("message", "detail", "msg"))


def _says_something(error: dict[str, Any]) -> bool:
    return bool(error.get("message") or error.get("msg")) or _is_bad(error.get("code"))


def _is_bad(code: object) -> bool:
    """A vendor's own words for a failure, or a number that is too high for a success."""
    if isinstance(code, str):
        return bool(code) and not (code.isdecimal() and int(code[:9]) < _LEAST_FAILURE)
    return isinstance(code, int) and code >= _LEAST_FAILURE


def _has_error(body: Any) -> bool:
    return isinstance(body, list) and any(isinstance(item, dict) and item.get("error") for item in body)


def _reason(status: int, reason: str) -> str:
    return reason if status in _SUCCESSES else ""
