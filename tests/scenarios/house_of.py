"""A house whose pictures come from one of the providers."""

from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.playground.gemini import GeminiStandIn
from bot.settings import Settings
from tests.scenarios.house import KEY, House
from tests.scenarios.on_standin import StandInWorld
from tests.worlds import ManualClock

GOOGLES = ("google", "vertex", "cloudflare")
"""Providers whose keys are Google's own."""


class HouseOf(House):
    """`async with HouseOf("12ai", folder).open():` runs the bot with that preset against that manner."""

    def __init__(self, provider: str, folder: Path) -> None:
        clock = ManualClock()
        super().__init__(StandInWorld(folder / "discord", clock), folder / "data", clock)
        self._given: dict[str, Any] = {}
        self.gemini = GeminiStandIn(provider=provider, key=KEY if provider in GOOGLES else "sk-made-up")

    @property
    def secrets(self) -> list[str]:
        return [self.gemini.key, self.world.token]

    def _all_settings(self) -> Settings:
        own = {
            "gemini_provider": self.gemini.manner.name,
            "gemini_base_url": self.gemini.base_url,
            "gemini_api_key": SecretStr(self.gemini.key),
        }
        return super()._all_settings().model_copy(update=own | self._given)

    def give(self, **settings: Any) -> None:
        """From the next start on."""
        self._given = settings
