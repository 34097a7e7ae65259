"""The provider that the settings name: its preset, its account, and the catalog as it has it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bot.core.catalog import Catalog
from bot.core.errors.base import listed
from bot.gemini.addresses import base_address, is_usable
from bot.gemini.cloud import CredentialsWrong, service_account
from bot.gemini.model import Provider
from bot.gemini.presets import Preset
from bot.gemini.providers import PresetWrong, foreign_key, load_presets, shipped_addresses
from bot.gemini.sdk import Endpoint, VertexEndpoint
from bot.settings import Settings, SettingsWrong

OPERATORS = "providers.toml"
"""The operator's file, in the data folder unless a setting names another."""


@dataclass(frozen=True, slots=True)
class Supply:
    """`own_address`: the provider's, where the operator named it; it may be on a private network."""

    provider: Provider
    catalog: Catalog
    own_address: str | None = None


def supply(settings: Settings) -> Supply:
    """Raises SettingsWrong: one sentence that names the setting, or the place in the operator's file."""
    catalog = Catalog.load()
    presets = _presets(settings, catalog)
    preset = presets.get(settings.gemini_provider)
    if preset is None:
        raise SettingsWrong(f"GEMINI_PROVIDER has a value that does not work: allowed is {listed(list(presets))}.")
    here = replace(catalog.at(preset.offer), crossing=settings.plantain_other_families)
    if settings.gemini_model.lower() != "auto":
        here = here.adopting(settings.gemini_model, preset.name)
    if not here.families:
        raise SettingsWrong(f"GEMINI_MODEL has to name a model: none of {preset.title} is known.")
    key = _key(settings)
    provider = Provider(preset.name, _endpoint(settings, preset), preset, foreign_key(presets, preset, key))
    return Supply(provider, here, _own_address(settings, preset))


def account_needed(settings: Settings) -> None:
    """Raises SettingsWrong when there is neither a key nor what the provider takes in place of one."""
    if settings.plantain_vertex_credentials is None:
        settings.needed("gemini_api_key")


def _presets(settings: Settings, catalog: Catalog) -> Mapping[str, Preset]:
    families = [family.id for family in catalog.families]
    usual = settings.plantain_data / OPERATORS
    try:
        return load_presets(families, settings.plantain_providers or (usual if usual.exists() else None))
    except PresetWrong as error:
        raise SettingsWrong(str(error)) from None


def _own_address(settings: Settings, preset: Preset) -> str | None:
    """Of the setting, or of the operator's file."""
    return settings.gemini_base_url or (None if preset.base_url in shipped_addresses() else preset.base_url)


def _endpoint(settings: Settings, preset: Preset) -> Endpoint | VertexEndpoint:
    address = settings.gemini_base_url or preset.base_url
    if not address:
        raise SettingsWrong(
            f"GEMINI_BASE_URL is not set: {preset.name} has no address of its own, allowed is a web address."
        )
    if not is_usable(address):
        raise SettingsWrong(
            "GEMINI_BASE_URL has a value that does not work: a web address such as https://host/path is allowed."
        )
    address = base_address(address, preset.prefix)
    timeout = settings.plantain_timeout or preset.timeout
    cloud = preset.account == "google-cloud"
    if cloud and (file := settings.plantain_vertex_credentials):
        return _cloud_endpoint(settings, preset, file, address, timeout)
    return Endpoint(_key(settings), address, preset.api_version, timeout, express=cloud)


def _cloud_endpoint(settings: Settings, preset: Preset, file: Path, address: str, timeout: float) -> VertexEndpoint:
    try:
        credentials, project = service_account(file)
    except CredentialsWrong as error:
        raise SettingsWrong(f"PLANTAIN_VERTEX_CREDENTIALS does not work: {error}") from None
    project = settings.plantain_vertex_project or project
    location = settings.plantain_vertex_location
    return VertexEndpoint(project, location, credentials, address, preset.api_version, timeout)


def _key(settings: Settings) -> str:
    return settings.gemini_api_key.get_secret_value() if settings.gemini_api_key else ""
