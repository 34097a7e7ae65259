"""A call that ended without an answer → one of our failures, by how far it had come."""

import logging

import aiohttp
from google.auth import exceptions as google_auth

from bot.core.errors import (
    AnswerCut,
    AnswerTooLarge,
    AnswerUnreadable,
    NotSent,
    OwnFailure,
    PictureLost,
    PlantainError,
    ProviderFailed,
    StorageFailed,
    StorageUnavailable,
    TimedOut,
    TokenRefused,
    Unreachable,
)
from bot.gemini.exchange import Exchange
from bot.gemini.faults import (
    PictureChanged,
    PictureMissing,
    PictureUnreadable,
    ReplyBroken,
    ReplyCut,
    ReplyTooLarge,
    WireFault,
)

_NOT_ASKED = (google_auth.TransportError, google_auth.TimeoutError, google_auth.ResponseError)
_log = logging.getLogger(__name__)


def broken(error: Exception, exchange: Exchange, timeout: float) -> PlantainError | None:
    """What *error* is told as; None where nobody foresaw it. As long as nothing was sent, whatever it is cost nothing.

    *timeout*: the call's seconds, for the sentence.
    """
    if isinstance(error, google_auth.GoogleAuthError):
        return _without_token(error)
    if isinstance(error, TimeoutError):
        return TimedOut(timeout, request_id=exchange.request_id or None) if exchange.sent else Unreachable()
    if isinstance(error, aiohttp.ClientError | WireFault):
        return _of_the_body(error) or _broken_off(error, exchange)
    if not exchange.sent and not exchange.http_status:
        _log.error("a request could not be sent", exc_info=error)
        return NotSent()
    return StorageFailed() if isinstance(error, OSError) else None


def _without_token(error: google_auth.GoogleAuthError) -> ProviderFailed:
    """Google Cloud is asked for a token before a request, when there is none or it has expired."""
    return Unreachable() if error.retryable or isinstance(error, _NOT_ASKED) else TokenRefused()


def _of_the_body(error: Exception) -> OwnFailure | None:
    """What was wrong with our own body: half a request costs nothing. While it is sent, aiohttp wraps that."""
    fault = error if isinstance(error, WireFault) else error.__cause__
    if isinstance(fault, PictureMissing | PictureChanged):
        return PictureLost()
    return StorageUnavailable() if isinstance(fault, PictureUnreadable) else None


def _broken_off(error: Exception, exchange: Exchange) -> ProviderFailed:
    request_id = exchange.request_id or None
    if isinstance(error, ReplyTooLarge):
        return AnswerTooLarge(request_id=request_id)
    if isinstance(error, ReplyBroken):
        return AnswerUnreadable(request_id=request_id)
    if isinstance(error, ReplyCut) or exchange.sent:
        return AnswerCut(request_id=request_id)
    return Unreachable()
