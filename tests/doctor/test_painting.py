"""What a drawn picture shows."""

import pytest

from bot.core.catalog import Catalog
from bot.doctor.painting import price
from bot.playground.gemini.errors import invalid
from tests.doctor.patient import Patient

FAMILIES = {family.name: family for family in Catalog.load().families}


def test_the_price_is_that_of_two_of_the_smallest() -> None:
    """Half a K where the model draws it, else 1K."""
    assert price(FAMILIES["Nano Banana 2"]) == pytest.approx(2 * FAMILIES["Nano Banana 2"].price_at("0.5K"))
    assert price(FAMILIES["Nano Banana Pro"]) == pytest.approx(2 * FAMILIES["Nano Banana Pro"].price_at("1K"))


async def test_signatures_that_are_refused_are_told(patient: Patient) -> None:
    """They come, and do not go back."""
    patient.gemini.next(invalid("Invalid thought_signature."), when=lambda call: len(call.contents) > 1)
    report = await patient.examined("--json", "--paint", "--yes")
    assert "refused when it went back" in report.words("signatures, measured")
    assert report.state("signatures, measured") == "warning"


async def test_a_refused_first_picture_is_told_with_its_cost(patient: Patient) -> None:
    """Nothing is measured then."""
    patient.gemini.next("no balance")
    report = await patient.examined("--json", "--paint", "--yes")
    assert (report.code, report.state("painting")) == (1, "broken")
    assert "It cost nothing." in report.words("painting")
    assert "pixels" not in report.findings


async def test_nothing_is_paid_for_where_something_is_broken(patient: Patient) -> None:
    """A wrong key is told once, by the check that costs nothing."""
    patient.has(gemini_api_key="AIzaSy-wrong-all-the-same")
    report = await patient.examined("--json", "--paint", "--yes")
    assert "not tried" in report.words("painting")
    assert patient.gemini.records[-1].method == "GET"


@pytest.mark.parametrize("patient", ["newapi"], indirect=True)
async def test_a_picture_behind_a_link_of_a_private_relay_is_measured(patient: Patient) -> None:
    """Also where the relay's address is in the operator's file."""
    file = patient.folder / "relays.toml"
    file.write_text(f'[ours]\nlike = "newapi"\nbase_url = "{patient.gemini.base_url}"\n', encoding="utf-8")
    patient.has(gemini_provider="ours", gemini_base_url="", plantain_providers=str(file))
    patient.gemini.next("file link", times=2)
    report = await patient.examined("--json", "--paint", "--yes")
    assert report.state("pixels") == "ok"


@pytest.mark.parametrize("patient", ["anyfast"], indirect=True)
async def test_a_picture_behind_a_link_is_not_said_to_have_gone_back(patient: Patient) -> None:
    """The edit starts over from the picture, in one user turn."""
    patient.gemini.next("file link", times=2)
    report = await patient.examined("--json", "--paint", "--yes")
    assert report.state("signatures, measured") == "warning"
    assert "as a link" in report.words("signatures, measured")
    assert "starts over" in report.words("signatures, measured")


@pytest.mark.parametrize("patient", ["12ai"], indirect=True)
async def test_by_task_nothing_is_said_to_have_gone_back(patient: Patient) -> None:
    """Neither by the check that costs nothing."""
    file = patient.folder / "operator.toml"
    file.write_text('[12ai]\nway = "task"\n', encoding="utf-8")
    patient.has(plantain_providers=str(file))
    report = await patient.examined("--json", "--paint", "--yes")
    assert patient.gemini.billed == 2
    for name in ("signatures", "signatures, measured"):
        assert report.state(name) == "warning"
        assert "no earlier turns" in report.words(name)


@pytest.mark.parametrize(
    ("patient", "drawn"), [("newapi", "Nano Banana 2.1"), ("dmxapi", "Nano Banana 2")], indirect=["patient"]
)
async def test_the_model_that_is_drawn_with_is_the_one_of_the_start(patient: Patient, drawn: str) -> None:
    """The provider's list chooses it, for the price and for the pictures."""
    report = await patient.examined("--json", "--paint")
    assert report.findings["default model"]["sentence"].startswith(drawn)
    assert f"two small pictures of {drawn} at" in report.words("painting")
