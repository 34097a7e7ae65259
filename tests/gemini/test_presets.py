"""One preset."""

from bot.gemini.presets import Preset


def test_a_preset_is_googles_way_unless_it_says_otherwise() -> None:
    """An empty one spells, authorises and asks as Google documents it."""
    plain = Preset()
    assert (plain.key_in, plain.api_version, plain.modalities) == ("header", "v1beta", ("TEXT", "IMAGE"))
    assert plain.spelled("nano-banana-2", "0.5K") == "512"
    assert plain.spelled("nano-banana-2", None) is None


def test_a_familys_own_spelling_wins() -> None:
    """A size that neither table has is lacking."""
    preset = Preset(sizes={"*": {"1K": "1K"}, "nano-banana-2": {"1K": "1024", "0.5K": "512"}})
    assert preset.spelled("nano-banana-2", "1K") == "1024"
    assert preset.spelled("nano-banana-pro", "1K") == "1K"
    assert preset.spelled("nano-banana-pro", "0.5K") is None


def test_the_offer_tells_the_catalog_what_matters_to_it() -> None:
    """Names, sizes without their spelling, limits, and whether a level may be sent."""
    offer = Preset(name="x", title="X", kin=("newapi",), thinking="none", references=3, signature="drop").offer
    assert (offer.provider, offer.title, offer.kin) == ("x", "X", ("newapi",))
    assert offer.sizes == {"*": ("0.5K", "1K", "2K", "4K")}
    assert (offer.thinking, offer.references, offer.signature) == (False, 3, "drop")
