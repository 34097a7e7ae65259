"""Questions to every provider that the stand-in can be; none is ever charged."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.core import errors
from bot.core.catalog import Catalog
from bot.gemini.addresses import base_address
from bot.gemini.model import Provider
from bot.gemini.probing import Prober
from bot.gemini.providers import load_presets
from bot.gemini.sdk import Endpoint, connect
from bot.playground.gemini import PROVIDERS, GeminiStandIn

CATALOG = Catalog.load()
PRESETS = load_presets([family.id for family in CATALOG.families])
REFUSAL = [name for name, preset in PRESETS.items() if preset.key_proof == "refusal"]


@asynccontextmanager
async def asking(gemini: GeminiStandIn, folder: Path, key: str) -> AsyncIterator[Prober]:
    preset = PRESETS[gemini.manner.name]
    endpoint = Endpoint(
        key,
        base_address(gemini.base_url, preset.prefix),
        preset.api_version,
        timeout=10,
        express=preset.account == "google-cloud",
    )
    async with connect(endpoint) as connection:
        yield Prober(Provider(preset.name, endpoint, preset), connection, folder)


def test_who_is_asked_by_a_call_without_contents() -> None:
    """Vertex shows no list, ModelVerse shows its list to everybody."""
    assert sorted(REFUSAL) == ["modelverse", "vertex"]


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_call_without_contents_is_refused_and_tells_a_good_key_from_a_wrong_one(
    provider: str, tmp_path: Path
) -> None:
    """Everywhere, and nothing is billed."""
    async with GeminiStandIn(provider=provider, key="sk-made-up-for-this") as gemini:
        async with asking(gemini, tmp_path, gemini.key) as prober:
            with pytest.raises(errors.RequestRejected):
                await prober.call_nothing(next(iter(gemini.manner.ids)))
        async with asking(gemini, tmp_path, "sk-wrong-and-long") as prober:
            with pytest.raises((errors.KeyRefused, errors.WrongDomain)):
                await prober.call_nothing(next(iter(gemini.manner.ids)))
        assert (gemini.billed, gemini.calls) == (0, ())


@pytest.mark.parametrize("provider", [name for name in PROVIDERS if name not in REFUSAL])
async def test_the_list_of_models_proves_a_key(provider: str, tmp_path: Path) -> None:
    """It names the models to who has a key, and refuses everybody else."""
    async with GeminiStandIn(provider=provider, key="sk-made-up-for-this") as gemini:
        async with asking(gemini, tmp_path, gemini.key) as prober:
            assert set(gemini.manner.ids) <= set(await prober.listed())
        async with asking(gemini, tmp_path, "sk-wrong-and-long") as prober:
            with pytest.raises((errors.KeyRefused, errors.WrongDomain)):
                await prober.listed()
