"""What fails before a request has left costs nothing: the person is told so, and the ledger says so."""

from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
from google.auth import exceptions
from google.auth.credentials import Credentials

from bot.core import errors
from bot.core.batch import Terms
from bot.core.errors import Cost, PlantainError
from bot.core.ports import ImageModel
from bot.core.turn import Failure, Turn
from bot.gemini.batches import GeminiBatches
from bot.gemini.model import GeminiModel, Provider
from bot.gemini.sdk import VertexEndpoint, connect
from tests.core.house import House
from tests.fakes import CATALOG, MemoryPictures, QueueModel, picture, request
from tests.gemini.asking import PRESETS, asking
from tests.gemini.errands import studio
from tests.gemini.provider import Provider as Upstream

google_auth: Any = exceptions  # it has no types
REFUSED = google_auth.RefreshError("invalid_grant: Invalid JWT Signature.", {"error": "invalid_grant"})
BUSY = google_auth.RefreshError("internal_failure", retryable=True)
NOBODY_THERE = google_auth.TransportError("Failed to resolve the host")


class Tokenless(Credentials):
    """Credentials for which there is no token."""

    def __init__(self, failure: Exception) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # google-auth has no types here
        self.failure = failure

    def refresh(self, request: object) -> None:
        raise self.failure


class Shelf(MemoryPictures):
    """Lends one path for every address."""

    def __init__(self, lent: Path) -> None:
        super().__init__()
        self.lent = lent

    @asynccontextmanager
    async def at_hand(self, addresses: Collection[str]) -> AsyncIterator[Mapping[str, Path]]:
        yield dict.fromkeys(addresses, self.lent)


@asynccontextmanager
async def vertex(folder: Path, url: str, failure: Exception) -> AsyncIterator[GeminiModel]:
    endpoint = VertexEndpoint("proj", "global", Tokenless(failure), url, timeout=20)
    async with asking(folder, url, "vertex") as asker, connect(endpoint) as connection:
        listed = msgspec.structs.replace(asker.model.provider.preset, models_path="v1/models")
        yield replace(asker.model, provider=Provider("vertex", endpoint, listed), connection=connection)


async def ended(model: ImageModel, of: str, lent: Path) -> Turn:
    """A turn with a reference after its one call, at the provider *of*."""
    house = House(pictures=Shelf(lent), model=cast(QueueModel, model), catalog=CATALOG.at(PRESETS[of].offer))
    return await house.made(replace(house.order(), request=request(family="nano-banana-2", references=(picture(),))))


def is_free(turn: Turn, error: PlantainError) -> bool:
    return (turn.failure, turn.charged) == (Failure(error.code, error.sentence, Cost.NOTHING), 0)


def missing(folder: Path) -> Path:
    return folder / "nothing"


def below_a_file(folder: Path) -> Path:
    (folder / "file").write_bytes(b"x")
    return folder / "file" / "picture"


def a_folder(folder: Path) -> Path:
    """Its size can be told, and reading it fails while the request goes out."""
    return folder


UNREADABLE = [
    (missing, errors.PictureLost()),
    (below_a_file, errors.StorageUnavailable()),
    (a_folder, errors.StorageUnavailable()),
]


@pytest.mark.parametrize(("place", "error"), UNREADABLE)
async def test_a_stored_picture_that_cannot_be_read(
    tmp_path: Path, provider: Upstream, place: Callable[[Path], Path], error: PlantainError
) -> None:
    """It is said which it is, missing or out of reach, and no whole request has left; nor as a task."""
    lent = place(tmp_path)
    async with asking(tmp_path, provider.url, "google") as asker:
        assert is_free(await ended(asker.model, "google", lent), error)
    async with studio(tmp_path, provider.url) as bench:
        assert is_free(await ended(bench.tasks, "12ai", lent), error)
    assert provider.asked == []


@pytest.mark.parametrize(
    ("failure", "error"),
    [
        (REFUSED, errors.TokenRefused()),
        (BUSY, errors.Unreachable()),
        (NOBODY_THERE, errors.Unreachable()),
        (RuntimeError("something else"), errors.NotSent()),
    ],
)
async def test_a_token_that_is_not_to_be_had(
    tmp_path: Path, provider: Upstream, failure: Exception, error: PlantainError
) -> None:
    """Who is turned away is told of the operator, who met nobody may try again, and neither is charged."""
    file = tmp_path / "picture"
    file.write_bytes(b"x")
    async with vertex(tmp_path, provider.url, failure) as model:
        assert is_free(await ended(model, "vertex", file), error)
    assert provider.asked == []


@pytest.mark.parametrize(("failure", "expected"), [(REFUSED, errors.TokenRefused), (NOBODY_THERE, errors.Unreachable)])
async def test_a_batch_without_a_token(
    tmp_path: Path, provider: Upstream, failure: Exception, expected: type[PlantainError]
) -> None:
    """A job that cannot be asked for is not given up as one of which nobody knows whether it was placed."""
    async with vertex(tmp_path, provider.url, failure) as model:
        with pytest.raises(expected) as caught:
            await GeminiBatches(model).find("some title")
    assert caught.value.charge is Cost.NOTHING
    assert provider.asked == []


@pytest.mark.parametrize("failure", [RuntimeError("x"), OSError(24, "Too many open files")])
async def test_a_batch_that_could_not_be_sent(
    tmp_path: Path, provider: Upstream, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    """It surely was not placed, so that its turns end for nothing instead of being looked for."""

    async def failing(*_: object) -> None:
        raise failure

    async def note(_: Terms) -> None:
        """It would be on disk."""

    async with asking(tmp_path, provider.url, "google") as asker:
        monkeypatch.setattr(asker.model.connection.gate, "start", failing)
        family = asker.catalog.family("nano-banana-2")
        with pytest.raises(errors.NotSent) as caught:
            await GeminiBatches(asker.model).place("some title", family, {1: request()}, note)
    assert caught.value.charge is Cost.NOTHING
    assert provider.asked == []


@pytest.mark.parametrize("failure", [REFUSED, NOBODY_THERE])
async def test_a_list_of_models_without_a_token(tmp_path: Path, provider: Upstream, failure: Exception) -> None:
    """It is one of our errors, so that the start has a sentence for it."""
    async with vertex(tmp_path, provider.url, failure) as model:
        with pytest.raises(PlantainError):
            await model.offered()
    assert provider.asked == []
