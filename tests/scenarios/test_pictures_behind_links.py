"""Addresses that a relay or its model gives in place of a picture: what is followed, and what never is."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core import errors
from bot.image_model import hosts_of
from bot.playground.gemini import Raw
from tests.scenarios.house_of import HouseOf

LIST = "/v1/models"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[HouseOf]:
    house = HouseOf("newapi", tmp_path)
    async with house.open():
        yield house


def saying(text: str) -> Raw:
    candidate = {"content": {"role": "model", "parts": [{"text": text}]}, "finishReason": "STOP"}
    return Raw(json.dumps({"candidates": [candidate]}).encode(), 200, {"Content-Type": "application/json"})


def lists(house: HouseOf) -> int:
    """How often anybody asked the relay for its list of models, which the bot does once at each start."""
    asked = [record for record in house.gemini.records if record.kind == "request" and record.method == "GET"]
    return sum(record.path == LIST for record in asked)


async def test_the_picture_that_words_lead_to_is_posted_without_its_address(house: HouseOf) -> None:
    """It was paid for once; what else the model said stays."""
    house.picture_hosts = hosts_of(house.gemini.url)
    await house.restart()
    house.gemini.next("link in words")
    card = await house.ada.imagine("a fox")
    assert card.pictures[0].pixels == (1024, 1024)
    assert "Here is . Enjoy!" in card.words
    assert house.gemini.billed == 1


async def test_a_page_that_the_model_speaks_of_is_told_as_its_words(house: HouseOf) -> None:
    """It is looked at, is no picture, and nobody says that a picture got lost."""
    house.picture_hosts = hosts_of(house.gemini.url)
    await house.restart()
    words = f"I can't draw that: see {house.gemini.url}{LIST} for more."
    house.gemini.next(saying(words))
    before = lists(house)
    told = await house.ada.asks("imagine", prompt="a fox")
    assert told.sentence.startswith(errors.WordsOnly(words).sentence)
    assert lists(house) > before


@pytest.mark.parametrize("form", ["![x]({})", "{}", "Look at {} please", "[x]({})"])
async def test_words_lead_to_nothing_on_the_operators_network(house: HouseOf, form: str) -> None:
    """A person may make the model say any address; the relay's own, which may be private, is asked for nothing."""
    house.gemini.next(saying(form.format(f"{house.gemini.url}{LIST}")))
    before = lists(house)
    told = await house.ada.asks("imagine", prompt="a fox")
    assert not told.is_card
    assert lists(house) == before


@pytest.mark.parametrize("shape", ["url", "file link", "openai url"])
async def test_a_link_that_the_relay_gives_itself_may_lead_to_its_own_host(house: HouseOf, shape: str) -> None:
    """What stands where a picture belongs is the relay's word, which its operator trusts."""
    house.gemini.next(shape)
    card = await house.ada.imagine("a fox")
    assert card.pictures[0].pixels == (1024, 1024)


async def test_a_relay_of_the_operators_file_is_trusted_alike(house: HouseOf, tmp_path: Path) -> None:
    """Its address is as much the operator's word as one in the environment."""
    file = tmp_path / "relays.toml"
    file.write_text(f'[ours]\nlike = "newapi"\nbase_url = "{house.gemini.base_url}"\n', encoding="utf-8")
    house.give(gemini_provider="ours", gemini_base_url=None, plantain_providers=file)
    await house.restart()
    house.gemini.next("file link")
    card = await house.ada.imagine("a fox")
    assert card.pictures[0].pixels == (1024, 1024)


async def test_a_placeholder_is_not_posted_as_words(house: HouseOf) -> None:
    """Proxies of Google's web page leave it beside the picture; it leads nowhere."""
    house.gemini.next("placeholder")
    card = await house.ada.imagine("a fox")
    assert card.pictures[0].pixels == (1024, 1024)
    assert "googleusercontent" not in card.words
