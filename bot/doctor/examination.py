"""The whole examination: settings first, then everything that they lead to, side by side."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.core.errors import PlantainError
from bot.doctor import bot, provider, storage
from bot.doctor.checking import Check, checked
from bot.doctor.findings import Finding, State, broken, ok, warning
from bot.doctor.models import chosen
from bot.doctor.painting import paint, price
from bot.house import Surroundings
from bot.providing import Supply, supply
from bot.settings import Settings, SettingsWrong, misspelt_settings

_PARTS: Mapping[str, tuple[str, ...]] = {
    "discord": ("discord_",),
    "gemini": ("gemini_", "plantain_providers", "plantain_vertex", "plantain_timeout", "plantain_data"),
    "storage": ("plantain_data", "database_url", "pictures_url"),
}
"""Which settings a part rests on: where one of them is wrong, it is not looked at."""
_PAINT_SECONDS = 900.0


@dataclass(frozen=True, slots=True)
class Wishes:
    """*paint*: also have pictures drawn, which costs; *agreed*: its price is agreed to; *tell* says it beforehand."""

    paint: bool = False
    agreed: bool = False
    tell: Callable[[str], None] = field(default=lambda _: None)


async def examined(wishes: Wishes, around: Surroundings) -> tuple[list[Finding], tuple[str, ...]]:
    """All findings, and the secrets that no report may show."""
    faults = Settings.faults()
    settings = Settings.read(**Settings.defaults(*faults))
    found = settings_told(faults, misspelt_settings())
    try:
        supplied = None if _rests_on("gemini", faults) else supply(settings)
    except (SettingsWrong, PlantainError) as error:
        supplied = None
        found.append(broken("provider", str(error)))
    found += await checked(_checks(settings, supplied, faults, around))
    if wishes.paint and supplied:
        found += await _painted(settings, supplied, wishes, around, worth=_may_paint(found))
    return found, _secrets(settings, supplied)


def settings_told(faults: Mapping[str, str], misspelt: Mapping[str, str]) -> list[Finding]:
    found = [broken("settings", sentence) for sentence in faults.values()]
    for name, meant in misspelt.items():
        advice = f"Is it meant to be {meant}?" if meant else "The README lists all settings."
        found.append(warning("settings", f"{name} is not a setting of Plantain's", advice))
    return found or [ok("settings", "all names and values are known")]


def _checks(
    settings: Settings, supplied: Supply | None, faults: Mapping[str, str], around: Surroundings
) -> Sequence[Check]:
    async def gemini() -> Sequence[Finding]:
        return await provider.look(settings, supplied, around.clock) if supplied else []

    parts: Mapping[str, Callable[[], Awaitable[Sequence[Finding]]]] = {
        "storage": lambda: storage.look(settings),
        "discord": lambda: bot.look(settings),
        "gemini": gemini,
    }
    return [Check(name, look, seconds=60) for name, look in parts.items() if not _rests_on(name, faults)]


def _rests_on(part: str, faults: Mapping[str, str]) -> bool:
    return any(fault.startswith(_PARTS[part]) for fault in faults)


def _may_paint(found: Sequence[Finding]) -> bool:
    """Nothing is paid for where it is clear already that it can't work."""
    parts = ("gemini", "default model", "provider")
    return not any(finding.state is State.BROKEN and finding.name.startswith(parts) for finding in found)


async def _painted(
    settings: Settings, supplied: Supply, wishes: Wishes, around: Surroundings, *, worth: bool
) -> Sequence[Finding]:
    if not worth:
        return [warning("painting", "not tried, for it can't work yet")]
    supplied = await provider.informed(supplied)
    catalog, today = supplied.catalog, around.clock().date()
    family = chosen(settings.gemini_model, catalog, supplied.provider.name, catalog.listed, today)
    cost = f"two small pictures of {family.name} at {supplied.provider.preset.title} cost about US${price(family):.2f}"
    if not wishes.agreed:
        return [warning("painting", f"not done: {cost}", "plantain doctor --paint --yes has them drawn.")]
    wishes.tell(f"Drawing {cost} …")
    return await checked([Check("painting", lambda: paint(supplied, family, around), _PAINT_SECONDS)])


def _secrets(settings: Settings, supplied: Supply | None) -> tuple[str, ...]:
    own = [secret.get_secret_value() for secret in (settings.discord_token, settings.gemini_api_key) if secret]
    headers = supplied.provider.dialect.secrets if supplied else ()
    return tuple(secret for secret in (*own, *headers) if secret)
