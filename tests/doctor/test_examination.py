"""The whole, from the settings on."""

from bot.doctor.examination import settings_told
from bot.doctor.findings import State
from tests.doctor.patient import Patient


def test_settings_in_order_are_one_line() -> None:
    """Else one for each fault."""
    assert [finding.state for finding in settings_told({}, {})] == [State.OK]
    found = settings_told({"log_level": "LOG_LEVEL is wrong."}, {"GEMINI_APIKEY": "GEMINI_API_KEY", "PLANTAIN_X": ""})
    assert [finding.state for finding in found] == [State.BROKEN, State.WARNING, State.WARNING]
    assert found[1].advice == "Is it meant to be GEMINI_API_KEY?"


async def test_a_wrong_setting_does_not_hide_the_rest(patient: Patient) -> None:
    """What rests on it is not looked at, and no key goes where it was not meant to go."""
    patient.has(gemini_base_url="not an address", plantain_at_once="0")
    report = await patient.examined("--json")
    assert report.code == 1
    assert {"discord token", "database"} < report.findings.keys()
    assert "gemini key" not in report.findings
    both = await patient.examined()
    assert "GEMINI_BASE_URL has a value" in both.text
    assert "PLANTAIN_AT_ONCE has a value" in both.text
    assert patient.gemini.records == ()


async def test_a_mistake_in_the_operators_file_names_the_place(patient: Patient) -> None:
    """As the start would say it."""
    (patient.folder / "data").mkdir(mode=0o700)
    (patient.folder / "data" / "providers.toml").write_text("[google]\nkey_im = 1\n", encoding="utf-8")
    report = await patient.examined("--json")
    assert (report.code, report.state("provider")) == (1, "broken")
    assert "[google]: key_im is not a field" in report.words("provider")


async def test_an_unknown_provider_and_a_missing_address_are_told(patient: Patient) -> None:
    """With what is allowed."""
    patient.has(gemini_provider="nobody")
    assert "GEMINI_PROVIDER" in (await patient.examined("--json")).words("provider")
    patient.monkeypatch.delenv("GEMINI_BASE_URL")
    patient.has(gemini_provider="newapi")
    assert "GEMINI_BASE_URL is not set" in (await patient.examined("--json")).words("provider")


async def test_a_misspelt_setting_is_told_with_what_was_meant(patient: Patient) -> None:
    """It breaks nothing by itself."""
    patient.has(gemini_modell="Nano Banana Pro")
    report = await patient.examined("--json")
    assert (report.code, report.state("settings")) == (0, "warning")
    assert "GEMINI_MODEL?" in report.words("settings")
