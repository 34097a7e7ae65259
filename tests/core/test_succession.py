"""Who stands in for a family that is gone."""

from dataclasses import replace

from bot.core.catalog import Catalog
from bot.core.request import Options, Search, Thinking
from bot.core.succession import successor
from tests.fakes import CATALOG, picture, request

MUCH = 10_000_000


def without(catalog: Catalog, *gone: str) -> Catalog:
    return replace(catalog, families=tuple(family for family in catalog.families if family.id not in gone))


def test_the_named_successor_comes_first() -> None:
    """Then the others in the catalog's order, but none that has a successor itself."""
    wish = request(family="nano-banana-2")
    first = successor(CATALOG, wish, reserved=MUCH, continues=False)
    assert first
    assert first.family.id == "nano-banana-2.1"
    second = successor(without(CATALOG, "nano-banana-2.1"), wish, reserved=MUCH, continues=False)
    assert second
    assert second.family.id == "nano-banana-pro"


def test_nobody_stands_in_who_costs_more_than_is_reserved() -> None:
    """A budget was held for the family that was chosen."""
    wish = request(family="nano-banana-2-lite")
    assert successor(CATALOG, wish, reserved=1000, continues=False) is None


def test_what_is_lost_is_left_out_and_named() -> None:
    """Options that the other family lacks, and both prices."""
    options = Options("8:1", "4K", Thinking.MEDIUM, Search.WEB_AND_IMAGES)
    catalog = without(CATALOG, "nano-banana-2", "nano-banana-2-lite")
    found = successor(catalog, request(options=options), reserved=MUCH, continues=False)
    assert found
    assert found.family.id == "nano-banana-pro"
    assert found.request.options == Options(None, "4K", None, Search.OFF)
    assert "US$0.240 instead of US$0.113" in found.note
    assert "without the ratio and the thinking and the search" in found.note


def test_thoughts_are_lost_where_nobody_thinks() -> None:
    """They are left out and named like any option, and kept where the other family thinks too."""
    wish = request(family="nano-banana-2", options=Options(thoughts=True))
    found = successor(CATALOG, wish, reserved=MUCH, continues=False)
    assert found
    assert found.request.options.thoughts
    only = replace(
        CATALOG, families=(CATALOG.family("nano-banana-2"), replace(CATALOG.family("nano-banana"), successor=None))
    )
    lost = successor(only, wish, reserved=MUCH, continues=False)
    assert lost
    assert not lost.request.options.thoughts
    assert "without the thoughts" in lost.note


def test_whoever_takes_too_few_references_does_not_stand_in() -> None:
    """Pictures that a person gave are never left out."""
    catalog = without(CATALOG, "nano-banana-2.1", "nano-banana-2", "nano-banana-2-lite", "nano-banana")
    few = replace(catalog, families=(*catalog.families, CATALOG.family("nano-banana-2-lite")))
    many = tuple(picture(str(number)) for number in range(15))
    wish = request(family="nano-banana-pro", references=many)
    assert successor(few, wish, reserved=MUCH, continues=False) is None
