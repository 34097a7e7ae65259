"""What goes wrong meanwhile: Discord's REST, its gateway, and the model, each in the ways that both are known for."""

import asyncio
import random
import time
from collections.abc import Callable
from typing import Final

from bot.playground.discord.faults import Delayed, Dropped, Fault, RateLimited, ServerError
from bot.playground.discord.server import StandIn
from bot.playground.gemini import GeminiStandIn, Wire, quota
from bot.playground.gemini.failures import Failure
from tests.torture.silence import Witness

DOORS: Final = (
    ("PATCH", "/webhooks/*"),
    ("POST", "/channels/*/messages"),
    ("PATCH", "/channels/*/messages/*"),
    ("POST", "/interactions/*/callback"),
    ("GET", "/channels/*/messages"),
)
_NAMED: Final = ("safety", "no image", "internal", "overloaded", "cut", "drop", "not json", "unsigned", "drip", "html")
_LONG: Final = ("half-open", "refuse", "invalidate for good")
"""Faults of the gateway after which nobody is heard for seconds: with more of them little else would happen."""
_HARMLESS: Final = ("duplicate a message", "duplicate an interaction")
"""Of the gateway's faults those by which nobody is heard later, or not at all."""
_PLAIN: Final = 0.75
"""The share of calls that nothing happens to."""


class Mischief:
    """Plans faults; `planned` counts them by name. All of them pass by themselves."""

    def __init__(self, dice: random.Random, discord: StandIn, gemini: GeminiStandIn, witness: Witness) -> None:
        self._dice, self._discord, self._gemini = dice, discord, gemini
        self.planned: dict[str, int] = {}
        self._witness = witness

    def beside(self, wish: int) -> None:
        """Whatever may happen around the deed that asks for *wish*."""
        if self._dice.random() > _PLAIN:
            self._spoil_call(f"wish {wish} ")
        if self._dice.random() < 0.3:
            self._spoil_request()
        if self._dice.random() < 0.07:
            self._spoil_gateway()

    def _spoil_call(self, words: str) -> None:
        name = self._dice.choice((*_NAMED, "quota", "hang", "hang"))
        failure: Failure | str = name
        if name == "quota":
            failure = quota(0.2)
        if name == "hang":
            failure = Wire("hang", until=self._passing(0.5, 4))
        self._gemini.next(failure, when=lambda call: words in f"{call.words} ")
        self._count(f"model: {name}")

    def _spoil_request(self) -> None:
        method, path = self._dice.choice(DOORS)
        fault = self._fault()
        self._discord.faults.plan(method, path, fault, times=self._dice.choice((1, 1, 1, 2)))
        self._count(f"rest: {type(fault).__name__}")

    def _fault(self) -> Fault:
        committed = self._dice.random() < 0.5
        return self._dice.choice(
            (
                RateLimited(0.05),
                RateLimited(0.05, "global"),
                RateLimited(0.05, "cloudflare"),
                ServerError(self._dice.choice((500, 502, 503)), committed),
                Dropped(committed),
                Dropped(not committed),
                Delayed(self._passing(0.1, 1.5), committed),
            )
        )

    def _spoil_gateway(self) -> None:
        gateway = self._discord.gateway
        ways: dict[str, Callable[[], None]] = {
            "cut": gateway.abort,
            "reconnect": gateway.reconnect,
            "invalidate": lambda: gateway.invalidate(resumable=True),
            "invalidate for good": gateway.invalidate,
            "half-open": self._half_open,
            "refuse": self._refuse,
            "duplicate a message": lambda: gateway.duplicate_next("MESSAGE_CREATE"),
            "duplicate an interaction": lambda: gateway.duplicate_next("INTERACTION_CREATE"),
            "reorder messages": lambda: gateway.hold_next("MESSAGE_CREATE"),
        }
        name = self._dice.choices(list(ways), [1 if name in _LONG else 2 for name in ways])[0]
        if name not in _HARMLESS:
            self._witness.away.append(time.time())
        ways[name]()
        self._count(f"gateway: {name}")

    def _half_open(self) -> None:
        """Silence, which the bot would take for that after a minute; here the connection breaks before."""
        gateway = self._discord.gateway
        gateway.go_silent()
        asyncio.get_running_loop().call_later(self._dice.uniform(0.3, 1.5), gateway.abort)

    def _refuse(self) -> None:
        """A cut, and nobody there when the bot comes back at once."""
        self._discord.gateway.refuse_next()
        self._discord.gateway.abort()

    def _passing(self, least: float, most: float) -> asyncio.Event:
        """Set after that many seconds, or so."""
        over = asyncio.Event()
        asyncio.get_running_loop().call_later(self._dice.uniform(least, most), over.set)
        return over

    def _count(self, name: str) -> None:
        self.planned[name] = self.planned.get(name, 0) + 1
