"""Checks of the provider: its address, the key, the models, the way of signatures. Nothing is drawn."""

import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from bot.core.errors import (
    AccountNotReady,
    BalanceEmpty,
    KeyOfAnotherProvider,
    KeyRefused,
    ModelUnavailable,
    OptionRefused,
    Overloaded,
    PlantainError,
    RateLimited,
    RequestRejected,
    RequestTooLong,
    TokenRefused,
    Unreachable,
    WrongDomain,
)
from bot.core.family import Family
from bot.core.ports import Clock
from bot.doctor.address import look as look_at_address
from bot.doctor.findings import Finding, State, broken, ok, warning
from bot.doctor.models import Shelves, chosen, models_told
from bot.doctor.reaching import reached
from bot.gemini.model import Provider
from bot.gemini.presets import Preset
from bot.gemini.probing import Prober
from bot.gemini.sdk import connect
from bot.providing import Supply, account_needed
from bot.settings import Settings, SettingsWrong

_KEY = "gemini key"
_SECONDS = 15
_GOOD = (RequestRejected, OptionRefused, RequestTooLong)
"""What a call without contents comes to where the key is good."""

_SIGNATURES = {
    "pass": (State.OK, "are said to survive the way; --paint measures it"),
    "unknown": (State.WARNING, "nobody has told whether they survive the way"),
    "drop": (State.WARNING, "do not survive the way"),
}
_BY_TASK = "do not go back where way is task, which takes no earlier turns"
_STARTS_OVER = "an edit starts over from the newest picture instead of from the whole conversation."


@dataclass(frozen=True, slots=True)
class Told:
    """What the provider said: the finding about the key, and the ids that it lists."""

    key: Finding
    listed: Sequence[str] = ()
    gone: bool = False


async def look(settings: Settings, supplied: Supply, clock: Clock) -> Sequence[Finding]:
    provider = supplied.provider
    base_url = provider.endpoint.base_url or ""
    found = [signatures(provider.preset)]
    try:
        account_needed(settings)
    except SettingsWrong as error:
        found.append(broken(_KEY, str(error)))
    host = await reached("gemini host", base_url)
    if host.state is State.BROKEN:
        return [host, *found]
    found = [host, *await look_at_address(base_url, provider.preset, clock), *found]
    if any(finding.state is State.BROKEN for finding in found):
        return found
    today = clock().date()
    told = await _asked(settings, supplied, today)
    found.append(told.key)
    if told.key.state is not State.BROKEN:
        shelves = Shelves(
            supplied.catalog.listing(told.listed), provider.name, provider.preset.title, told.listed, gone=told.gone
        )
        found += models_told(settings.gemini_model, shelves, today)
    return found


def signatures(preset: Preset) -> Finding:
    """What becomes of thought signatures on the way, as far as documents tell."""
    if preset.way == "task":
        return Finding("signatures", State.WARNING, f"{preset.title}: {_BY_TASK}", f"So {_STARTS_OVER}")
    state, sentence = _SIGNATURES[preset.signature]
    advice = "" if state is State.OK else f"Where they do not, {_STARTS_OVER} plantain doctor --paint measures it."
    return Finding("signatures", state, f"{preset.title}: {sentence}", advice)


async def informed(supplied: Supply) -> Supply:
    """With what the provider's list of models tells, as the bot's start has it; as it is where nothing is told."""
    if not supplied.provider.preset.models_path:
        return supplied
    try:
        async with _probing(supplied.provider) as prober:
            return replace(supplied, catalog=supplied.catalog.listing(await prober.listed()))
    except PlantainError:
        return supplied


async def _asked(settings: Settings, supplied: Supply, today: date) -> Told:
    async with _probing(supplied.provider) as prober:
        return await _told(settings, supplied, prober, today)


@asynccontextmanager
async def _probing(provider: Provider) -> AsyncIterator[Prober]:
    endpoint = replace(provider.endpoint, timeout=_SECONDS)
    with tempfile.TemporaryDirectory(prefix="plantain-") as spool:
        async with connect(endpoint) as connection:
            yield Prober(replace(provider, endpoint=endpoint), connection, Path(spool))


async def _told(settings: Settings, supplied: Supply, prober: Prober, today: date) -> Told:
    preset = prober.provider.preset
    listed: Sequence[str] = ()
    if preset.models_path:
        try:
            listed = await prober.listed()
        except PlantainError as error:
            if preset.key_proof == "list" and isinstance(error, tuple(_WRONG)):
                return Told(key_told(error, prober.provider))
    if preset.key_proof == "list" and listed:
        return Told(_accepted(prober.provider, "and shows its models"), listed)
    family = chosen(settings.gemini_model, supplied.catalog.listing(listed), prober.provider.name, listed, today)
    return await _refused(prober, listed, family)


async def _refused(prober: Prober, listed: Sequence[str], family: Family) -> Told:
    """By a call without contents: to a model that is listed, where any is."""
    provider = prober.provider
    ids = family.ids[provider.name]
    try:
        await prober.call_nothing(next((model for model in ids if model in listed), ids[0]))
    except _GOOD:
        return Told(_accepted(provider, "and refuses a call without contents"), listed)
    except ModelUnavailable:
        return Told(_accepted(provider, "but does not know the model"), listed, gone=not listed)
    except PlantainError as error:
        return Told(key_told(error, provider), listed)
    surprise = "accepted, but a call without contents was answered, which may have been charged"
    return Told(warning(_KEY, surprise, "Please report this provider."), listed)


def _accepted(provider: Provider, how: str) -> Finding:
    sentence = f"{provider.preset.title} accepts it {how}"
    if provider.foreign_key:
        return warning(_KEY, f"{sentence}, though it looks like a key of {provider.foreign_key}")
    return ok(_KEY, sentence)


_OUT_OF_REACH = (
    "Try again in a few minutes. With a service account the host that gives its token (oauth2.googleapis.com) "
    "has to be within reach, too."
)
_WRONG = {
    KeyOfAnotherProvider: (
        "refuses it: it looks like a key of {foreign}",
        "GEMINI_PROVIDER and GEMINI_API_KEY must belong together.",
    ),
    WrongDomain: (
        "refuses it: it is wrong, or belongs to another of its sites",
        "Set GEMINI_BASE_URL to the site that gave the key, or copy the key anew. {notes}",
    ),
    TokenRefused: (
        "cannot be asked with it: Google Cloud gives no token for the service account",
        "Check PLANTAIN_VERTEX_CREDENTIALS: is the account still there, and its key valid?",
    ),
    KeyRefused: ("refuses it", "Copy GEMINI_API_KEY anew, without quotes or spaces around it. {notes}"),
    BalanceEmpty: ("says that its account is used up", "Top the account up."),
    AccountNotReady: ("does not serve its account as it is", "Check billing and country of the account. {notes}"),
}


def key_told(error: PlantainError, provider: Provider) -> Finding:
    """Why a question with the key failed."""
    title, foreign = provider.preset.title, provider.foreign_key
    if isinstance(error, RateLimited | Overloaded):
        return warning(_KEY, f"{title} has too much to do to answer", "Try again in a few minutes.")
    if isinstance(error, Unreachable):
        return broken(_KEY, f"{title} could not be asked", _OUT_OF_REACH)
    for kind, (sentence, advice) in _WRONG.items():
        if isinstance(error, kind):
            notes = " ".join(provider.preset.notes)
            return broken(_KEY, f"{title} {sentence.format(foreign=foreign)}", advice.format(notes=notes).strip())
    return broken(_KEY, f"{title} gave no answer that tells ({error.code})", "LOG_LEVEL=debug shows more.")
