"""Who stands in for a family that is gone."""

from dataclasses import replace

from bot.core.catalog import Catalog
from bot.core.request import Options, Request, Search, Thinking
from bot.core.succession import Successor, instead_of, most, successors
from tests.fakes import CATALOG, picture, request

MUCH = 10_000_000
CROSSING = replace(CATALOG, crossing=True)
PRO_ALONE = frozenset({"gemini-3-pro-image"})
"""What a provider lists."""


def successor(catalog: Catalog, wish: Request, *, reserved: int = MUCH) -> Successor | None:
    return next(successors(catalog, wish, reserved=reserved), None)


def without(catalog: Catalog, *gone: str) -> Catalog:
    return replace(catalog, families=tuple(family for family in catalog.families if family.id not in gone))


def test_the_named_successor_comes_first() -> None:
    """Then the others in the catalog's order, but none that has a successor itself."""
    wish = request(family="nano-banana-2")
    first = successor(CROSSING, wish)
    assert first
    assert first.family.id == "nano-banana-2.1"
    second = successor(without(CROSSING, "nano-banana-2.1"), wish)
    assert second
    assert second.family.id == "nano-banana-pro"


def test_nobody_stands_in_who_costs_more_than_is_reserved() -> None:
    """A budget was held for the family that was chosen."""
    wish = request(family="nano-banana-2-lite")
    assert successor(CROSSING, wish, reserved=1000) is None


def test_what_is_lost_is_left_out_and_named() -> None:
    """Options that the other family lacks, and both prices."""
    options = Options("8:1", "4K", Thinking.MEDIUM, Search.WEB_AND_IMAGES)
    catalog = without(CROSSING, "nano-banana-2", "nano-banana-2-lite")
    found = successor(catalog, request(options=options))
    assert found
    assert found.family.id == "nano-banana-pro"
    assert found.request.options == Options(None, "4K", None, Search.OFF)
    assert "US$0.240 instead of US$0.113" in found.note
    assert "without the ratio and the thinking and the search" in found.note


def test_thoughts_are_lost_where_nobody_thinks() -> None:
    """They are left out and named like any option, and kept where the other family thinks too."""
    wish = request(family="nano-banana-2", options=Options(thoughts=True))
    found = successor(CROSSING, wish)
    assert found
    assert found.request.options.thoughts
    only = replace(
        CROSSING, families=(CATALOG.family("nano-banana-2"), replace(CATALOG.family("nano-banana"), successor=None))
    )
    lost = successor(only, wish)
    assert lost
    assert not lost.request.options.thoughts
    assert "without the thoughts" in lost.note


def test_whoever_takes_too_few_references_does_not_stand_in() -> None:
    """Pictures that a person gave are never left out."""
    catalog = without(CROSSING, "nano-banana-2.1", "nano-banana-2", "nano-banana-2-lite", "nano-banana")
    few = replace(catalog, families=(*catalog.families, CATALOG.family("nano-banana-2-lite")))
    many = tuple(picture(str(number)) for number in range(15))
    wish = request(family="nano-banana-pro", references=many)
    assert successor(few, wish) is None


def test_nobody_stands_in_without_leave_for_what_somebody_chose() -> None:
    """All others where the operator allows it, one after another; the default where nobody chose what is missing."""
    chosen, free = request(family="nano-banana-2-lite"), request(family="nano-banana-2-lite", any_family=True)
    catalog = replace(CATALOG, default="nano-banana-pro", listed=PRO_ALONE)

    def heirs(catalog: Catalog, wish: Request) -> list[str]:
        return [other.family.id for other in successors(catalog, wish, reserved=MUCH, history=8000)]

    assert heirs(catalog, chosen) == []
    assert heirs(replace(catalog, listed=frozenset()), free) == [], (
        "retired in between, it is for the operator to allow"
    )
    assert heirs(catalog, free) == ["nano-banana-pro"]
    assert heirs(replace(catalog, crossing=True), free) == ["nano-banana-pro", "nano-banana-2.1"]
    assert heirs(replace(catalog, crossing=True), chosen) == ["nano-banana-pro", "nano-banana-2.1"]
    old = replace(CROSSING, default="nano-banana-2")
    assert heirs(old, chosen) == ["nano-banana-2", "nano-banana-2.1", "nano-banana-pro"], "the bot's own before others"
    assert heirs(replace(catalog, default="nano-banana-2-lite"), free) == []


def test_enough_is_reserved_for_whoever_may_stand_in() -> None:
    """A dearer default family must not be a dead end for the edits of others' pictures."""
    catalog = replace(CATALOG, default="nano-banana-pro", listed=PRO_ALONE)
    free = request(family="nano-banana-2-lite", any_family=True)
    plain, much = (most(catalog, wish, history=8000) for wish in (replace(free, any_family=False), free))
    assert plain < much == most(catalog, request(family="nano-banana-pro"), history=8000)
    assert list(successors(catalog, free, reserved=much, history=8000))
    assert not list(successors(catalog, free, reserved=plain, history=8000))
    assert most(CATALOG, free, history=8000) == plain


def test_enough_is_reserved_where_the_provider_surely_lacks_what_was_chosen() -> None:
    """Its own list shows it: where the operator allows others, the first that is there can draw."""
    listed = frozenset({"gemini-3-pro-image", "gemini-3.1-flash-lite-image"})
    catalog = replace(CROSSING, listed=listed)
    wish = request(family="nano-banana-2.1")
    much = most(catalog, wish)
    assert much == most(catalog, request(family="nano-banana-pro"))
    heirs = [other.family.id for other in successors(catalog, wish, reserved=much)]
    assert heirs == ["nano-banana-pro", "nano-banana-2-lite"]
    assert most(replace(catalog, crossing=False), wish) < much


def test_prices_are_named_where_they_differ() -> None:
    """Also where the catalog here has never heard of the family."""
    asked = request(family="nano-banana-2.1")
    assert instead_of("nano-banana-2-lite", CATALOG, asked) == (
        "Nano Banana 2 Lite is not offered any more: drawn by Nano Banana 2.1"
    )
    assert instead_of("nano-banana-pro", without(CATALOG, "nano-banana-pro"), asked).endswith(
        "drawn by Nano Banana 2.1, US$0.034 instead of US$0.134 a picture"
    )
    assert instead_of("leonardo", CATALOG, asked) == "leonardo is not offered any more: drawn by Nano Banana 2.1"
