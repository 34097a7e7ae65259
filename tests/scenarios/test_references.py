"""Bad input, second sentence: what has to be converted says so, and everything else goes to the model as it is."""

from tests import corpus
from tests.scenarios.house import House, media_types
from tests.scenarios.posts import File, digest

MOST = 10
"""Files of one message (Discord docs, Create Message)."""


async def test_what_the_model_does_not_take_is_converted_and_the_card_says_so(house: House) -> None:
    """GIF, BMP, TIFF and AVIF become PNG, of moving ones the first frame, and the card names each of these."""
    files = [(found.name, found.data) for found in corpus.to_convert()[:MOST]]
    card = await house.ada.mentions("join them", *files)
    assert media_types(house) == ["image/png"] * MOST
    assert not {digest(file) for file in files} & set(house.gemini.calls[-1].references)
    for note in (
        "GIF, converted to PNG",
        "first frame of a GIF, converted to PNG",
        "BMP, converted to PNG",
        "TIFF, converted to PNG",
        "first page of a TIFF, converted to PNG",
        "AVIF, converted to PNG",
        "first frame of an AVIF, converted to PNG",
    ):
        assert note in card.facts


async def test_what_the_model_takes_goes_to_it_byte_for_byte(house: House) -> None:
    """PNG, JPEG, WebP, HEIC and HEIF are not touched, orientation marks included, and the card has nothing to say."""
    whole = corpus.as_they_are()
    for some in (whole[:MOST], whole[MOST:]):
        files: list[File] = [(found.name, found.data) for found in some]
        card = await house.ada.mentions("join them", *files)
        assert house.gemini.calls[-1].references == tuple(map(digest, files))
        assert media_types(house) == [found.media_type for found in some]
        assert "converted" not in card.words
    assert {found.media_type for found in whole} == {
        f"image/{kind}" for kind in ("png", "jpeg", "webp", "heic", "heif")
    }
