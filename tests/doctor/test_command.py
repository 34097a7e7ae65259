"""`plantain doctor` against the stand-ins, as every provider that they can be."""

import asyncio
import sys
from pathlib import Path

import pytest

from bot.gemini.providers import load_presets
from bot.playground.gemini import PROVIDERS
from tests.doctor.patient import Patient
from tests.fakes import CATALOG

EVERY = pytest.mark.parametrize("patient", PROVIDERS, indirect=True)
SHIPPED = load_presets([family.id for family in CATALOG.families])
CLOSED = "http://127.0.0.1:9"


@EVERY
async def test_nothing_is_broken_where_all_is_well(patient: Patient) -> None:
    """Exit code 0, the key is accepted, the default model is named, and nobody was asked to draw."""
    report = await patient.examined("--json")
    assert (report.code, [each for each in report.findings.values() if each["state"] == "broken"]) == (0, [])
    assert report.state("gemini key") == "ok"
    assert "Nano Banana" in report.words("default model")
    assert patient.gemini.billed == 0


@EVERY
async def test_a_wrong_key_is_named(patient: Patient) -> None:
    """With a key of the right form; exit code 1."""
    patient.has(gemini_api_key=f"{patient.gemini.key}-that-is-none")
    report = await patient.examined("--json")
    assert (report.code, report.state("gemini key")) == (1, "broken")
    assert "refuses it" in report.words("gemini key")
    assert "GEMINI_API_KEY" in report.words("gemini key") or "GEMINI_BASE_URL" in report.words("gemini key")


@pytest.mark.parametrize("patient", ["google", "dmxapi", "newapi"], indirect=True)
async def test_a_key_of_another_provider_is_recognised(patient: Patient) -> None:
    """By how it begins."""
    google = patient.gemini.manner.name == "google"
    patient.has(gemini_api_key="sk-of-a-relay-somewhere" if google else "AIzaSy-of-google-itself")
    words = (await patient.examined("--json")).words("gemini key")
    assert ("a relay" if google else "Google") in words
    assert "GEMINI_PROVIDER and GEMINI_API_KEY" in words


@pytest.mark.parametrize("patient", ["dmxapi"], indirect=True)
async def test_a_key_of_another_site_of_dmxapi_is_suspected(patient: Patient) -> None:
    """Its three sites are named, for its answer is the same as for a wrong key."""
    patient.has(gemini_api_key="sk-of-the-site-in-the-world")
    report = await patient.examined("--json")
    assert report.code == 1
    words = report.words("gemini key")
    assert all(site in words for site in ("another of its sites", "www.dmxapi.cn", "www.dmxapi.com", "GEMINI_BASE_URL"))


@EVERY
async def test_a_retired_default_model_is_named_with_who_takes_over(patient: Patient) -> None:
    """The model is gone in all its ids: broken, and the advice names one that is there."""
    ids = patient.gemini.manner.ids
    old = [model for model, family in ids.items() if family == "gemini-2.5-flash-image" or "3.1-flash-image" in family]
    patient.gemini.retire(*old)
    patient.has(gemini_model="Nano Banana 2")
    report = await patient.examined("--json")
    assert (report.code, report.state("default model")) == (1, "broken")
    words = report.words("default model")
    assert "Nano Banana 2 (GEMINI_MODEL=Nano Banana 2) is not offered" in words
    has_heir = "gemini-nano-banana-2.1" in ids and patient.gemini.manner.name != "vertex"
    assert ("Set GEMINI_MODEL to Nano Banana 2.1, its successor" if has_heir else "Set GEMINI_MODEL to Nano") in words


@pytest.mark.parametrize("patient", ["vertex"], indirect=True)
@pytest.mark.parametrize("model", ["Nano Banana 2", "gemini-3.1-flash-image-preview", "gemini-2.5-flash-image"])
async def test_without_a_list_the_advice_is_what_auto_would_take(patient: Patient, model: str) -> None:
    """Nobody has told whether the successor is there, so it is not what is advised."""
    patient.has(gemini_model="auto")
    auto = (await patient.examined("--json")).words("default model").partition(" as ")[0]
    patient.has(gemini_model=model)
    words = (await patient.examined("--json")).words("default model")
    assert (auto, f"Set GEMINI_MODEL to {auto}, which should be offered" in words) == ("Nano Banana Pro", True)


