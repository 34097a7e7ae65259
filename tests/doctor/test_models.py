"""What is said of the models that a provider has."""

from datetime import date

import pytest

from bot.core.catalog import Catalog
from bot.core.offer import Offer
from bot.doctor.findings import Finding, State
from bot.doctor.models import Shelves, chosen, models_told

TODAY = date(2026, 11, 20)
NEW, PRO, FLASH = "gemini-nano-banana-2.1", "gemini-3-pro-image", "gemini-3.1-flash-image"


def told(wanted: str, *listed: str, provider: str = "google", gone: bool = False, today: date = TODAY) -> list[Finding]:
    catalog = Catalog.load().at(Offer(provider, provider.title()))
    if wanted != "auto":
        catalog = catalog.adopting(wanted, provider)
    return [*models_told(wanted, Shelves(catalog, provider, provider.title(), listed, gone=gone), today)]


def test_auto_takes_what_the_start_would_take() -> None:
    """The first that is listed; where there is no list, the first that is sure to be there."""
    catalog = Catalog.load().at(Offer("google", "Google"))
    assert chosen("auto", catalog, "google", [PRO], TODAY).name == "Nano Banana Pro"
    assert chosen("Auto", catalog, "google", [], TODAY).name == "Nano Banana 2.1"
    assert chosen("nano banana 2", catalog, "google", [], TODAY).name == "Nano Banana 2"


def test_a_model_that_is_offered_is_fine() -> None:
    """With the id that is asked for; and all families are counted."""
    default, families = told("auto", NEW, PRO)
    assert default == Finding("default model", State.OK, f"Nano Banana 2.1 as {NEW}")
    assert families.sentence.startswith("Nano Banana 2.1 and Nano Banana Pro; not Nano Banana 2,")


@pytest.mark.parametrize(
    ("listed", "heir"), [((NEW, PRO), "Nano Banana 2.1, its successor"), ((PRO,), "Nano Banana Pro, which is offered")]
)
def test_one_that_is_not_offered_names_who_takes_over(listed: tuple[str, ...], heir: str) -> None:
    """The successor where it is there, else the first that is."""
    default, _ = told("Nano Banana 2", *listed)
    assert default.state is State.BROKEN
    assert "Nano Banana 2 (GEMINI_MODEL=Nano Banana 2) is not offered by Google" in default.sentence
    assert "off at Google 2026-10-29" in default.sentence
    assert default.advice == f"Set GEMINI_MODEL to {heir}."


def test_a_literal_id_that_nobody_lists_is_broken() -> None:
    """Also one that the catalog knows as switched off, or not at all."""
    retired, _ = told("gemini-3.1-flash-image-preview", NEW, PRO)
    assert (retired.state, "2.1, its successor" in retired.advice) == (State.BROKEN, True)
    unknown, _ = told("no-such-model", NEW)
    assert (unknown.state, "Nano Banana 2.1" in unknown.advice) == (State.BROKEN, True)


def test_a_refused_call_counts_where_there_is_no_list() -> None:
    """Then the families stay unknown, which is no fault."""
    default, families = told("Nano Banana 2", gone=True)
    assert (default.state, families.state) == (State.BROKEN, State.OK)
    assert "shows no list" in families.sentence


def test_another_id_of_the_same_family_is_a_warning() -> None:
    """For the first is asked in vain each time the bot starts anew."""
    default, _ = told("Nano Banana Pro", "gemini-3-pro-image-preview", provider="dmxapi")
    assert default.state is State.WARNING
    assert "gemini-3-pro-image-preview draws in its place" in default.sentence


def test_an_end_that_google_has_announced_is_said() -> None:
    """Before it as a fact, after it as a warning."""
    before, _ = told("Nano Banana 2", FLASH, NEW, today=date(2026, 10, 20))
    assert (before.state, "off at Google 2026-10-29" in before.sentence) == (State.OK, True)
    after, _ = told("Nano Banana 2", FLASH, NEW)
    assert (after.state, "switched gemini-3.1-flash-image off on 2026-10-29" in after.sentence) == (State.WARNING, True)


def test_a_list_of_strangers_is_broken() -> None:
    """A provider that sells only words is the wrong one."""
    default, families = told("auto", "words-only-model")
    assert (default.state, families.state) == (State.BROKEN, State.BROKEN)
