"""The provider that the settings name."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.gemini.sdk import Endpoint, VertexEndpoint
from bot.providing import Supply, account_needed, supply
from bot.settings import Settings, SettingsWrong
from tests.gemini.test_cloud import account_file

KEY = SecretStr("sk-made-up")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder, and nothing of this machine's settings."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    return tmp_path


def supplied(folder: Path, **settings: Any) -> Supply:
    return supply(Settings.read(**({"plantain_data": folder, "gemini_api_key": KEY} | settings)))


def endpoint(supply: Supply) -> Endpoint:
    assert isinstance(supply.provider.endpoint, Endpoint)
    return supply.provider.endpoint


def test_google_is_the_default(folder: Path) -> None:
    """With its own address, all families, and nobody standing in for another."""
    plain = supplied(folder)
    assert (plain.provider.name, endpoint(plain).base_url) == (
        "google",
        "https://generativelanguage.googleapis.com",
    )
    assert len(plain.catalog.families) == 5
    assert not plain.catalog.crossing
    assert endpoint(plain).timeout == 300


def test_settings_reach_the_endpoint(folder: Path) -> None:
    """Address with what was pasted along cut off, seconds, and whether families may be crossed."""
    here = supplied(
        folder,
        gemini_provider=" DMXAPI ",
        gemini_base_url="https://www.dmxapi.com/v1/",
        plantain_timeout=99,
        plantain_other_families=True,
    )
    assert (here.provider.name, endpoint(here).base_url) == ("dmxapi", "https://www.dmxapi.com")
    assert endpoint(here).timeout == 99
    assert here.catalog.crossing


@pytest.mark.parametrize("place", ["in the data folder", "named"])
def test_the_operators_file_is_read(folder: Path, place: str) -> None:
    """From the data folder, or from where the setting says."""
    file = folder / ("providers.toml" if place == "in the data folder" else "mine.toml")
    file.write_text('[Mine]\nlike = "newapi"\nbase_url = "https://mine.example"\ntimeout = 77\n', encoding="utf-8")
    named = {} if place == "in the data folder" else {"plantain_providers": file}
    mine = supplied(folder, gemini_provider="MINE", **named)
    assert (endpoint(mine).base_url, endpoint(mine).timeout) == ("https://mine.example", 77)


@pytest.mark.parametrize(
    ("provider", "given", "own"),
    [
        ("google", None, None),
        ("google", "http://10.0.0.1/x", "http://10.0.0.1/x"),
        ("mine", None, "http://relay.lan"),
        ("mine", "http://10.0.0.1", "http://10.0.0.1"),
        ("dmxapi", None, "https://ssvip.dmxapi.com"),
        ("like-apiyi", None, None),
    ],
)
def test_an_address_is_the_operators_own_wherever_it_is_named(
    folder: Path, provider: str, given: str | None, own: str | None
) -> None:
    """In the environment or in the file; what comes with the package is nobody's own, also for who is like it."""
    tables = {
        "mine": 'like = "newapi"\nbase_url = "http://relay.lan"',
        "dmxapi": 'base_url = "https://ssvip.dmxapi.com"',
        "like-apiyi": 'like = "apiyi"',
    }
    text = "".join(f"[{name}]\n{table}\n" for name, table in tables.items())
    (folder / "providers.toml").write_text(text, encoding="utf-8")
    assert supplied(folder, gemini_provider=provider, gemini_base_url=given).own_address == own


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"gemini_provider": "nobody"}, r"GEMINI_PROVIDER .*google, vertex, newapi"),
        ({"gemini_provider": "newapi"}, "GEMINI_BASE_URL is not set"),
        (
            {"gemini_base_url": "http://ho\N{ZERO WIDTH SPACE}st"},
            "GEMINI_BASE_URL has .*: a web address such as https://",
        ),
        ({"plantain_providers": Path("nowhere.toml")}, r"nowhere\.toml cannot be read"),
        (
            {"gemini_provider": "vertex", "plantain_vertex_credentials": Path("nowhere.json")},
            "PLANTAIN_VERTEX_CREDENTIALS",
        ),
    ],
)
def test_a_wrong_value_is_one_sentence(folder: Path, settings: dict[str, Any], says: str) -> None:
    """It names the setting and what is allowed."""
    with pytest.raises(SettingsWrong, match=says) as wrong:
        supplied(folder, **settings)
    assert "\n" not in str(wrong.value)


def test_a_typing_mistake_in_the_operators_file_stops_the_start(folder: Path) -> None:
    """The sentence names file and place."""
    (folder / "providers.toml").write_text("[google]\nkey_im = 1\n", encoding="utf-8")
    with pytest.raises(SettingsWrong, match=r"providers\.toml, \[google\]: key_im is not a field"):
        supplied(folder)


def test_a_provider_without_a_known_family_needs_a_named_model(folder: Path) -> None:
    """A literal model id is enough."""
    families = ("nano-banana-2.1", "nano-banana-2", "nano-banana-pro", "nano-banana-2-lite", "nano-banana")
    lines = "".join(f'"{family}" = []\n' for family in families)
    (folder / "providers.toml").write_text(f"[google.ids]\n{lines}", encoding="utf-8")
    with pytest.raises(SettingsWrong, match="GEMINI_MODEL"):
        supplied(folder)
    assert supplied(folder, gemini_model="new-model").catalog.families[0].ids == {"google": ("new-model",)}


def test_vertex_takes_an_express_key_or_a_service_account(folder: Path) -> None:
    """The account's file wins; its project is the default, the location is global."""
    express = endpoint(supplied(folder, gemini_provider="vertex"))
    assert (express.express, express.api_version) == (True, "v1")
    account = {"gemini_provider": "vertex", "plantain_vertex_credentials": account_file(folder)}
    cloud = supplied(folder, **account).provider.endpoint
    assert isinstance(cloud, VertexEndpoint)
    assert (cloud.project, cloud.location) == ("proj", "global")


def test_a_key_of_another_provider_is_suspected(folder: Path) -> None:
    """By how keys begin; nothing is said where nothing is known."""
    assert supplied(folder).provider.foreign_key == "a relay"
    google = SecretStr("AIzaSy-made-up")
    assert supplied(folder, gemini_provider="dmxapi", gemini_api_key=google).provider.foreign_key == "Google"
    assert supplied(folder, gemini_provider="modelverse").provider.foreign_key == ""
    assert supplied(folder, gemini_api_key=SecretStr("whatever")).provider.foreign_key == ""


def test_either_a_key_or_credentials_are_needed(folder: Path) -> None:
    """Without both the start stops at the key."""
    account_needed(Settings.read(gemini_api_key=KEY))
    account_needed(Settings.read(plantain_vertex_credentials=folder))
    with pytest.raises(SettingsWrong, match="GEMINI_API_KEY"):
        account_needed(Settings.read())
