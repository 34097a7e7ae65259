"""The catalog: families as data, and requests checked against them."""

import pytest

from bot.core.catalog import Catalog
from bot.core.errors import NothingAsked, OptionUnsupported, TooManyReferences, UnknownFamily, WordsTooLong
from bot.core.reply import Usage
from bot.core.request import RATIOS, SIZES, Options, Request, Search, Thinking
from tests.fakes import picture


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.load()


def test_every_entry_is_consistent(catalog: Catalog) -> None:
    """Ratios, sizes and levels are known ones; each size has its tokens, each ratio its pixels; successors exist."""
    for family in catalog.families:
        assert set(family.ratios) <= set(RATIOS)
        assert set(family.sizes) <= set(SIZES)
        assert set(family.thinking) <= set(Thinking)
        assert set(family.search) <= {Search.WEB, Search.WEB_AND_IMAGES}
        assert set(family.picture_tokens) == set(family.sizes or ["1K"]) == set(family.usual_seconds)
        assert set(family.pixels) == set(family.ratios)
        assert family.thinking_default in {*family.thinking, None}
        assert family.successor is None or catalog.family(family.successor)


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("nano-banana-2.1", "Nano Banana 2.1"),
        ("  nano   banana PRO ", "Nano Banana Pro"),
        ("gemini-3.1-flash-image", "Nano Banana 2"),
    ],
)
def test_a_family_is_found_however_it_is_written(catalog: Catalog, name: str, family: str) -> None:
    """By id, name or model id, in any case."""
    assert catalog.family(name).name == family


def test_an_unknown_family_names_the_known_ones(catalog: Catalog) -> None:
    """The sentence lists what can be chosen."""
    with pytest.raises(UnknownFamily, match="Nano Banana Pro"):
        catalog.family("dall-e")


@pytest.mark.parametrize(
    ("family", "ratio", "size", "pixels"),
    [
        ("nano-banana-2.1", "16:9", "2K", (2752, 1536)),
        ("nano-banana-2.1", "8:1", "4K", (12288, 1536)),
        ("nano-banana-2", "21:9", "0.5K", (792, 336)),
        ("nano-banana-2", "3:4", "0.5K", (448, 600)),
        ("nano-banana-pro", "5:4", None, (1152, 928)),
        ("nano-banana", "9:16", None, (768, 1344)),
    ],
)
def test_dimensions_are_googles(
    catalog: Catalog, family: str, ratio: str, size: str | None, pixels: tuple[int, int]
) -> None:
    """Width and height as in the table of Google's image guide."""
    assert catalog.family(family).dimensions(ratio, size) == pixels


@pytest.mark.parametrize(
    ("family", "options", "says"),
    [
        ("nano-banana-2.1", Options(size="0.5K"), "1K, 2K or 4K"),
        ("nano-banana-pro", Options(ratio="8:1"), "for 8:1 choose Nano Banana 2.1"),
        ("nano-banana-2-lite", Options(size="4K"), "works with 1K"),
        ("nano-banana", Options(size="1K"), "leave it out"),
        ("nano-banana-pro", Options(thinking=Thinking.HIGH), "takes no thinking at all"),
        ("nano-banana-2", Options(thinking=Thinking.MEDIUM), "minimal or high"),
        ("nano-banana-pro", Options(search=Search.WEB_AND_IMAGES), "works with web"),
        ("nano-banana-2-lite", Options(search=Search.WEB), "takes no search"),
    ],
)
def test_what_a_family_lacks_is_refused_naming_what_works(
    catalog: Catalog, family: str, options: Options, says: str
) -> None:
    """No option is dropped in silence."""
    with pytest.raises(OptionUnsupported, match=says):
        catalog.check(Request("a cat", family, options=options), continues=False)


def test_too_many_references_are_refused(catalog: Catalog) -> None:
    """The limit is the family's, and the sentence says both numbers."""
    four = tuple(picture(str(number)) for number in range(4))
    catalog.check(Request("", "nano-banana", references=four[:3]), continues=False)
    with pytest.raises(TooManyReferences, match="up to 3 pictures at once, and this is 4"):
        catalog.check(Request("", "nano-banana", references=four), continues=False)


def test_nothing_is_refused_unless_there_is_a_picture_to_go_on_from(catalog: Catalog) -> None:
    """An empty wish is fine with a reference or a parent."""
    empty = Request(" \n", "nano-banana-2.1")
    with pytest.raises(NothingAsked):
        catalog.check(empty, continues=False)
    catalog.check(empty, continues=True)


def test_words_have_a_limit(catalog: Catalog) -> None:
    """4000 characters are fine and one more is not."""
    catalog.check(Request("w" * 4000, "nano-banana-2.1"), continues=False)
    with pytest.raises(WordsTooLong, match="4,001"):
        catalog.check(Request("w" * 4001, "nano-banana-2.1"), continues=False)


def test_cost_is_the_list_price(catalog: Catalog) -> None:
    """One 1K picture of Nano Banana 2.1 costs 3.36 cents; thoughts are billed as words."""
    family = catalog.family("nano-banana-2.1")
    assert family.cost(Usage(pictures=1120)) == pytest.approx(0.0336)
    assert family.cost(Usage(prompt=1000, words=100, pictures=1120, thoughts=300)) == pytest.approx(0.0381)


def test_auto_takes_the_first_family_that_the_provider_lists(catalog: Catalog) -> None:
    """In the catalog's order, and the first one known where the list helps nothing."""
    assert catalog.first_offered("google", ["gemini-3-pro-image", "gemini-3.1-flash-image"]).name == "Nano Banana 2"
    assert catalog.first_offered("google", []).name == "Nano Banana 2.1"


def test_a_model_id_that_nobody_described_can_be_used(catalog: Catalog) -> None:
    """It comes first and is taken to do what the newest family does; a known name changes nothing."""
    named = catalog.adopting("gemini-nano-banana-9", "google")
    assert named.families[0].ids == {"google": ("gemini-nano-banana-9",)}
    assert named.family("GEMINI-nano-banana-9").sizes == catalog.families[0].sizes
    assert catalog.adopting("Nano  Banana Pro", "google") is catalog
