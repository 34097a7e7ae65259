"""What all questions about one task have in common."""

from pathlib import Path

import pytest

from bot.core.errors import ProviderBroken
from bot.core.request import Options
from bot.gemini.task_reading import State
from bot.gemini.tokens import stored_token
from tests.fakes import request
from tests.gemini.errands import KEY, studio
from tests.gemini.provider import Provider, b64, png, whole


async def test_an_answer_is_read_and_its_files_go(tmp_path: Path, provider: Provider) -> None:
    """What came along is there while the exchange is open, and gone after it."""
    provider.answer = whole({"id": "t", "status": "completed", "outputs": [f"data:image/png;base64,{b64(png(900))}"]})
    async with studio(tmp_path, provider.url) as bench:
        errand = bench.errand()
        async with errand.exchange() as exchange:
            sighting = await errand.ask(exchange, "GET", "/v1/task/t", seconds=5)
            assert (sighting.state, len(exchange.files)) == (State.DONE, 1)
        assert list(bench.spool.iterdir()) == []


async def test_a_failure_is_told_without_the_key(tmp_path: Path, provider: Provider) -> None:
    """Whatever the provider says, it is one of our errors."""
    provider.answer = whole({"error": {"message": f"wrong {KEY}"}}, 500)
    async with studio(tmp_path, provider.url) as bench:
        errand = bench.errand()
        async with errand.exchange() as exchange:
            with pytest.raises(ProviderBroken) as caught:
                await errand.ask(exchange, "GET", "/v1/task/t", seconds=5)
    assert KEY not in f"{caught.value!r} {caught.value.__cause__!r}"


@pytest.mark.parametrize(
    ("headers", "message", "expected"),
    [
        ({}, "upstream error (request id: 20261121-abc.1)", "20261121-abc.1"),
        ({"x-oneapi-request-id": "of-the-header"}, "upstream error (request id: of-the-words)", "of-the-header"),
        ({}, "upstream error", ""),
    ],
)
async def test_the_providers_number_of_a_failed_task_is_found(
    tmp_path: Path, provider: Provider, headers: dict[str, str], message: str, expected: str
) -> None:
    """It stands in the words of the task's own error, whose answer has the status of a success."""
    body = {"id": "t", "status": "failed", "error": {"message": message}}
    provider.answer = whole(body, headers=headers)
    async with studio(tmp_path, provider.url) as bench:
        errand = bench.errand()
        async with errand.exchange() as exchange:
            await errand.ask(exchange, "GET", "/v1/task/t", seconds=5)
            assert exchange.request_id == expected


async def test_files_are_those_of_the_call(tmp_path: Path, provider: Provider) -> None:
    """A token that the call does not name leads to nothing."""
    async with studio(tmp_path, provider.url) as bench:
        token = stored_token("blob", "0" * 64)
        assert bench.errand().locate(token) == bench.spool / token


@pytest.mark.parametrize(
    ("generation", "size", "lost"),
    [("B", "0.5K", ()), ("A", "0.5K", ("size",)), ("A", "4K", ()), ("A", None, ())],
)
async def test_an_option_without_a_word_is_lost(
    tmp_path: Path, provider: Provider, generation: str, size: str | None, lost: tuple[str, ...]
) -> None:
    """One generation has sizes that the other lacks."""
    wish = request(family="nano-banana-2", options=Options(size=size))
    async with studio(tmp_path, provider.url) as bench:
        assert bench.errand(generation, wish).lost == lost
