"""A bot to be examined, by the command itself or by one of its parts."""

import asyncio
import io
import json
from argparse import ArgumentParser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import pytest

from bot.doctor.command import add_options, doctor
from bot.house import Surroundings
from bot.playground.discord.server import StandIn
from bot.playground.gemini import GeminiStandIn
from tests.scenarios.house_of import GOOGLES


async def _at_once(_seconds: float) -> None:
    """A pause of nothing, which lets others have their turn."""
    await asyncio.sleep(0)


SOON = Surroundings(ready_timeout=0, wait=_at_once)


@dataclass
class Report:
    code: int
    text: str

    @property
    def findings(self) -> dict[str, dict[str, str]]:
        """The findings of a report in JSON by name."""
        whole: dict[str, Any] = json.loads(self.text)
        return {finding["name"]: finding for finding in whole["findings"]}

    def state(self, name: str) -> str:
        return self.findings[name]["state"]

    def words(self, name: str) -> str:
        found = self.findings[name]
        return f"{found['sentence']} {found['advice']}"


@dataclass
class Patient:
    discord: StandIn
    gemini: GeminiStandIn
    monkeypatch: pytest.MonkeyPatch
    folder: Path
    secrets: list[str] = field(default_factory=list)

    @classmethod
    @asynccontextmanager
    async def of(cls, provider: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Self]:
        key = "AIzaSy-made-up-by-a-test" if provider in GOOGLES else "sk-made-up-by-a-test"
        async with StandIn(folder / "discord") as discord, GeminiStandIn(provider=provider, key=key) as gemini:
            patient = cls(discord, gemini, monkeypatch, folder)
            patient.has(
                discord_token=discord.token,
                discord_api_url=discord.api_url,
                discord_gateway_url=discord.gateway_url,
                gemini_provider=provider,
                gemini_api_key=key,
                gemini_base_url=gemini.base_url,
                plantain_data=str(folder / "data"),
            )
            yield patient
        assert discord.unknown_routes == []

    def has(self, **settings: str) -> None:
        """These settings, from now on."""
        for name, value in settings.items():
            self.monkeypatch.setenv(name.upper(), value)
            if name in {"discord_token", "gemini_api_key"}:
                self.secrets.append(value)

    async def examined(self, *arguments: str) -> Report:
        """Run the command; nothing that it prints has a secret in it."""
        parser = ArgumentParser()
        add_options(parser)
        out = io.StringIO()
        code = await asyncio.to_thread(doctor, parser.parse_args(arguments), out, SOON)
        text = out.getvalue()
        assert not [secret for secret in self.secrets if secret in text]
        return Report(code, text)
