"""What is said of the models that a provider has."""

import re
from datetime import date

import pytest

from bot.core.catalog import Catalog
from bot.core.offer import Offer
from bot.doctor.findings import Finding, State
from bot.doctor.models import Shelves, chosen, models_told
from bot.playground.gemini import PROVIDERS

TODAY = date(2026, 11, 20)
NEW, PRO, FLASH = "gemini-nano-banana-2.1", "gemini-3-pro-image", "gemini-3.1-flash-image"
LITE, FIRST = "gemini-3.1-flash-lite-image", "gemini-2.5-flash-image"


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


def test_one_that_is_not_offered_names_its_successor() -> None:
    """And since when its id is off; before that, when that will be."""
    default, _ = told("Nano Banana 2", PRO, NEW)
    assert default.state is State.BROKEN
    assert default.sentence == (
        "Nano Banana 2 (GEMINI_MODEL=Nano Banana 2) is not offered by Google "
        f"(Google switched {FLASH} off on 2026-10-29)"
    )
    assert default.advice == "Set GEMINI_MODEL to Nano Banana 2.1, its successor."
    before, _ = told("Nano Banana 2", PRO, NEW, today=date(2026, 10, 20))
    assert "off at Google 2026-10-29" in before.sentence


@pytest.mark.parametrize(
    ("wanted", "listed", "advice"),
    [
        ("auto", (), "GEMINI_MODEL to Nano Banana Pro, which should be offered."),
        ("Nano Banana 2.1", (FLASH, FIRST, PRO, LITE), "GEMINI_MODEL to Nano Banana Pro, which is offered."),
        ("Nano Banana 2.1", (FIRST, FLASH, LITE), "GEMINI_MODEL to Nano Banana 2 Lite, which is offered."),
        ("Nano Banana 2", (FIRST, PRO), "GEMINI_MODEL to Nano Banana Pro, which is offered."),
        (
            "Nano Banana 2.1",
            (FIRST, FLASH),
            f"2, which is still offered as {FLASH}, though Google has switched that id off.",
        ),
        ("no-such-model", (FIRST, FLASH, PRO), "GEMINI_MODEL to Nano Banana Pro, which is offered."),
        (f"{FLASH}-preview", (NEW, PRO), "GEMINI_MODEL to Nano Banana 2.1, its successor."),
        ("no-such-model", ("words-only",), "Ask the provider for a model that draws"),
    ],
)
def test_no_model_that_is_off_is_advised_while_another_is_on(wanted: str, listed: tuple[str, ...], advice: str) -> None:
    """Google lists ids for a while after it has switched them off."""
    default, _ = told(wanted, *listed, gone=not listed)
    assert default.state is State.BROKEN
    assert advice in default.advice


@pytest.mark.parametrize("listed", [(), (NEW, PRO)])
def test_an_id_that_is_off_leads_to_one_of_the_same_family(listed: tuple[str, ...]) -> None:
    """Whoever chose a family by an old id wants that family."""
    default, _ = told(f"{PRO}-preview", *listed, gone=not listed)
    assert default.state is not State.OK
    assert f"Google switched {PRO}-preview off on 2026-06-25" in default.sentence
    assert PRO in default.advice.replace(f"{PRO}-preview", "")


def test_an_id_that_is_off_for_google_may_be_on_with_a_relay() -> None:
    """A warning names a living id of the same family where that is listed, another family where not."""
    default, _ = told(f"{PRO}-preview", f"{PRO}-preview", PRO, provider="apiyi")
    assert (default.state, default.advice) == (
        State.WARNING,
        f"Set GEMINI_MODEL to {PRO}, which is Nano Banana Pro, too.",
    )
    alone, _ = told(f"{PRO}-preview", f"{PRO}-preview", NEW, provider="apiyi")
    assert (alone.state, "Nano Banana 2.1" in alone.advice) == (State.WARNING, True)


@pytest.mark.parametrize("provider", sorted(PROVIDERS))
@pytest.mark.parametrize("gone", sorted({id_ for manner in PROVIDERS.values() for id_ in manner.ids}))
def test_whatever_is_retired_the_advice_is_offered_and_on(provider: str, gone: str) -> None:
    """Over all stand-ins and all that they sell: what is advised is listed, and not switched off if anything is not."""
    catalog = Catalog.load()
    ended = {id_ for family in catalog.families for id_ in family.ended if family.ended[id_] <= TODAY}
    listed = {id_ for id_ in PROVIDERS[provider].ids if id_ != gone}
    default, _ = told(gone, *listed, provider=provider)
    named = re.match(r"Set GEMINI_MODEL to (.+), (which|its) ", default.advice)
    assert named
    ids = {named[1]} if named[1] in listed else {*catalog.family(named[1]).ids[provider]} & listed
    known = {id_ for family in catalog.families for id_ in family.ids.get(provider, ())}
    assert ids & (listed & known - ended or listed)


def test_a_literal_id_that_nobody_knows_is_broken() -> None:
    """Something that is offered is named instead."""
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
