"""What a family can do, costs, and how large its pictures are."""

from dataclasses import replace

import pytest

from bot.core.catalog import Catalog
from bot.core.family import Family
from bot.core.reply import Usage
from bot.core.request import Options, Request
from tests.fakes import CATALOG, picture


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
def test_dimensions_are_googles(family: str, ratio: str, size: str | None, pixels: tuple[int, int]) -> None:
    """Width and height as in the table of Google's image guide."""
    assert CATALOG.family(family).dimensions(ratio, size) == pixels


def test_cost_is_the_list_price() -> None:
    """One 1K picture of Nano Banana 2.1 costs 3.36 cents; thoughts are billed as words."""
    family = CATALOG.family("nano-banana-2.1")
    assert family.cost(Usage(pictures=1120)) == pytest.approx(0.0336)
    assert family.cost(Usage(prompt=1000, words=100, pictures=1120, thoughts=300)) == pytest.approx(0.0381)


def test_a_flat_price_is_the_price_whatever_was_counted() -> None:
    """Gateways that charge per call count no tokens."""
    family = replace(CATALOG.family("nano-banana-2.1"), per_picture=0.05)
    assert family.cost(Usage(pictures=1120)) == family.cost(Usage()) == family.price_at("4K") == 0.05


def test_each_size_has_its_price() -> None:
    """Half a size that is scaled down costs what a whole one does."""
    assert CATALOG.family("nano-banana-2").price_at("0.5K") == pytest.approx(0.0448, abs=1e-4)
    assert CATALOG.family("nano-banana-2.1").price_at("0.5K") == pytest.approx(0.0336)
    assert CATALOG.family("nano-banana-pro").price_at("4K") == pytest.approx(0.24)


@pytest.mark.parametrize(
    ("family", "size", "drawn", "shrink"),
    [
        ("nano-banana-2", "0.5K", "0.5K", 1),
        ("nano-banana-2.1", "0.5K", "1K", 2),
        ("nano-banana-2.1", "4K", "4K", 1),
        ("nano-banana-2.1", None, None, 1),
        ("nano-banana", "0.5K", None, 2),
        ("nano-banana", "1K", None, 1),
        ("nano-banana", None, None, 1),
    ],
)
def test_half_a_size_is_drawn_whole_and_scaled_down_where_it_is_lacking(
    family: str, size: str | None, drawn: str | None, shrink: int
) -> None:
    """A family with one size only is asked for no size at all."""
    assert (CATALOG.family(family).drawn_size(size), CATALOG.family(family).shrink(size)) == (drawn, shrink)


@pytest.mark.parametrize("family", CATALOG.families, ids=lambda family: family.id)
def test_every_family_can_be_asked_for_the_size_that_it_draws(family: Family) -> None:
    """Also one that has no field for it; half of it is had by scaling down."""
    assert {"0.5K", "1K", *family.sizes} == set(family.choosable_sizes)
    CATALOG.check(Request("a cat", family.id, options=Options(size="1K")), continues=False)


@pytest.mark.parametrize(
    ("options", "pixels", "note"),
    [
        (Options("16:9", "4K"), (1376, 768), "asked 16:9 4K, received 1376×768"),  # noqa: RUF001 - the sign for sizes
        (Options(None, "4K"), (1376, 768), "asked 4K, received 1376×768"),  # noqa: RUF001 - the sign for sizes
        (Options("16:9", None), (1024, 1024), "asked 16:9, received 1024×1024"),  # noqa: RUF001 - the sign for sizes
        (Options("16:9", "1K"), (1408, 768), None),
        (Options("16:9", "4K"), (5504, 3072), None),
        (Options("1:1", "0.5K"), (1024, 1024), None),
        (Options("1:1", "0.5K"), (512, 512), None),
        (Options(None, "0.5K"), (512, 512), None),
        (Options("1:1", "0.5K"), (256, 256), "asked 1:1 0.5K, received 256×256"),  # noqa: RUF001 - the sign for sizes
        (Options("16:9", "0.5K"), (512, 512), "asked 16:9 0.5K, received 512×512"),  # noqa: RUF001 - the sign for sizes
        (Options(), (300, 200), None),
        (Options("1:1", "4K"), (0, 0), None),
    ],
)
def test_fewer_pixels_or_another_shape_than_asked_is_said(
    options: Options, pixels: tuple[int, int], note: str | None
) -> None:
    """Small differences from the tables, unknown pixels and what nobody asked for are not."""
    width, height = pixels
    made = replace(picture(), width=width, height=height)
    assert CATALOG.family("nano-banana-2.1").shortfall(options, (made,)) == note


def test_a_status_tells_how_google_stands_to_it() -> None:
    """By the dates, and for a model that an operator named by that."""
    told = {family.id: family.status for family in CATALOG.families}
    assert told["nano-banana-2.1"] == "current since 2026-10-06"
    assert told["nano-banana-2"] == "deprecated 2026-10-06, off at Google 2026-10-29"
    assert told["nano-banana"] == "off at Google 2026-10-02"
    assert Catalog.load().adopting("x", "google").families[0].status == "named by the operator"


@pytest.mark.parametrize(
    ("size", "pixels", "factor"),
    [
        ("0.5K", (1024, 1024), 2),
        ("0.5K", (512, 512), 1),
        ("0.5K", (1376, 768), 2),
        ("0.5K", (2048, 2048), 4),
        ("1K", (2048, 2048), 1),
        (None, (1024, 1024), 1),
        ("0.5K", (0, 0), 1),
    ],
)
def test_half_a_size_is_scaled_down_to_from_whatever_came(
    size: str | None, pixels: tuple[int, int], factor: int
) -> None:
    """Some gateways ignore the spelling of half a size in silence: what came decides, not what was asked."""
    width, height = pixels
    made = replace(picture(), width=width, height=height)
    assert CATALOG.family("nano-banana-2").scaling(Options(size=size), (made,)) == factor
