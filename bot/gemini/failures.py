"""Whatever comes out of a call → one of our failures. With `breakages` the only place that knows both."""

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from google.genai import errors

from bot.core.errors import (
    AccountNotReady,
    AnswerUnreadable,
    BalanceEmpty,
    ContentRefusedByGateway,
    Cost,
    GatewayTimedOut,
    GroupLacksModel,
    KeyOfAnotherProvider,
    KeyRefused,
    ModelUnavailable,
    OptionRefused,
    Overloaded,
    PlantainError,
    PromptBlocked,
    ProviderBroken,
    ProviderFailed,
    RateLimited,
    RequestRejected,
    RequestTooLong,
    SignatureRefused,
    WrongAddress,
    WrongDomain,
)
from bot.gemini.breakages import broken
from bot.gemini.exchange import Exchange
from bot.gemini.failure_tables import Meaning, meaning, named_option

_log = logging.getLogger(__name__)
_SUCCESSES = range(200, 300)
_DELAY = re.compile(r"(\d{1,6}(?:\.\d{1,9})?)s")


@dataclass(frozen=True, slots=True)
class Manners:
    """How a provider fails: `tables` of failures, and whose key it is that this bot has, if not the provider's.

    `charge_200`: every answer of status 200 is charged, one that tells of a failure, too.
    """

    tables: tuple[str, ...] = ()
    foreign_key: str = ""
    charge_200: bool = False


@contextmanager
def told(
    exchange: Exchange,
    *,
    family: str,
    timeout: float,
    manners: Manners = Manners(),
) -> Iterator[None]:
    """Failures of the call inside, as people are told of them. *timeout*: the call's seconds, for the sentence.

    As long as nothing was sent, none costs anything; what nobody foresaw after that comes out as it is.
    """
    try:
        yield
    except PlantainError as error:
        _settle(error, exchange, manners)
        raise
    except errors.APIError as error:
        failure = _answered(error, exchange, family, manners)
        _settle(failure, exchange, manners)
        raise failure from error
    except Exception as error:
        breakage = broken(error, exchange, timeout)
        if breakage is None:
            raise
        _settle(breakage, exchange, manners)
        raise breakage from error


def _settle(failure: PlantainError, exchange: Exchange, manners: Manners) -> None:
    """What it cost, where the status decides that; the provider's own number for it goes to the log, not to people."""
    if manners.charge_200 and exchange.http_status in _SUCCESSES and not isinstance(failure, WrongAddress):
        failure.charge = Cost.CHARGED
    number = exchange.request_id or "unknown"
    _log.warning("%s: status %d, as %d (request id %s)", failure.code, exchange.http_status, exchange.status, number)


def _answered(error: errors.APIError, exchange: Exchange, family: str, manners: Manners) -> PlantainError:
    """An answer that is a failure, by the provider's tables."""
    details = _Details(error.details)
    found = meaning(manners.tables, error.code, details.reason, details.message)
    request_id = exchange.request_id or None
    if found in {Meaning.KEY, Meaning.DOMAIN} and manners.foreign_key:
        return KeyOfAnotherProvider(manners.foreign_key, request_id=request_id)
    if found in _OF_FAMILY:
        return _OF_FAMILY[found](family, request_id=request_id)
    if found in _WITH_DELAY:
        return _WITH_DELAY[found](details.delay, request_id=request_id)
    if found is Meaning.OPTION and (option := named_option(details.everything)):
        return OptionRefused(option, request_id=request_id)
    return PromptBlocked() if found is Meaning.PROMPT else _PLAIN[found](request_id=request_id)


_OF_FAMILY: Mapping[Meaning, type[ModelUnavailable]] = {
    Meaning.GONE: ModelUnavailable,
    Meaning.GROUP: GroupLacksModel,
}
_WITH_DELAY: Mapping[Meaning, type[RateLimited | Overloaded]] = {
    Meaning.RATE: RateLimited,
    Meaning.OVERLOADED: Overloaded,
}
_PLAIN: Mapping[Meaning, Callable[..., ProviderFailed]] = {
    Meaning.KEY: KeyRefused,
    Meaning.DOMAIN: WrongDomain,
    Meaning.ADDRESS: WrongAddress,
    Meaning.BALANCE: BalanceEmpty,
    Meaning.ACCOUNT: AccountNotReady,
    Meaning.SIGNATURE: SignatureRefused,
    Meaning.OPTION: RequestRejected,
    Meaning.REJECTED: RequestRejected,
    Meaning.BLOCKED: ContentRefusedByGateway,
    Meaning.LONG: RequestTooLong,
    Meaning.TIMEOUT: GatewayTimedOut,
    Meaning.UNREADABLE: AnswerUnreadable,
    Meaning.BROKEN: ProviderBroken,
}


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
    def everything(self) -> str:
        """The message, the vendor's code and the fields that are named as violated."""
        found = [violation for entry in self._entries() for violation in _dicts(entry.get("fieldViolations"))]
        return " ".join([self.message, self.reason, *(str(violation.get("field", "")) for violation in found)])

    @property
    def delay(self) -> float | None:
        """Seconds of google.rpc.RetryInfo."""
        for entry in self._entries():
            if match := _DELAY.fullmatch(str(entry.get("retryDelay", ""))):
                return float(match[1])
        return None

    def _entries(self) -> list[Mapping[str, Any]]:
        return _dicts(self._error.get("details"))


def _dicts(value: Any) -> list[Mapping[str, Any]]:
    return [entry for entry in value if isinstance(entry, Mapping)] if isinstance(value, list) else []
