"""The catalog: families as data, and requests checked against them."""

from dataclasses import replace
from datetime import date

import pytest

from bot.core.catalog import Catalog, lacks
from bot.core.errors import (
    NothingAsked,
    OptionUnsupported,
    ThoughtsUnsupported,
    TooManyReferences,
    UnknownFamily,
    WordsTooLong,
)
from bot.core.limits import JSON_BYTES, PATH_BYTES
from bot.core.offer import Offer
from bot.core.request import RATIOS, SIZES, Options, Request, Search, Thinking
from tests.fakes import picture

TODAY = date(2026, 9, 1)
"""Every family of the catalog is served by Google."""


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
        assert family.released or family.shutdown
        assert set(family.unsure) <= set(family.ids)
        assert all(ids and len(set(ids)) == len(ids) for ids in family.ids.values())


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


def test_thoughts_are_shown_only_by_what_thinks(catalog: Catalog) -> None:
    """A family without levels may think all the same; one that does not is refused naming those that do."""
    wish = Request("a cat", "nano-banana-pro", options=Options(thoughts=True))
    catalog.check(wish, continues=False)
    with pytest.raises(ThoughtsUnsupported, match=r"or choose Nano Banana 2\.1"):
        catalog.check(Request("a cat", "nano-banana", options=Options(thoughts=True)), continues=False)
    deaf = catalog.at(Offer("google", "Gateway", thinking=False))
    with pytest.raises(ThoughtsUnsupported, match="Nano Banana Pro at Gateway"):
        deaf.check(wish, continues=False)


