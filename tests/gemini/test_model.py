"""The image-model port, against a strict and painting stand-in."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.core import errors
from bot.core.conversation import History, history
from bot.core.errors import Cost, PlantainError
from bot.core.picture import Picture
from bot.core.ports import Call
from bot.core.reply import Reply
from bot.core.request import Options, Request, Search, Thinking
from bot.core.seed import Seed
from bot.gemini.experience import Experience
from bot.gemini.keeping import Keeper
from bot.gemini.model import GeminiModel, Provider
from bot.gemini.patience import Patience
from bot.gemini.sdk import Endpoint, connect
from bot.media.links import open_links
from bot.media.workshop import Workshop
from bot.playground.gemini import GeminiStandIn
from bot.storage.pictures import StoredPictures
from tests.fakes import CATALOG, request, turn

FAMILY = CATALOG.family("nano-banana-2.1")


@dataclass
class Atelier:
    """A model port, and the stand-in and store behind it."""

    model: GeminiModel
    standin: GeminiStandIn
    pictures: StoredPictures
    waited: list[float]

    async def ask(self, wish: Request, past: History | None = None) -> Reply:
        past = past or History()
        named = {address for each in past.turns if each.reply for address in each.reply.addresses}
        named |= {picture.sha256 for picture in (*past.pictures, *wish.references)}
        async with self.pictures.at_hand(named) as files:
            return await self.model.generate(Call(CATALOG.family(wish.family), past, wish, files))

    @property
    def spooled(self) -> list[Path]:
        return list(self.model.spool.iterdir())


def json_types(value: object) -> set[type]:
    """The exact types in a raw reply: a database takes plain JSON only."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return {type(value)}.union(*map(json_types, inner))


@pytest.fixture
async def atelier(tmp_path: Path) -> AsyncIterator[Atelier]:
    spool = tmp_path / "spool"
    spool.mkdir()
    waited: list[float] = []

    async def wait(seconds: float) -> None:
        waited.append(seconds)

    pictures = StoredPictures.at(str(tmp_path / "pictures"), spool)
    workshop = Workshop()
    async with GeminiStandIn() as standin:
        endpoint = Endpoint(standin.key, standin.url, timeout=20)
        allowed = frozenset({standin.url.removeprefix("http://")})
        async with connect(endpoint) as connection, open_links(wait, allowed=allowed) as links:
            model = GeminiModel(
                provider=Provider("google", endpoint),
                connection=connection,
                keeper=Keeper(pictures, workshop, links, links),
                spool=spool,
                patience=Patience(wait, lambda: 0.0),
                seconds=iter(range(1000)).__next__,
                experience=Experience(lambda: 0.0),
            )
            yield Atelier(model, standin, pictures, waited)
    await workshop.close()


async def test_a_picture_of_the_asked_size_is_made_and_kept(atelier: Atelier) -> None:
    """The reply names a stored picture of the right pixels, and nothing is left in the spool."""
    reply = await atelier.ask(request("a lighthouse at dusk", options=Options("16:9", "2K")))
    (picture,) = reply.pictures
    assert (picture.width, picture.height, picture.media_type) == (2752, 1536, "image/png")
    async with atelier.pictures.at_hand([picture.sha256]) as files:
        assert files[picture.sha256].stat().st_size == picture.size
    assert reply.words
    assert reply.usage.pictures == 1680
    assert json_types((reply.sent, reply.parts)) <= {dict, tuple, list, str, int, bool}
    assert atelier.spooled == []


async def test_a_second_turn_goes_back_exactly_as_it_came(atelier: Atelier) -> None:
    """The strict stand-in checks every signature, byte and position of the first turn, and edits its picture."""
    first = await atelier.ask(request("a lighthouse"))
    past = history([turn(reply=first)], atelier.model.maker(FAMILY))
    second = await atelier.ask(request("make it winter"), past)
    seen = atelier.standin.calls[-1]
    assert seen.edited == first.pictures[0].sha256
    assert [role for role, _ in seen.turns] == ["user", "model", "user"]
    third_past = history([turn(reply=first), turn("turn000000002", reply=second)], atelier.model.maker(FAMILY))
    await atelier.ask(request("and night"), third_past)
    assert atelier.standin.calls[-1].edited == second.pictures[0].sha256


async def test_options_reach_the_model(atelier: Atelier) -> None:
    """Ratio, size, thinking level and search as chosen."""
    await atelier.ask(request(options=Options("9:16", "1K", Thinking.HIGH, Search.WEB_AND_IMAGES)))
    seen = atelier.standin.calls[-1]
    assert (seen.ratio, seen.size, (seen.level or "").lower()) == ("9:16", "1K", "high")
    assert len(seen.search) == 2
    assert seen.modalities == ("TEXT", "IMAGE")


async def test_a_grounded_reply_has_citations(atelier: Atelier) -> None:
    """Sources, marks within the words, and queries."""
    reply = await atelier.ask(request("the Eddystone lighthouse", options=Options(search=Search.WEB)))
    assert reply.citations.sources
    assert reply.citations.marks
    assert reply.citations.queries


async def test_a_seed_needs_no_signature(atelier: Atelier) -> None:
    """A re-seeded conversation shows the newest picture in a user turn, which the strict stand-in takes."""
    first = await atelier.ask(request("a lighthouse"))
    past = History(seed=Seed(first.pictures[0], ("a lighthouse",)))
    await atelier.ask(request("make it winter"), past)
    seen = atelier.standin.calls[-1]
    assert seen.references == (first.pictures[0].sha256,)
    assert [role for role, _ in seen.turns] == ["user"]


