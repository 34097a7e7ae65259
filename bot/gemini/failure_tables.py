"""Which failure of a provider means what, as data: one table for each kind of envelope.

A row holds when everything that it names fits: a status, the vendor's own code, words of the message. The first row
that holds counts, the provider's own tables before the common one. Sources: Gemini API troubleshooting page and
google.rpc.Code; ModelVerse's error codes; new-api's types/error.go; DMXAPI's page of error numbers; LiteLLM's proxy.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from re import Pattern


class Meaning(StrEnum):
    """What a failure comes to, whoever tells it."""

    KEY = "the key is refused"
    DOMAIN = "the key belongs to another site"
    ADDRESS = "there is no such service at the address"
    BALANCE = "the account is used up"
    ACCOUNT = "the account is not served as it is"
    GROUP = "the key may not use the model"
    GONE = "the model is not offered"
    SIGNATURE = "the history's signatures are refused"
    OPTION = "an option is refused, if the words name one"
    REJECTED = "the request is refused"
    BLOCKED = "a gateway's filter refuses the content"
    PROMPT = "the model's filter refuses the content"
    LONG = "the request is too long"
    RATE = "too many requests"
    OVERLOADED = "the service has too much to do"
    TIMEOUT = "the service gave up waiting for the model"
    UNREADABLE = "what came is no answer"
    BROKEN = "the service failed"


@dataclass(frozen=True, slots=True)
class Row:
    meaning: Meaning
    statuses: tuple[int, ...] = ()
    reasons: tuple[str, ...] = ()
    words: Pattern[str] | None = None

    def holds(self, status: int, reason: str, message: str) -> bool:
        return (
            (not self.statuses or status in self.statuses)
            and (not self.reasons or reason in self.reasons)
            and (self.words is None or bool(self.words.search(message)))
        )


def _saying(pattern: str) -> Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_OPTIONS: Mapping[str, Pattern[str]] = {
    "size": _saying(r"image.?size"),
    "ratio": _saying(r"aspect.?ratio"),
    "thinking": _saying(r"thinking"),
    "search": _saying(r"google.?search|search.?types|search grounding|image search|web.?search|\btools\b"),
    "modalities": _saying(r"response.?modalit"),
}
_ANY_OPTION = _saying("|".join(pattern.pattern for pattern in _OPTIONS.values()))

_BAD = (400, 422)
_DENIED = (401, 403)
_ELSEWHERE = (301, 302, 307, 308)
"""Redirects of a request that was not carried out; 303 leads to what has become of it (RFC 9110, section 15.4)."""
_PAGE = _saying(r"^\s*<(?:!doctype|html)")
_QUOTA = _saying(r"quota|balance|credit|insufficient|budget|余额|额度")
_BUSY = _saying(r"overload|saturated|too busy|负载|饱和|繁忙")
_GROUP = _saying(
    r"group|channel|distributor|no (?:access|permission).*model|model.*(?:access|permission)|分组|渠道|无权.*模型"
)
_RETIRED = _saying(r"retired|no longer|discontinued|not exist|不存在|下线")
_NO_SUCH_PATH = _saying(r"invalid url|page not found|^not found$|cannot (?:get|post) /")

_SIGNATURE = Row(Meaning.SIGNATURE, words=_saying(r"thought.?signature"))
"""Comes before all others: a relay hands Google's words on, with a status and a code of its own."""