@pytest.mark.parametrize(
    ("family", "options", "says"),
    [
        ("nano-banana-pro", Options(ratio="8:1"), "for 8:1 choose Nano Banana 2.1"),
        ("nano-banana-2-lite", Options(size="4K"), "works with 0.5K or 1K"),
        ("nano-banana", Options(size="2K"), "works with 0.5K or 1K"),
        ("nano-banana-pro", Options(thinking=Thinking.HIGH), "^Nano Banana Pro thinks at its own pace: leave"),
        ("nano-banana", Options(thinking=Thinking.HIGH), "^Nano Banana takes no thinking at all: leave it out"),
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
    """An empty wish, or one that nobody can see, is fine with a reference or a parent."""
    for words in (" \n", "\N{ZERO WIDTH SPACE}"):
        empty = Request(words, "nano-banana-2.1")
        with pytest.raises(NothingAsked):
            catalog.check(empty, continues=False)
        catalog.check(empty, continues=True)


def test_words_have_a_limit(catalog: Catalog) -> None:
    """4000 characters are fine and one more is not."""
    catalog.check(Request("w" * 4000, "nano-banana-2.1"), continues=False)
    with pytest.raises(WordsTooLong, match="4,001"):
        catalog.check(Request("w" * 4001, "nano-banana-2.1"), continues=False)


def test_auto_takes_the_first_family_that_the_provider_lists(catalog: Catalog) -> None:
    """In the catalog's order, and the first one known where the list helps nothing."""
    assert (
        catalog.first_offered("google", ["gemini-3-pro-image", "gemini-3.1-flash-image"], TODAY).name == "Nano Banana 2"
    )
    assert catalog.first_offered("google", [], TODAY).name == "Nano Banana 2.1"


def test_auto_does_not_guess_what_nobody_has_told(catalog: Catalog) -> None:
    """Without a list the first family is taken that the provider surely has; its list decides where there is one."""
    at_dmxapi = catalog.at(Offer("dmxapi", "DMXAPI"))
    autumn = date(2026, 10, 29)
    assert at_dmxapi.first_offered("dmxapi", [], TODAY).name == "Nano Banana 2"
    assert at_dmxapi.first_offered("dmxapi", [], autumn).name == "Nano Banana Pro", "Google has switched the other off"
    assert at_dmxapi.first_offered("dmxapi", ["gemini-3.1-flash-image"], autumn).name == "Nano Banana 2"
    assert at_dmxapi.first_offered("dmxapi", ["gemini-nano-banana-2.1"], TODAY).name == "Nano Banana 2.1"
    unsure = catalog.at(Offer("mine", "Mine", kin=("newapi",), ids={"nano-banana-2": (), "nano-banana-pro": ()}))
    assert unsure.first_offered("mine", [], TODAY).name == "Nano Banana"


def test_what_a_provider_lacks_is_refused_naming_it(catalog: Catalog) -> None:
    """The sentence tells whether the family or the provider lacks an option, and what would work there."""
    offer = Offer("x", "Gateway X", kin=("google",), sizes={"nano-banana-pro": ("1K", "2K")}, references=3)
    here = catalog.at(offer)
    with pytest.raises(OptionUnsupported, match=r"Nano Banana Pro at Gateway X has no size 4K.*0.5K, 1K or 2K"):
        here.check(Request("a cat", "nano-banana-pro", options=Options(size="4K")), continues=False)
    with pytest.raises(OptionUnsupported, match=r"^Nano Banana Pro has no ratio 8:1"):
        here.check(Request("a cat", "nano-banana-pro", options=Options(ratio="8:1")), continues=False)
    four = tuple(picture(str(number)) for number in range(4))
    with pytest.raises(TooManyReferences, match="Nano Banana Pro at Gateway X takes up to 3"):
        here.check(Request("", "nano-banana-pro", references=four), continues=False)


def test_a_provider_may_bound_what_is_sent(catalog: Catalog) -> None:
    """Base64 makes a third more of pictures, and a request has words, too."""
    here = catalog.at(Offer("google", "G", reference_bytes=7 * 2**20, request_bytes=20 * 2**20))
    assert here.room == (20 * 2**20 - JSON_BYTES) * 3 // 4
    assert (here.reference_bytes, here.title) == (7 * 2**20, "G")
    small = catalog.at(Offer("google", "G", request_bytes=2**20))
    assert small.reference_bytes == small.room == 7 * 2**17 * 3 // 4
    assert catalog.at(Offer("google", "G", request_bytes=10**9)).room == PATH_BYTES
    assert (catalog.room, catalog.reference_bytes, catalog.title) == (PATH_BYTES, PATH_BYTES, "the image service")


def test_the_picture_to_start_over_from_counts_as_a_reference(catalog: Catalog) -> None:
    """Three are one too many where a fourth picture goes in with them, and the sentence says which."""
    three = tuple(picture(str(number)) for number in range(3))
    asked = Request("", "nano-banana", references=three)
    catalog.check(asked, continues=True)
    catalog.check(replace(asked, references=three[:2]), continues=True, seeded=True)
    with pytest.raises(TooManyReferences, match=r"up to 3 .* this is 4, with the picture that this goes on from"):
        catalog.check(asked, continues=True, seeded=True)


def test_ids_that_google_switched_off_are_known_by_date(catalog: Catalog) -> None:
    """A start can warn of them; the day itself counts."""
    family = catalog.at(Offer("google", "Google")).family("nano-banana-2")
    assert catalog.switched_off(family, date(2026, 10, 28)) == ()
    assert catalog.switched_off(family, date(2026, 10, 29)) == ("gemini-3.1-flash-image",)


def test_a_known_model_id_is_what_its_family_is_called_first(catalog: Catalog) -> None:
    """Who names a literal id gets that id, with what is known of its family."""
    here = catalog.at(Offer("newapi", "A relay")).adopting("nano-banana-pro", "newapi")
    assert here.family("nano-banana-pro").ids["newapi"][0] == "gemini-3-pro-image", "an id of a family is its name"
    named = catalog.at(Offer("newapi", "A relay")).adopting("GEMINI-3-pro-image-preview", "newapi")
    family = named.family("Nano Banana Pro")
    assert family.ids["newapi"][:2] == ("gemini-3-pro-image-preview", "gemini-3-pro-image")
    assert named.families[0].name == "Nano Banana 2.1"


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("gemini-nano-banana-2.1", "the provider let Nano Banana 2.1 draw this in place of Nano Banana 2"),
        ("gemini-3.1-flash-image-preview", None),
        ("gemini-3.1-flash-image", None),
        ("something-else", None),
        ("", None),
    ],
)
def test_a_model_of_another_family_is_said(catalog: Catalog, model: str, said: str | None) -> None:
    """An answer names who made it; another id of the same family, or an unknown one, is no news."""
    assert catalog.at(Offer("google", "Google")).drawn_by_another(catalog.family("nano-banana-2"), model) == said


@pytest.mark.parametrize(
    ("model", "family", "ids"),
    [
        ("gemini-3-pro-image-preview", "nano-banana-pro", ("gemini-3-pro-image", "nano-banana-pro-preview")),
        ("Gemini-3.1-flash-image-preview", "nano-banana-2", ("gemini-3.1-flash-image",)),
        ("gemini-2.5-flash-image-preview", "nano-banana", ("gemini-2.5-flash-image",)),
        ("gemini-3.1-flash-image-preview-c", "nano-banana-2", ("gemini-3.1-flash-image",)),
    ],
)
def test_a_retired_id_or_one_of_another_provider_is_known(
    catalog: Catalog, model: str, family: str, ids: tuple[str, ...]
) -> None:
    """It is asked for first, then what the family is called here; abilities and prices are the family's."""
    before = catalog.at(Offer("google", "Google"))
    named = before.adopting(model, "google")
    found = named.family(model)
    assert (found.id, found.ids["google"]) == (family, (model.lower(), *ids))
    assert (found.price, found.ratios, found.status) == (
        (plain := before.family(family)).price,
        plain.ratios,
        plain.status,
    )
    assert len(named.families) == len(before.families)


