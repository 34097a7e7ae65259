"""/models, over the wire; and what it says of each family wherever it is offered."""

from dataclasses import replace

import pytest

from bot.core.catalog import Catalog, Family
from bot.core.offer import Offer
from bot.core.request import Options, Request
from cogs._card import dollars
from cogs._words import plain
from cogs.models import told
from tests.cogs.stage import Stage, texts
from tests.fakes import CATALOG

GOOGLE = CATALOG.at(Offer("google", "Google"))


def about(family: str, catalog: Catalog = GOOGLE) -> list[str]:
    """The lines about a family."""
    texts = dict(zip((each.id for each in catalog.families), told(catalog, "nano-banana-2.1"), strict=True))
    return texts[family].splitlines()


async def test_models_answers_the_one_who_asks(on: Stage) -> None:
    """One text for each family, within what a post may hold, and the default is marked."""
    shown = await (await on.ada.slash(on.channel, "models")).post()
    assert shown.ephemeral
    assert len(texts(shown)) == len(CATALOG.families)
    assert sum(map(len, texts(shown))) <= 4000
    assert [text.startswith("**Nano Banana 2.1** (taken when nobody chooses)") for text in texts(shown)] == [
        True,
        *[False] * 4,
    ]


def test_the_newest_family_is_told_whole() -> None:
    """State, sizes with pixels and prices, tokens, references, ratios, levels, search and ids."""
    assert about("nano-banana-2.1") == [
        "**Nano Banana 2.1** (taken when nobody chooses) · current since 2026-10-06",
        "-# 0.5K 512×512 scaled down from 1K US$0.034 · 1K 1024×1024 US$0.034 · "  # noqa: RUF001, ISC004 - a long line
        "2K 2048×2048 US$0.050 · 4K 4096×4096 US$0.113",  # noqa: RUF001 - the sign for sizes
        "-# Tokens of a picture: 1K 1,120, 2K 1,680, 4K 3,760 · up to 14 pictures in",
        "-# Ratios: 1:1, 1:4, 1:8, 2:3, 3:2, 3:4, 4:1, 4:3, 4:5, 5:4, 8:1, 9:16, 16:9, 21:9",
        "-# Thinking: minimal, medium, high (medium when nobody chooses) · search: web, web + images (US$0.014 each)",
        "-# Asked for as gemini-nano-banana-2.1",
    ]


@pytest.mark.parametrize("family", GOOGLE.families, ids=lambda family: family.id)
def test_every_family_is_told_as_it_is(family: Family) -> None:
    """Nothing that can be chosen is missing, and nothing is there that would be refused."""
    text = "\n".join(about(family.id))
    assert plain(family.status) in text
    for size in family.choosable_sizes:
        GOOGLE.check(Request("a cat", family.id, options=Options(size=size)), continues=False)
        width, height = family.dimensions("1:1", size)
        assert f"{size} {width}×{height}" in text  # noqa: RUF001 - the sign for sizes
        assert dollars(family.price_at(size)) in text
    assert text.count("×") == len(family.choosable_sizes)  # noqa: RUF001 - the sign for sizes
    assert all(f"{tokens:,}" in text for tokens in family.picture_tokens.values())
    assert f"up to {family.references} pictures in" in text
    assert f"Ratios: {', '.join(family.ratios)}" in text
    levels = {"nano-banana-pro": "at its own pace", "nano-banana": "not offered"}
    thinking = levels.get(family.id, f"{', '.join(family.thinking)} ({family.thinking_default} when nobody chooses)")
    assert f"Thinking: {thinking} ·" in text
    assert f"search: {', '.join(family.search) or 'not offered'}" in text
    assert ("Instead: Nano Banana 2.1" in text) == (family.successor is not None)
    assert plain(", else ".join(family.ids["google"])) in text


def test_what_a_provider_does_otherwise_is_told() -> None:
    """Its sizes and its price; nothing that only Google has."""
    offer = Offer("google", "A relay", sizes={"*": ("1K",)}, per_picture={"*": 0.05}, search={"*": ("web",)})
    lines = about("nano-banana-2.1", CATALOG.at(offer))
    assert lines[1] == "-# 0.5K 512×512 scaled down from 1K · 1K 1024×1024"  # noqa: RUF001 - the sign for sizes
    assert lines[2] == "-# US$0.050 a picture of any size · up to 14 pictures in"
    assert lines[4].endswith("· search: web")


def test_a_successor_that_is_not_here_is_not_named() -> None:
    """Because nobody sells it, or because the provider's list lacks it; the page opens all the same."""
    here = CATALOG.at(Offer("google", "Google", ids={"nano-banana-2.1": ()}))
    assert not any(line.startswith("Instead") for line in about("nano-banana-2", here))
    listed = GOOGLE.listing(["gemini-3.1-flash-image"])
    assert not any(line.startswith("Instead") for line in about("nano-banana-2", listed))


@pytest.mark.parametrize(
    ("listed", "doubt"),
    [
        (("gemini-3-pro-image",), " · DMXAPI does not list it"),
        (("nano-banana-2.1", "gemini-3-pro-image"), ""),
        (("a-words-model",), " · nobody has told whether DMXAPI has it"),
        ((), " · nobody has told whether DMXAPI has it"),
    ],
)
def test_what_a_provider_may_lack_is_said(listed: tuple[str, ...], doubt: str) -> None:
    """Its own list decides; without one the doubt is told."""
    here = replace(CATALOG.at(Offer("dmxapi", "DMXAPI")), listed=frozenset(listed))
    assert about("nano-banana-2.1", here)[0].endswith(f"current since 2026-10-06{doubt}")
    assert about("nano-banana-pro", here)[0].endswith("current since 2026-05-28"), "of this one nobody doubts"