async def test_a_wrong_label_is_seen_through_and_kept_for_the_model(atelier: Atelier) -> None:
    """JPEG bytes labelled PNG: people get a JPEG, the model gets its own label back and accepts the turn."""
    atelier.standin.next("wrong type")
    first = await atelier.ask(request("a lighthouse"))
    assert first.pictures[0].media_type == "image/jpeg"
    past = history([turn(reply=first)], atelier.model.maker(FAMILY))
    assert (await atelier.ask(request("winter"), past)).pictures


@pytest.mark.parametrize(
    ("failure", "expected", "cost"),
    [
        ("safety", errors.PictureWithheld, Cost.MAYBE),
        ("image safety", errors.PictureWithheld, Cost.NOTHING),
        ("prohibited", errors.ProhibitedContent, Cost.MAYBE),
        ("no image", errors.NoPicture, Cost.MAYBE),
        ("recitation", errors.Recitation, Cost.MAYBE),
        ("max tokens", errors.AnswerStopped, Cost.MAYBE),
        ("words only", errors.WordsOnly, Cost.MAYBE),
        ("blocked", errors.PromptBlocked, Cost.MAYBE),
        ("null candidates", errors.PromptBlocked, Cost.MAYBE),
        ("invalid", errors.RequestRejected, Cost.NOTHING),
        ("key", errors.KeyRefused, Cost.NOTHING),
        ("unauthenticated", errors.KeyRefused, Cost.NOTHING),
        ("forbidden", errors.KeyRefused, Cost.NOTHING),
        ("retired", errors.ModelUnavailable, Cost.NOTHING),
        ("internal", errors.ProviderBroken, Cost.MAYBE),
        ("deadline", errors.GatewayTimedOut, Cost.MAYBE),
        ("signature", errors.SignatureRefused, Cost.NOTHING),
        ("html", errors.ProviderBroken, Cost.MAYBE),
        ("html in 200", errors.WrongAddress, Cost.NOTHING),
        ("not json", errors.AnswerUnreadable, Cost.MAYBE),
        ("empty", errors.AnswerUnreadable, Cost.MAYBE),
        ("redirect", errors.WrongAddress, Cost.NOTHING),
        ("cut", errors.AnswerCut, Cost.MAYBE),
        ("cut sized", errors.AnswerCut, Cost.MAYBE),
        ("drop", errors.AnswerCut, Cost.MAYBE),
    ],
)
async def test_each_failure_is_called_once_and_has_its_error(
    atelier: Atelier, failure: str, expected: type[PlantainError], cost: Cost
) -> None:
    """One call, one of our errors with its cost, nothing left in the spool, no key in any text."""
    atelier.standin.next(failure)
    with pytest.raises(expected) as caught:
        await atelier.ask(request())
    assert type(caught.value) is expected
    assert caught.value.charge is cost
    assert sum(record.kind == "request" for record in atelier.standin.records) == 1
    assert atelier.spooled == []
    chain = [caught.value, caught.value.__cause__, caught.value.__context__]
    assert all(atelier.standin.key not in f"{error!r} {error}" for error in chain)


@pytest.mark.parametrize(("failure", "waits"), [("quota", [1.0]), ("overloaded", [2.0]), ("error in 200", [2.0])])
async def test_what_surely_cost_nothing_is_tried_again(atelier: Atelier, failure: str, waits: list[float]) -> None:
    """429 honours RetryInfo, 503 waits a little, also when it hides in a 200; then the picture comes."""
    atelier.standin.next(failure)
    assert (await atelier.ask(request())).pictures
    assert atelier.waited == waits


async def test_a_quota_that_stays_is_told(atelier: Atelier) -> None:
    """Three tries, and then the sentence with the provider's delay."""
    atelier.standin.next("quota", times=5)
    with pytest.raises(errors.RateLimited) as caught:
        await atelier.ask(request())
    assert caught.value.retry_after == 1
    assert len(atelier.waited) == 2


async def test_an_unreachable_provider_cost_nothing(atelier: Atelier) -> None:
    """Nothing was sent, so nothing can have been billed."""
    await atelier.standin.__aexit__(None, None, None)
    with pytest.raises(errors.Unreachable) as caught:
        await atelier.ask(request())
    assert caught.value.charge is Cost.NOTHING


async def test_a_missing_picture_of_the_history_is_told_before_anything_is_sent(atelier: Atelier) -> None:
    """A file that is gone ends in PictureLost, and the provider hears nothing."""
    lost = Picture("0" * 64, "image/png", 1, 1, 1)
    with pytest.raises(errors.PictureLost):
        await atelier.model.generate(Call(FAMILY, History(), request(references=(lost,)), {}))
    assert not atelier.standin.records


async def test_the_list_of_models_is_read(atelier: Atelier) -> None:
    """`GEMINI_MODEL=auto` takes its choice from here."""
    assert "gemini-nano-banana-2.1" in await atelier.model.offered()


async def test_a_family_without_a_name_at_this_provider_is_refused(atelier: Atelier) -> None:
    """A catalog entry for other providers only cannot be asked for here."""
    model = replace(atelier.model, provider=Provider("elsewhere", atelier.model.provider.endpoint))
    with pytest.raises(errors.ModelUnavailable):
        await model.generate(Call(FAMILY, History(), request(), {}))
