"""The same wishes at every provider that the stand-in can be, over that provider's own wire.

The presets of the bot and the manners of the stand-in are two readings of the same pages: here they meet.
"""

import json
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from PIL import Image

from bot.core import errors
from bot.image_model import hosts_of
from bot.playground.gemini import PROVIDERS, GeminiStandIn, Raw
from bot.playground.gemini.response_shapes import SHAPES
from tests.fakes import CATALOG
from tests.scenarios.house_of import GOOGLES, HouseOf
from tests.scenarios.posts import digest
from tests.torture.books import Books

FORGETFUL = [name for name, manner in PROVIDERS.items() if manner.signatures != "pass"]
"""Providers that leave nothing of a signature: a second turn starts over from the picture."""


@pytest.fixture(params=PROVIDERS)
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[HouseOf]:
    house = HouseOf(request.param, tmp_path)
    async with house.open():
        yield house


def photo() -> bytes:
    out = BytesIO()
    Image.new("RGB", (300, 200), "teal").save(out, "PNG")
    return out.getvalue()


async def test_words_become_a_picture(house: HouseOf) -> None:
    """Asked once, billed once, of the ratio and the size that were wished for."""
    card = await house.ada.imagine("a fox", ratio="16:9", size="1K")
    assert card.pictures[0].pixels == (1376, 768)
    assert (len(house.gemini.calls), house.gemini.billed) == (1, 1)


async def test_half_a_k_is_half_a_k_however_it_is_spelled(house: HouseOf) -> None:
    """Where the provider has no such size, a larger picture is made smaller, and the card says so."""
    card = await house.ada.imagine("a fox", ratio="1:1", size="0.5K", model="Nano Banana 2")
    assert card.pictures[0].pixels == (512, 512)
    lacks = "512" not in house.gemini.manner.sizes.values()
    assert house.gemini.calls[-1].size == ("1K" if lacks else "512")
    assert ("scaled down" in card.facts) == lacks


@pytest.mark.parametrize("house", ["vertex"], indirect=True)
async def test_half_a_k_that_is_called_a_missing_model_is_drawn_larger(house: HouseOf) -> None:
    """Vertex was seen to answer so: the model is not given up, and the picture is as small as was asked."""
    body = {"error": {"code": 404, "message": "Publisher model was not found.", "status": "NOT_FOUND"}}
    house.gemini.next(Raw(json.dumps(body).encode(), 404, {"Content-Type": "application/json"}))
    for size, pixels in (("0.5K", 512), ("4K", 4096)):
        card = await house.ada.imagine("a fox", ratio="1:1", size=size, model="Nano Banana 2")
        assert card.pictures[0].pixels == (pixels, pixels)
        assert ("scaled down" in card.facts) == (size == "0.5K")
        assert "not to be had" not in card.facts


async def test_a_photo_is_edited(house: HouseOf) -> None:
    """The bytes that a person sends are those that the model sees."""
    file = ("photo.png", photo())
    await house.ada.mentions("make it winter", file)
    assert house.gemini.calls[-1].references == (digest(file),)


async def test_a_second_turn_goes_on_from_the_first(house: HouseOf) -> None:
    """The model edits the very picture that it made, by the history or, where that is lost, from the picture alone."""
    card = await house.ada.imagine("a fox")
    edited = await house.ada.replies(card, "make it winter")
    seen = house.gemini.calls[-1]
    assert (seen.words.endswith("make it winter"), seen.edited) == (True, digest(card.pictures[0]))
    forgetful = house.gemini.manner.name in FORGETFUL
    assert len(seen.turns) == (1 if forgetful else 3)
    assert ("started over" in edited.facts) == forgetful
    assert house.gemini.billed == 2


async def test_a_refusal_is_said_once_and_not_asked_again(house: HouseOf) -> None:
    """Whether the provider refuses the prompt or the picture, in an answer or in an error."""
    withheld = await _told(house, "safety")
    assert withheld.startswith(errors.PictureWithheld().sentence)
    blocked = await _told(house, "blocked")
    assert blocked.startswith((errors.PromptBlocked().sentence, errors.ContentRefusedByGateway().sentence))
    assert len(house.gemini.calls) == 2


async def test_too_many_requests_are_waited_out(house: HouseOf) -> None:
    """One refusal, one pause, one picture, one bill."""
    house.gemini.next("quota")
    await house.ada.imagine("a fox")
    assert (len(house.gemini.calls), house.gemini.billed, len(house.pauses)) == (2, 1, 1)


async def test_an_id_that_is_switched_off_gives_way_within_its_family_or_is_told(house: HouseOf) -> None:
    """Another id of the same family takes over with a note; another family never does unasked."""
    await house.ada.imagine("a fox")
    gone = house.gemini.calls[-1].model
    ids = PROVIDERS[house.gemini.manner.name].ids
    heirs = {other for other, family in ids.items() if family == ids[gone]} - {gone}
    house.gemini.retire(gone)
    told = await house.ada.asks("imagine", prompt="a fox")
    if heirs:
        assert told.is_card
        assert house.gemini.calls[-1].model in heirs
    else:
        assert not told.is_card
        assert "/models" in told.sentence
    assert house.gemini.billed == (2 if heirs else 1)