_MODELVERSE = (
    Row(Meaning.KEY, reasons=("auth_error",), statuses=(401,)),
    Row(Meaning.GROUP, reasons=("model_error",)),
    Row(Meaning.OPTION, reasons=("param_error",), words=_ANY_OPTION),
    Row(Meaning.GROUP, reasons=("param_error",), words=_saying(r"\bmodel\b")),
    Row(Meaning.OPTION, reasons=("param_error",)),
    Row(Meaning.REJECTED, reasons=("invalid_messages",)),
    Row(Meaning.BLOCKED, reasons=("sensitive_check_error",)),
    Row(Meaning.OPTION, reasons=("websearch_error",)),
    Row(Meaning.LONG, reasons=("tokens_too_long",)),
    Row(Meaning.BALANCE, reasons=("insufficient_balance",)),
    Row(Meaning.RATE, reasons=("rate_limit",)),
    Row(Meaning.TIMEOUT, reasons=("gateway_timeout_error",)),
    Row(Meaning.OVERLOADED, reasons=("model_server_error",), statuses=(503,)),
    Row(Meaning.BROKEN, reasons=("internal_error", "model_server_error")),
)
_NEWAPI = (
    Row(Meaning.BALANCE, reasons=("insufficient_user_quota", "pre_consume_token_quota_failed")),
    Row(Meaning.BLOCKED, reasons=("sensitive_words_detected",)),
    Row(Meaning.PROMPT, reasons=("prompt_blocked",)),
    Row(Meaning.GROUP, reasons=("model_not_found", "get_channel_failed")),
    Row(Meaning.BROKEN, reasons=("empty_response",)),
    Row(Meaning.ADDRESS, statuses=(404,), words=_saying(r"invalid url")),
    Row(Meaning.BALANCE, statuses=_DENIED, words=_QUOTA),
    Row(Meaning.OVERLOADED, statuses=(503,), words=_BUSY),
    Row(Meaning.GONE, statuses=(503,), words=_RETIRED),
    Row(Meaning.GROUP, statuses=(403, 503), words=_GROUP),
    Row(Meaning.LONG, statuses=(413,)),
)
_DMXAPI = (
    Row(Meaning.DOMAIN, statuses=(401,)),
    Row(Meaning.BALANCE, statuses=(403,), words=_QUOTA),
    Row(Meaning.OVERLOADED, statuses=(503,), words=_BUSY),
    Row(Meaning.GROUP, statuses=(503,), words=_saying(r"^\s*[^\s<]")),
)
_LITELLM = (
    Row(Meaning.BALANCE, words=_saying(r"budget has been exceeded|exceeded.*budget")),
    Row(Meaning.GROUP, words=_saying(r"not allowed to access model|key not allowed|invalid model name")),
)
_COMMON = (
    Row(Meaning.ADDRESS, statuses=_ELSEWHERE),
    Row(Meaning.ADDRESS, statuses=(200, 303, 404, 405), words=_PAGE),
    Row(Meaning.ADDRESS, statuses=(404, 405), words=_NO_SUCH_PATH),
    Row(Meaning.ADDRESS, statuses=(502,), reasons=("NOT_JSON",), words=_PAGE),
    Row(Meaning.UNREADABLE, reasons=("NOT_JSON", "NO_ANSWER")),
    Row(Meaning.KEY, reasons=("API_KEY_INVALID",)),
    Row(Meaning.KEY, statuses=_BAD, words=_saying(r"api.?key (?:not valid|expired|not found)")),
    Row(Meaning.ACCOUNT, statuses=_BAD, words=_saying(r"billing|location is not supported|free tier|country")),
    Row(Meaning.BALANCE, statuses=(402,)),
    Row(Meaning.BALANCE, statuses=(429,), words=_saying(r"limit: 0\b|credits? (?:are|is) depleted|insufficient")),
    Row(Meaning.GROUP, statuses=(403,), words=_saying(r"model")),
    Row(Meaning.KEY, statuses=_DENIED),
    Row(Meaning.GONE, statuses=(404, 410)),
    Row(Meaning.LONG, statuses=(413,)),
    Row(Meaning.LONG, statuses=_BAD, words=_saying(r"token count|too (?:long|large)|exceeds? the (?:maximum|limit)")),
    Row(Meaning.OPTION, statuses=_BAD, words=_ANY_OPTION),
    Row(Meaning.GONE, statuses=_BAD, words=_saying(r"model.*(?:not found|not exist|no longer|retired|discontinued)")),
    Row(Meaning.REJECTED, statuses=_BAD),
    Row(Meaning.RATE, statuses=(429,)),
    Row(Meaning.OVERLOADED, statuses=(503, 529)),
    Row(Meaning.TIMEOUT, statuses=(408, 504, 524)),
    Row(Meaning.UNREADABLE, statuses=tuple(range(300, 400))),
    Row(Meaning.BROKEN),
)
_TABLES: Mapping[str, tuple[Row, ...]] = {
    "modelverse": _MODELVERSE,
    "newapi": _NEWAPI,
    "dmxapi": _DMXAPI,
    "litellm": _LITELLM,
}


def meaning(tables: tuple[str, ...], status: int, reason: str, message: str) -> Meaning:
    """What a failure means by these tables, then by the common one, which knows every status."""
    rows = (_SIGNATURE, *(row for table in tables for row in _TABLES[table]), *_COMMON)
    return next(row.meaning for row in rows if row.holds(status, reason, message))


def named_option(words: str) -> str | None:
    """The option that an error speaks of: size, ratio, thinking, search or modalities."""
    return next((option for option, pattern in _OPTIONS.items() if pattern.search(words)), None)
