"""What is said of a provider; every preset is examined by `test_command`."""

import pytest

from bot.core import errors
from bot.doctor.findings import State
from bot.doctor.provider import key_told, look, signatures
from bot.gemini.model import Provider
from bot.gemini.presets import Preset
from bot.gemini.sdk import Endpoint
from bot.house import utc_now
from bot.providing import supply
from bot.settings import Settings
from tests.doctor.patient import Patient
from tests.gemini.provider import Provider as Relay
from tests.gemini.provider import whole
from tests.gemini.test_cloud import account_file

PROVIDER = Provider("mine", Endpoint("key"), Preset(title="Mine", notes=("A note.",)), "Google")


@pytest.mark.parametrize(
    ("error", "state", "says"),
    [
        (errors.KeyRefused(), State.BROKEN, "Mine refuses it Copy GEMINI_API_KEY anew"),
        (errors.TokenRefused(), State.BROKEN, "no token for the service account Check PLANTAIN_VERTEX_CREDENTIALS"),
        (errors.Unreachable(), State.BROKEN, "oauth2.googleapis.com"),
        (errors.KeyOfAnotherProvider("Google"), State.BROKEN, "looks like a key of Google"),
        (errors.WrongDomain(), State.BROKEN, "another of its sites"),
        (errors.BalanceEmpty(), State.BROKEN, "Top the account up"),
        (errors.AccountNotReady(), State.BROKEN, "billing"),
        (errors.RateLimited(), State.WARNING, "too much to do"),
        (errors.ProviderBroken(), State.BROKEN, "ProviderBroken"),
    ],
)
def test_each_reason_has_its_own_words(error: errors.PlantainError, state: State, says: str) -> None:
    """The state, the sentence and what to do."""
    found = key_told(error, PROVIDER)
    assert found.state is state
    assert says in f"{found.sentence} {found.advice}"


@pytest.mark.parametrize(("signature", "state"), [("pass", "ok"), ("unknown", "warning"), ("drop", "warning")])
def test_what_becomes_of_signatures_is_the_presets_word(signature: str, state: str) -> None:
    """With what it means for edits where they get lost."""
    found = signatures(Preset(signature=signature))  # type: ignore[arg-type] # a parameter is any text to mypy
    assert (found.state, "edit starts over" in found.advice) == (state, state != "ok")


def test_tasks_send_no_signature_back_whatever_the_preset_says_of_calls() -> None:
    """The way that the operator chose takes no earlier turns."""
    found = signatures(Preset(signature="pass", way="task"))
    assert (found.state, "survive" in found.sentence, "edit starts over" in found.advice) == ("warning", False, True)


async def test_without_a_key_the_address_is_looked_at_all_the_same(patient: Patient) -> None:
    """One look tells all that there is to mend."""
    patient.monkeypatch.delenv("GEMINI_API_KEY")
    report = await patient.examined("--json")
    assert (report.code, report.state("gemini key"), report.state("gemini address")) == (1, "broken", "ok")
    assert "GEMINI_API_KEY is not set" in report.words("gemini key")


async def test_a_wrong_path_is_told_with_what_belongs_there(patient: Patient) -> None:
    """A typing mistake after the host is no question of keys."""
    patient.has(gemini_base_url=f"{patient.gemini.base_url}/gemni")
    report = await patient.examined("--json")
    assert (report.code, report.state("gemini address")) == (1, "broken")
    assert "gemini key" not in report.findings


@pytest.mark.parametrize("patient", ["newapi"], indirect=True)
async def test_a_pasted_version_does_no_harm(patient: Patient) -> None:
    """Addresses come with /v1 from most pages of providers."""
    patient.has(gemini_base_url=f"{patient.gemini.base_url}/v1/")
    assert (await patient.examined("--json")).code == 0


@pytest.mark.parametrize("patient", ["modelverse"], indirect=True)
async def test_an_open_list_does_not_prove_a_key(patient: Patient) -> None:
    """It is asked for, and then the key is tried by a call that must be refused."""
    settings = Settings.read()
    found = {finding.name: finding for finding in await look(settings, supply(settings), utc_now)}
    assert "refuses a call without contents" in found["gemini key"].sentence
    assert [record.method for record in patient.gemini.records if record.kind == "request"][-2:] == ["GET", "POST"]


async def test_a_key_that_only_looks_wrong_is_a_warning(patient: Patient) -> None:
    """What the provider accepts is right, whatever it looks like."""
    patient.gemini._service.reception.door = type(patient.gemini._service.reception.door)(
        "sk-unusual-but-right", patient.gemini.manner.models(), patient.gemini.manner.retired
    )
    patient.has(gemini_api_key="sk-unusual-but-right")
    report = await patient.examined("--json")
    assert (report.code, report.state("gemini key")) == (0, "warning")


@pytest.mark.parametrize("patient", ["vertex"], indirect=True)
async def test_a_service_account_that_gets_no_token_is_told_as_that(patient: Patient) -> None:
    """With the setting to look at; there may be no key at all that could be copied anew."""
    account = account_file(patient.folder, f"{patient.gemini.url}/no-token")
    patient.has(plantain_vertex_credentials=str(account))
    report = await patient.examined("--json")
    assert (report.code, report.state("gemini key")) == (1, "broken")
    assert "PLANTAIN_VERTEX_CREDENTIALS" in report.words("gemini key")


async def test_a_list_with_vendors_in_front_is_understood(patient: Patient) -> None:
    """The default model is on it, and the way it is asked for is told."""
    async with Relay().serving() as relay:
        relay.answer = whole({"data": [{"id": "google/gemini-3-pro-image"}, {"id": "google/gemini-2.5-flash-image"}]})
        patient.has(gemini_provider="newapi", gemini_base_url=relay.url, gemini_api_key="sk-made-up-by-a-test")
        report = await patient.examined("--json")
    assert report.state("default model") == "ok"
    assert "Nano Banana Pro as google/gemini-3-pro-image" in report.words("default model")
    assert "Nano Banana Pro and Nano Banana; not Nano Banana 2.1" in report.words("models")
