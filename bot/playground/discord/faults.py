"""What can go wrong on the REST side, by order: rate limits, server errors, dropped connections, delays."""

import asyncio
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal, NoReturn

from aiohttp import web


@dataclass(frozen=True, slots=True)
class RateLimited:
    """A 429. "cloudflare" comes without `Via` and without JSON: the client takes it for a ban."""

    retry_after: float = 0.01
    scope: Literal["user", "global", "shared", "cloudflare"] = "user"


@dataclass(frozen=True, slots=True)
class ServerError:
    """A 5xx; `committed` means that the request took effect and only the response was lost.

    With `code` it is a refusal as Discord words it, which discord.py can tell from others (docs, JSON error codes).
    """

    status: int = 502
    committed: bool = False
    code: int = 0


@dataclass(frozen=True, slots=True)
class Dropped:
    """The connection is cut instead of a response; `committed` as for ServerError."""

    committed: bool = False


@dataclass(frozen=True, slots=True)
class Delayed:
    """The request waits for `release` before it takes effect, or with `committed` before it is answered."""

    release: asyncio.Event
    committed: bool = False


Fault = RateLimited | ServerError | Dropped | Delayed


@dataclass(slots=True)
class _Plan:
    method: str
    pattern: str
    fault: Fault
    skip: int
    left: int


class Faults:
    """`faults.plan("POST", "/channels/*/messages", ServerError(committed=True))` strikes the next such request."""

    def __init__(self) -> None:
        self._plans: list[_Plan] = []

    def plan(self, method: str, pattern: str, fault: Fault, *, nth: int = 1, times: int = 1) -> None:
        """Strike `times` matching requests, the `nth` from now first.

        Patterns are paths below /api/v10 (or whole ones of the CDN), `*` as in a shell.
        """
        self._plans.append(_Plan(method, pattern, fault, nth - 1, times))

    def strike(self, method: str, path: str) -> Fault | None:
        """The fault for this request, which counts as used by that."""
        struck = None
        for plan in self._plans:
            if not plan.left or plan.method not in (method, "*") or not fnmatchcase(path, plan.pattern):
                continue
            if plan.skip:
                plan.skip -= 1
            elif struck is None:
                plan.left -= 1
                struck = plan.fault
        return struck

    def forget(self) -> None:
        """Strike no more."""
        self._plans.clear()

    @property
    def unused(self) -> int:
        """How many planned strikes no request has met."""
        return sum(plan.left for plan in self._plans)


def cut(request: web.Request) -> NoReturn:
    """Cut the connection of a request and end its handler."""
    if request.transport:
        request.transport.abort()
    raise asyncio.CancelledError
