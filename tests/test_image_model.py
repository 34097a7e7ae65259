"""The image model of the settings, and the family that draws where nobody chose one."""

import logging
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from pydantic import SecretStr

from bot import app
from bot.core.errors import (
    BalanceEmpty,
    KeyOfAnotherProvider,
    KeyRefused,
    PlantainError,
    RateLimited,
    TokenRefused,
    Unreachable,
    WrongAddress,
    WrongDomain,
)
from bot.core.ports import ImageModel
from bot.image_model import informed
from bot.playground.gemini import GeminiStandIn
from bot.providing import supply
from bot.settings import Settings
from bot.supervise import StartFailed
from tests.gemini.provider import Provider
from tests.gemini.provider import whole as answering
from tests.whole import SOON, Whole, whole

TODAY = datetime(2026, 1, 1, tzinfo=UTC).date()


class Listing:
    """An image model that lists these ids, or fails to."""

    def __init__(self, *ids: str, failure: PlantainError | None = None) -> None:
        self._ids, self._failure = ids, failure

    async def offered(self) -> Sequence[str]:
        if self._failure:
            raise self._failure
        return self._ids


@pytest.fixture
async def on(tmp_path: Path) -> AsyncIterator[Whole]:
    async with whole(tmp_path) as found:
        yield found


def settings(provider: str) -> Settings:
    return Settings.model_construct(gemini_provider=provider, gemini_api_key=SecretStr("k"))


async def failing(provider: str, failure: PlantainError) -> str:
    chosen = settings(provider)
    return (await informed(chosen, supply(chosen), cast(ImageModel, Listing(failure=failure)), TODAY)).default


async def default(settings: Settings) -> str:
    async with app.opened(settings, SOON) as house:
        return house.bench.default_family()


async def test_the_default_is_the_first_family_that_the_provider_lists(on: Whole) -> None:
    """`auto` takes what comes first in the catalog among what the provider offers."""
    everything = await default(on.settings)
    first = supply(on.settings).catalog.family(everything).ids["google"][0]
    async with GeminiStandIn(retired=[first]) as poorer:
        less = await default(on.settings.model_copy(update={"gemini_base_url": poorer.url}))
    assert less != everything


async def test_a_provider_that_does_not_answer_does_not_hold_up_the_start(
    on: Whole, caplog: pytest.LogCaptureFixture
) -> None:
    """Without the list of models the catalog's first family is the default, and the log says so."""
    nobody = on.settings.model_copy(update={"gemini_base_url": "http://127.0.0.1:9"})
    with caplog.at_level(logging.WARNING, "bot.image_model"):
        assert await default(nobody)
    assert "list of models is not to be had" in caplog.text


async def test_a_named_model_is_the_default(on: Whole) -> None:
    """A family's name and a literal model id are both taken as they are."""
    pro = on.settings.model_copy(update={"gemini_model": "nano-banana-pro"})
    assert await default(pro) == "nano-banana-pro"
    literal = on.settings.model_copy(update={"gemini_model": "gemini-of-tomorrow-image"})
    async with app.opened(literal, SOON) as house:
        assert "gemini-of-tomorrow-image" in house.bench.catalog.family(house.bench.default_family()).ids["google"]


@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        ("auto", "google/gemini-3-pro-image"),
        ("gemini-3-pro-image", "google/gemini-3-pro-image"),
        ("google/gemini-3-pro-image", "google/gemini-3-pro-image"),
        ("my-model", "x/my-model"),
    ],
)
async def test_a_list_with_vendors_in_front_is_understood(wanted: str, first: str) -> None:
    """The default is one that is listed, and is asked for as it is listed."""
    chosen = settings("laozhang").model_copy(update={"gemini_model": wanted})
    listing = Listing("x/my-model", "google/gemini-3-pro-image", "google/gemini-2.5-flash-image")
    catalog = await informed(chosen, supply(chosen), cast(ImageModel, listing), TODAY)
    default = catalog.family(catalog.default)
    assert default.ids["laozhang"][0] == first
    assert not catalog.is_missing(default)


@pytest.mark.parametrize(
    ("failure", "named"),
    [
        (KeyRefused(), "GEMINI_API_KEY"),
        (TokenRefused(), "PLANTAIN_VERTEX_CREDENTIALS"),
        (KeyOfAnotherProvider("APIYI"), "GEMINI_API_KEY"),
        (WrongDomain(), "GEMINI_API_KEY"),
        (WrongAddress(), r"https://generativelanguage\.googleapis\.com, .*GEMINI_BASE_URL"),
    ],
)
async def test_a_provider_that_will_not_serve_ends_the_start(failure: PlantainError, named: str) -> None:
    """What only the operator can mend is one sentence that names the setting and who tells more."""
    with pytest.raises(StartFailed, match=rf"{named}.*; plantain doctor tells more\.$"):
        await failing("google", failure)


async def test_a_redirect_ends_the_start_and_names_the_address(on: Whole) -> None:
    """Whoever answers with one is not the provider, however empty its answer is."""
    async with Provider().serving() as elsewhere:
        elsewhere.answer = answering(b"", 301, headers={"Location": on.gemini.url})
        moved = on.settings.model_copy(update={"gemini_base_url": elsewhere.url})
        with pytest.raises(StartFailed, match=rf"is not at {elsewhere.url}, .*GEMINI_BASE_URL"):
            await default(moved)


@pytest.mark.parametrize("failure", [RateLimited(), BalanceEmpty(), Unreachable()])
async def test_other_failures_of_the_list_go_on(failure: PlantainError) -> None:
    """They may pass, or do not speak of every call."""
    assert await failing("google", failure)


async def test_a_list_that_proves_nothing_ends_no_start() -> None:
    """Some gateways refuse the list to keys with which one may draw."""
    assert await failing("modelverse", KeyRefused())


async def test_a_refused_key_leaves_nothing_open(on: Whole) -> None:
    """The whole start ends in good order, so that the next one finds the folder free."""
    wrong = on.settings.model_copy(update={"gemini_api_key": SecretStr("wrong")})
    with pytest.raises(StartFailed, match="GEMINI_API_KEY"):
        await default(wrong)
    assert await default(on.settings)
