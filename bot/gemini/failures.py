"""Whatever comes out of a call → one of our failures. The only place that knows both."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import aiohttp
from google.genai import errors

from bot.core.errors import (
    AnswerCut,
    AnswerTooLarge,
    AnswerUnreadable,
    KeyRefused,
    ModelUnavailable,
    Overloaded,
    PictureLost,
    PlantainError,
    ProviderBroken,
    ProviderFailed,
    RateLimited,
    RequestRejected,
    SignatureRefused,
    StorageFailed,
    TimedOut,
    Unreachable,
)
from bot.gemini.dialect import NO_ANSWER, NOT_JSON
from bot.gemini.exchange import Exchange
from bot.gemini.faults import PictureChanged, ReplyBroken, ReplyCut, ReplyTooLarge, WireFault

_SIGNATURE = re.compile(r"thought.?signature", re.IGNORECASE)
_KEY = re.compile(r"API.?key not valid|API_KEY_INVALID|API key expired", re.IGNORECASE)
_DELAY = re.compile(r"(\d{1,6}(?:\.\d{1,9})?)s")
_REDIRECTS = range(300, 400)


@contextmanager
def told(exchange: Exchange, *, family: str, timeout: float) -> Iterator[None]:
    """Failures of the call inside, as people are told of them. *timeout*: the call's seconds, for the sentence."""
    try:
        yield
    except PlantainError:
        raise
    except errors.APIError as error:
        raise _answered(error, exchange, family) from error
    except TimeoutError as error:
        raise _timed_out(exchange, timeout) from error
    except (aiohttp.ClientError, WireFault) as error:
        raise _broken_off(error, exchange) from error
    except FileNotFoundError as error:
        raise PictureLost from error
    except OSError as error:
        raise StorageFailed from error


def _answered(error: errors.APIError, exchange: Exchange, family: str) -> ProviderFailed:
    """An answer that is a failure, by its status; Gemini API troubleshooting page and google.rpc.Code."""
    details = _Details(error.details)
    request_id = exchange.request_id or None
    if details.reason in {NOT_JSON, NO_ANSWER}:
        return AnswerUnreadable(request_id=request_id)
    if error.code == 400:  # noqa: PLR2004 - HTTP
        return _bad_request(details, request_id)
    if error.code == 404:  # noqa: PLR2004 - HTTP
        return ModelUnavailable(family, request_id=request_id)
    if error.code in _WITH_DELAY:
        return _WITH_DELAY[error.code](details.delay, request_id=request_id)
    if error.code in _REDIRECTS:
        return AnswerUnreadable(request_id=request_id)
    return _BY_STATUS.get(error.code, ProviderBroken)(request_id=request_id)


_WITH_DELAY: Mapping[int, type[RateLimited | Overloaded]] = {429: RateLimited, 503: Overloaded, 529: Overloaded}
_BY_STATUS: Mapping[int, Callable[..., ProviderFailed]] = {
    401: KeyRefused,
    403: KeyRefused,
    413: RequestRejected,
    422: RequestRejected,
}


def _bad_request(details: "_Details", request_id: str | None) -> ProviderFailed:
    if _SIGNATURE.search(details.message):
        return SignatureRefused(request_id=request_id)
    if details.reason == "API_KEY_INVALID" or _KEY.search(details.message):
        return KeyRefused(request_id=request_id)
    return RequestRejected(request_id=request_id)


def _timed_out(exchange: Exchange, timeout: float) -> ProviderFailed:
    request_id = exchange.request_id or None
    return TimedOut(timeout, request_id=request_id) if exchange.sent else Unreachable()


def _broken_off(error: Exception, exchange: Exchange) -> PlantainError:
    request_id = exchange.request_id or None
    if isinstance(error, ReplyTooLarge):
        return AnswerTooLarge(request_id=request_id)
    if isinstance(error, PictureChanged):
        return PictureLost()
    if isinstance(error, ReplyBroken):
        return AnswerUnreadable(request_id=request_id)
    if isinstance(error, ReplyCut) or exchange.sent:
        return AnswerCut(request_id=request_id)
    return Unreachable()


class _Details:
    """The inside of Google's error envelope."""

    def __init__(self, body: Any) -> None:
        error = body.get("error") if isinstance(body, Mapping) else None
        self._error: Mapping[str, Any] = error if isinstance(error, Mapping) else {}

    @property
    def message(self) -> str:
        return str(self._error.get("message") or "")

    @property
    def reason(self) -> str:
        return next((str(entry["reason"]) for entry in self._entries() if entry.get("reason")), "")

    @property
    def delay(self) -> float | None:
        """Seconds of google.rpc.RetryInfo."""
        for entry in self._entries():
            if match := _DELAY.fullmatch(str(entry.get("retryDelay", ""))):
                return float(match[1])
        return None

    def _entries(self) -> list[Mapping[str, Any]]:
        found = self._error.get("details")
        return [entry for entry in found if isinstance(entry, Mapping)] if isinstance(found, list) else []