def test_a_family_that_the_provider_lacks_is_taken_for_itself_when_it_is_named(catalog: Catalog) -> None:
    """What the operator wrote is its id, and the provider's limits hold for it."""
    offer = Offer("google", "Google", ids={"nano-banana-pro": ()}, sizes={"*": ("1K",)}, per_picture={"*": 0.5})
    found = catalog.at(offer).adopting("gemini-3-pro-image", "google").families[0]
    assert (found.name, found.ids, found.sizes) == ("Nano Banana Pro", {"google": ("gemini-3-pro-image",)}, ("1K",))
    assert (found.per_picture, found.unsure) == (0.5, ())
    plain = replace(catalog, families=catalog.families[:1]).adopting("gemini-3-pro-image", "google")
    assert plain.families[0].name == "Nano Banana Pro"


def test_a_list_shows_what_a_provider_lacks_if_it_names_any_family(catalog: Catalog) -> None:
    """A list of strangers, or none, shows nothing."""

    def missing(*listed: str) -> list[str]:
        told = replace(catalog, listed=frozenset(listed))
        return [family.id for family in told.families if told.is_missing(family)]

    assert missing() == missing("some-words-model") == []
    assert missing("gemini-nano-banana-2.1", "gemini-3-pro-image", "gemini-2.5-flash-image") == [
        "nano-banana-2",
        "nano-banana-2-lite",
    ]
    assert catalog.has("Nano Banana Pro")
    assert not catalog.has("leonardo")


def test_only_what_can_be_had_is_recommended(catalog: Catalog) -> None:
    """A successor that the provider's list lacks is none, and its forerunner is named in its place."""
    here = catalog.at(Offer("anyfast", "AnyFast")).listing(["gemini-3.1-flash-image", "gemini-3-pro-image"])
    assert [family.id for family in here.available] == ["nano-banana-2", "nano-banana-pro"]
    assert here.offering("size", "4K") == ["Nano Banana 2", "Nano Banana Pro"]
    with pytest.raises(OptionUnsupported, match=r"; for 8:1 choose Nano Banana 2\.$"):
        here.check(Request("a cat", "nano-banana-pro", options=Options(ratio="8:1")), continues=False)
    with pytest.raises(UnknownFamily, match=r": choose one of Nano Banana 2 or Nano Banana Pro\.$"):
        here.family("dall-e")
    assert here.heir(here.family("nano-banana-2")) is None
    everywhere = here.listing([])
    assert everywhere.offering("size", "4K") == ["Nano Banana 2.1", "Nano Banana Pro"]
    assert everywhere.heir(here.family("nano-banana-2")) == everywhere.family("nano-banana-2.1")
    lacking = catalog.at(Offer("google", "Google", ids={"nano-banana-2.1": ()}))
    assert lacking.offering("size", "4K") == ["Nano Banana 2", "Nano Banana Pro"]


def test_a_list_with_vendors_in_front_tells_of_the_same_models(catalog: Catalog) -> None:
    """They are asked for as they are listed, and known by both spellings, to `auto`, too."""
    listed = ["google/gemini-3-pro-image", "google/gemini-2.5-flash-image"]
    here = catalog.at(Offer("newapi", "A relay")).listing(listed)
    pro = here.family("gemini-3-pro-image")
    assert here.family("google/gemini-3-pro-image") == here.family("Nano Banana Pro") == pro
    assert pro.ids["newapi"][:2] == ("google/gemini-3-pro-image", "gemini-3-pro-image")
    assert here.first_offered("newapi", listed, TODAY) == pro
    assert [family.id for family in here.available] == ["nano-banana-pro", "nano-banana"]
    assert here.drawn_by_another(pro, "gemini-3-pro-image") is None
    assert here.drawn_by_another(pro, "google/gemini-2.5-flash-image") is not None


def test_a_literal_id_with_a_vendor_in_front_is_known(catalog: Catalog) -> None:
    """It is asked for as it is written, and does and costs what its family does."""
    named = catalog.at(Offer("newapi", "A relay")).adopting("google/gemini-3-pro-image", "newapi")
    family = named.family("google/gemini-3-pro-image")
    assert (family.id, family.ids["newapi"][0]) == ("nano-banana-pro", "google/gemini-3-pro-image")
    assert named.family("nano-banana-pro") == family


def test_lost_options_are_named(catalog: Catalog) -> None:
    """What another family could not do of a request."""
    wish = Request("a cat", "nano-banana-2.1", options=Options("8:1", "4K", Thinking.MEDIUM, Search.WEB))
    assert lacks(catalog.family("nano-banana-2-lite"), wish) == ["ratio", "size", "thinking", "search"]
    assert lacks(catalog.family("nano-banana-2.1"), wish) == []


def test_a_model_id_that_nobody_described_can_be_used(catalog: Catalog) -> None:
    """It comes first and is taken to do what the newest family does; a known name changes nothing."""
    named = catalog.adopting("gemini-nano-banana-9", "google")
    assert named.families[0].ids == {"google": ("gemini-nano-banana-9",)}
    assert named.family("GEMINI-nano-banana-9").sizes == catalog.families[0].sizes
    assert catalog.adopting("Nano  Banana Pro", "google") is catalog
