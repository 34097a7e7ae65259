"""A provider's abridgement of a family."""

from bot.core.offer import Offer
from tests.fakes import CATALOG

PRO, FIRST = CATALOG.family("nano-banana-pro"), CATALOG.family("nano-banana")


def test_ids_come_from_the_offer_then_the_provider_then_its_kin() -> None:
    """A family without any is not offered."""
    own = Offer("mine", "Mine", kin=("newapi",), ids={PRO.id: ("mine-pro",), FIRST.id: ()})
    narrowed = own.narrowed(PRO)
    assert narrowed
    assert narrowed.ids == {"mine": ("mine-pro",)}
    assert own.narrowed(FIRST) is None
    kin = Offer("mine", "Mine", kin=("newapi",)).narrowed(PRO)
    assert kin
    assert kin.ids["mine"] == PRO.ids["newapi"]
    assert Offer("nobody", "Nobody").narrowed(PRO) is None


def test_a_doubt_goes_with_the_ids_that_it_is_about() -> None:
    """Who sells it under ids of its own has it for sure, also where the kin's own list has to tell."""
    newest = CATALOG.family("nano-banana-2.1")
    offers = {
        "relay": Offer("relay", "A relay", kin=("newapi",)),
        "newapi": Offer("newapi", "A relay"),
        "laozhang": Offer("laozhang", "LaoZhang", kin=("newapi",)),
        "mine": Offer("mine", "Mine", kin=("laozhang", "newapi")),
        "own": Offer("own", "Mine", kin=("newapi",), ids={newest.id: ("mine",)}),
    }
    unsure = {name: found.unsure for name, offer in offers.items() if (found := offer.narrowed(newest))}
    assert unsure == {"relay": ("relay",), "newapi": ("newapi",), "laozhang": (), "mine": (), "own": ()}


def test_a_family_s_own_entry_wins_over_the_one_for_every_family() -> None:
    """Values are those that both have, in the family's order."""
    offer = Offer("google", "G", sizes={"*": ("1K",), PRO.id: ("4K", "1K")}, search={"*": ()}, ratios={"*": ("1:1",)})
    narrowed = offer.narrowed(PRO)
    assert narrowed
    assert (narrowed.sizes, narrowed.search, narrowed.ratios) == (("1K", "4K"), (), ("1:1",))


def test_levels_references_and_prices_are_narrowed() -> None:
    """A provider without thinking takes no level; the smaller limit holds."""
    family = CATALOG.family("nano-banana-2")
    narrowed = Offer("google", "G", thinking=False, references=5, per_picture={"*": 0.05}).narrowed(family)
    assert narrowed
    assert (narrowed.thinking, narrowed.references, narrowed.per_picture) == ((), 5, 0.05)
    assert (family.thinks, narrowed.thinks) == (True, False)


def test_dropped_signatures_are_lost_where_there_are_any() -> None:
    """The first Nano Banana has none to lose."""
    dropping = Offer("google", "G", signature="drop")
    assert [family.signatures for family in map(dropping.narrowed, (PRO, FIRST)) if family] == ["lost", "none"]