@pytest.mark.parametrize(("house", "to"), [("google", "modelverse")], indirect=["house"])
async def test_pictures_outlive_a_change_to_a_provider_without_their_family(house: HouseOf, to: str) -> None:
    """Replies, mentions and edits go on with the default family and say so; what somebody chose is theirs to change."""
    card = await house.ada.imagine("a fox", model="Nano Banana 2.1")
    before = house.gemini
    async with GeminiStandIn(provider=to, key="sk-made-up-too") as other:
        house.gemini = other
        await house.restart()
        reply = await house.ada.writes("winter", to=card)
        assert "Nano Banana 2.1 is not offered any more: drawn by Nano Banana" in reply.facts
        assert "started over from the newest picture" in reply.facts
        asked = [await house.ada.writes("night", mention=True), await house.ada.asks("edit", prompt="gold")]
        assert all(told.is_card and "not offered" not in told.facts for told in asked), "they go on with who drew last"
        again = await house.ada.presses(house.ada.finds(card), "Again")
        assert again.sentence.startswith("Nano Banana 2.1 is not offered")
        assert "model: in /imagine or /edit" in again.sentence
        assert other.billed == 3
        house.gemini = before
        await house.restart()


async def test_each_failure_says_what_is_wrong_whoever_tells_it(house: HouseOf) -> None:
    """Key, account, group, a gateway's clock, a list of errors: the same sentence from eleven envelopes."""
    name = house.gemini.manner.name
    wanted: dict[str, errors.PlantainError] = {
        "key": errors.WrongDomain() if name == "dmxapi" else errors.KeyRefused(),
        "no balance": errors.AccountNotReady() if name in GOOGLES else errors.BalanceEmpty(),
        "timeout 524": errors.GatewayTimedOut(),
        "error array": errors.Overloaded(),
    }
    for failure, error in wanted.items():
        house.gemini.next(failure, times=3 if failure == "error array" else 1)
        assert await _told(house) == error.told, failure
    house.gemini.next("group", times=4)
    assert await _told(house) in {errors.GroupLacksModel(family.name).told for family in CATALOG.families}
    assert house.gemini.billed == 0


@pytest.mark.parametrize(("house", "ratio"), [("modelverse", "1:4"), ("anyfast", "21:9")], indirect=["house"])
async def test_an_option_that_a_provider_does_not_take_is_left_out_once_and_said(house: HouseOf, ratio: str) -> None:
    """Its refusal names the field, the second call goes without it, and the next wish does not ask for it again."""
    for sent in (2, 3):
        card = await house.ada.imagine("a fox", ratio=ratio)
        assert "ratio" in card.facts
        assert card.pictures[0].pixels == (1024, 1024)
        assert sum(record.kind == "request" and record.method == "POST" for record in house.gemini.records) == sent
    assert house.gemini.billed == 2


@pytest.mark.parametrize("house", ["newapi"], indirect=True)
async def test_a_picture_is_found_in_whatever_form_it_comes(house: HouseOf) -> None:
    """Inline, in snake_case, in words, behind a link, in the forms of another API: each is a card with the picture."""
    house.picture_hosts = hosts_of(house.gemini.url)
    await house.restart()
    for number, shape in enumerate(SHAPES, start=1):
        house.gemini.next(shape)
        card = await house.ada.imagine(f"a fox, {shape}")
        assert card.pictures[0].pixels == (1024, 1024), shape
        assert "data:" not in card.words, shape
        assert (len(house.gemini.calls), house.gemini.billed) == (number, number), shape


@pytest.mark.parametrize("house", ["vertex"], indirect=True)
async def test_a_service_account_opens_vertex(house: HouseOf, tmp_path: Path) -> None:
    """The token comes from the address that its file names, and the project is in every path."""
    file = tmp_path / "account.json"
    file.write_text(json.dumps(service_account(f"{house.gemini.url}/token")))
    house.give(plantain_vertex_credentials=file, gemini_api_key=None)
    await house.restart()
    await house.ada.imagine("a fox")
    paths = [record.path for record in house.gemini.records if record.kind == "request"]
    assert paths[-2] == "/token"
    assert "/v1/projects/plantain/locations/global/publishers/google/models/" in paths[-1]


@pytest.mark.parametrize("house", ["vertex"], indirect=True)
@pytest.mark.parametrize(
    ("token_uri", "error"),
    [("{gemini}/no-token", errors.TokenRefused()), ("http://127.0.0.1:9/token", errors.Unreachable())],
)
async def test_a_service_account_without_a_token_costs_nothing(
    house: HouseOf, tmp_path: Path, token_uri: str, error: errors.PlantainError
) -> None:
    """The bot starts all the same; who asks is told why, and neither the provider nor the ledger has anything."""
    file = tmp_path / "account.json"
    file.write_text(json.dumps(service_account(token_uri.format(gemini=house.gemini.url))))
    house.give(plantain_vertex_credentials=file, gemini_api_key=None)
    await house.restart()
    assert await _told(house) == error.told
    books = Books(house.folder / "plantain.db")
    assert [turn.charged for turn in books.turns()] == [0]
    assert sum(entry.amount for entry in books.entries()) == 0
    assert house.gemini.calls == ()


def service_account(token_uri: str) -> dict[str, str]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return {
        "type": "service_account",
        "project_id": "plantain",
        "private_key": key.private_bytes(*form).decode(),
        "client_email": "bot@plantain.example",
        "token_uri": token_uri,
    }


async def _told(house: HouseOf, failure: str = "") -> str:
    if failure:
        house.gemini.next(failure)
    return (await house.ada.asks("imagine", prompt="a fox")).sentence