async def test_an_id_that_google_has_switched_off_is_named(patient: Patient) -> None:
    """With its family, also where the catalog knows it only as ended, and with the id that draws in its place."""
    patient.has(gemini_model="gemini-3-pro-image-preview")
    report = await patient.examined("--json")
    assert report.state("default model") == "warning"
    words = report.words("default model")
    assert "Nano Banana Pro (GEMINI_MODEL=gemini-3-pro-image-preview): gemini-3-pro-image-preview is not off" in words
    assert "Google switched gemini-3-pro-image-preview off on 2026-06-25" in words
    assert "gemini-3-pro-image draws in its place" in words


async def test_no_model_that_is_off_is_advised(patient: Patient) -> None:
    """Where the newest one is gone, another that Google still has is named, not an older one that ends first."""
    patient.gemini.retire("gemini-nano-banana-2.1")
    patient.has(gemini_model="Nano Banana 2.1")
    report = await patient.examined("--json")
    assert report.state("default model") == "broken"
    assert "Set GEMINI_MODEL to Nano Banana Pro, which is offered." in report.words("default model")


@EVERY
async def test_a_gateway_without_signatures_is_told(patient: Patient) -> None:
    """Fine only where they are known to survive, else what it means for edits; exit code 0."""
    report = await patient.examined("--json")
    manner = patient.gemini.manner
    survive = SHIPPED[manner.name].signature == "pass"
    assert report.code == 0
    assert report.state("signatures") == ("ok" if survive else "warning")
    assert ("starts over from the newest picture" in report.words("signatures")) != survive
    assert manner.signatures == "pass" or not survive


@EVERY
async def test_an_unreachable_host_is_named(patient: Patient) -> None:
    """A closed port is told as such, once, without guesses about keys and models."""
    patient.has(gemini_base_url=CLOSED)
    report = await patient.examined("--json")
    assert (report.code, report.state("gemini host")) == (1, "broken")
    assert "127.0.0.1:9 refuses connections" in report.words("gemini host")
    assert not {"gemini key", "default model"} & report.findings.keys()


@pytest.mark.parametrize("patient", ["dmxapi", "google"], indirect=True)
async def test_pictures_are_drawn_only_when_the_price_is_agreed_to(
    patient: Patient, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before, the price is told and nothing done; then signatures and pixels are measured with two pictures."""
    report = await patient.examined("--json", "--paint")
    assert "US$0." in report.words("painting")
    assert "--paint --yes" in report.words("painting")
    assert patient.gemini.billed == 0
    report = await patient.examined("--json", "--paint", "--yes")
    assert "US$0." in capsys.readouterr().err
    assert (report.code, patient.gemini.billed) == (0, 2)
    lost = patient.gemini.manner.signatures != "pass"
    assert report.state("signatures, measured") == ("warning" if lost else "ok")
    assert report.state("pixels") == "ok"


async def test_people_get_aligned_lines_and_a_summary(patient: Patient) -> None:
    """The sign, the name and the sentence of each, and what to do now."""
    report = await patient.examined()
    assert report.code == 0
    lines = report.text.splitlines()
    assert "✓ gemini key" in report.text
    assert lines[-1].endswith("0 broken: ready: plantain run.")


async def test_a_process_of_its_own_ends_with_the_exit_code(patient: Patient) -> None:
    """Through the real command line, with an output that has no room for fine signs."""
    patient.has(gemini_api_key="AIzaSy-wrong-all-the-same")
    patient.monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "doctor", cwd=Path(__file__).parents[2], stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    assert process.returncode == 1
    assert b"FAIL gemini key" in out
    assert b"wrong-all-the-same" not in out
