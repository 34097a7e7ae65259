"""The stand-in's life."""

import aiohttp
import msgspec
import pytest

from bot.playground.gemini import GeminiStandIn
from bot.playground.gemini.server import canned_answer
from bot.playground.gemini.signatures import Signer
from tests.playground.gemini.asking import MODEL, Talker, lasting, picture_of, pixels, request, user


async def test_it_listens_on_the_loopback_at_a_free_port() -> None:
    """Two stand-ins live side by side."""
    async with GeminiStandIn() as one, GeminiStandIn() as two:
        assert one.url.startswith("http://127.0.0.1:")
        assert one.url != two.url


async def test_a_conversation_outlives_a_restart() -> None:
    """Signatures of one stand-in are good in the next, and those of another secret are not."""
    words = user("a pear")
    async with aiohttp.ClientSession() as session:
        async with GeminiStandIn() as stand_in:
            first = await Talker(stand_in, session).painted(words)
        async with GeminiStandIn() as stand_in:
            await Talker(stand_in, session).painted(words, lasting(first), user("again"))
        async with GeminiStandIn(secret=b"other") as stand_in:
            status, _ = await Talker(stand_in, session).refused(request(words, lasting(first), user("again")))
    assert status == 400


async def test_ids_and_times_are_given() -> None:
    """Clock and ids come from outside."""
    async with (
        GeminiStandIn(clock=lambda: 7.0, new_id=lambda: "the id") as stand_in,
        aiohttp.ClientSession() as session,
    ):
        answer = await Talker(stand_in, session).painted(user("a pear"))
        assert answer["responseId"] == "the id"
        assert {record.at for record in stand_in.records} == {7.0}


async def test_a_model_can_be_switched_off_while_it_runs(talker: Talker) -> None:
    """What was sold a moment ago is gone, and the list knows."""
    await talker.painted(user("a pear"))
    talker.stand_in.retire(MODEL)
    assert (await talker.refused(request(user("a pear"))))[0] == 404
    assert MODEL not in str(await talker.get("/v1beta/models"))


async def test_listeners_hear_of_every_call() -> None:
    """A page can follow the traffic."""
    heard = list[str]()
    async with GeminiStandIn() as stand_in, aiohttp.ClientSession() as session:
        stop = stand_in.subscribe(lambda record: heard.append(record.kind))
        await Talker(stand_in, session).painted(user("a pear"))
        stop()
    assert heard == ["request", "answer"]


async def test_a_canned_answer_comes_unchecked_and_as_large_as_a_photograph() -> None:
    """Benchmarks get the same bytes for any body."""
    async with GeminiStandIn(canned="1K") as stand_in, aiohttp.ClientSession() as session:
        talker = Talker(stand_in, session)
        status, answer = await talker.ask(b"anything")
        assert (status, pixels(picture_of(answer))) == (200, (1376, 768))
        assert 1_000_000 < len(picture_of(answer)) < 3_000_000
        assert stand_in.billed == 1


@pytest.mark.parametrize("size", ["1K", "2K"])
def test_canned_answers_have_the_size_of_their_name(size: str) -> None:
    """A prebuilt answer is a whole answer."""
    answer = msgspec.json.decode(canned_answer(size, Signer(b"secret", 64)))
    assert pixels(picture_of(answer))[0] == {"1K": 1376, "2K": 2752}[size]
