"""Mutations of a batch's operation: whatever Google's Batch API sends, each request ends as a reply or as our error."""

import json
import random
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.batch import Job, JobState, Terms
from bot.core.batch_ports import Read
from bot.core.errors import PlantainError
from bot.core.reply import Reply
from bot.gemini.batches import GeminiBatches
from tests.fakes import CATALOG, request
from tests.gemini.asking import Asker, asking
from tests.gemini.provider import Provider, png, replied, whole
from tests.gemini.test_every_shape import MUTATIONS, Mutation

FAMILY = CATALOG.family("nano-banana-2.1")
ROWS = (1, 2, 3)
DATA = png(2000)
HUGE = "9" * 5000


def entry(number: int, **instead: Any) -> dict[str, Any]:
    return {"response": replied(DATA), "metadata": {"key": str(number)}, **instead}


def operation(*entries: Any, state: str = "BATCH_STATE_SUCCEEDED") -> dict[str, Any]:
    output = {"inlinedResponses": {"inlinedResponses": list(entries)}}
    metadata = {"state": state, "displayName": "t", "model": "models/m", "output": output}
    return {"name": "batches/x", "done": True, "metadata": metadata, "response": output}


WHOLE = operation(*(entry(number) for number in ROWS))
FAILED = {"error": {"code": 8, "message": "quota", "details": [{"retryDelay": "3s"}]}, "metadata": {"key": "2"}}
BODIES = [json.dumps(WHOLE).encode(), json.dumps(operation(entry(1), FAILED, {"response": replied()})).encode()]


@dataclass
class Press:
    """The port, and what came for each request."""

    port: GeminiBatches
    asker: Asker
    came: dict[int, Reply | PlantainError]

    async def collect(self) -> None:
        account = f"google:{self.asker.model.provider.fingerprint}"
        job = Job(1, FAMILY.id, ROWS, JobState.SUBMITTED, "batches/x", Terms("m", account))
        await self.port.collect(job, FAMILY, {number: request() for number in ROWS}, self._take)

    async def _take(self, number: int, read: Read) -> None:
        assert number in ROWS
        assert number not in self.came
        try:
            self.came[number] = await read()
        except PlantainError as error:
            self.came[number] = error


@pytest.fixture
async def press(provider: Provider, tmp_path: Path) -> AsyncIterator[Press]:
    async with asking(tmp_path, provider.url, "google") as asker:
        yield Press(GeminiBatches(asker.model), asker, {})


ODD: dict[str, dict[str, Any]] = {
    "words for an answer": {"response": "oops"},
    "a list for an answer": {"response": [1]},
    "no answer": {"response": None},
    "a long key": {"metadata": {"key": HUGE}},
    "a key that is none of ours": {"metadata": {"key": "0"}},
    "an odd error": {"response": None, "error": {"code": "boom", "message": {"a": [1]}, "details": "x", "status": 5}},
}


@pytest.mark.parametrize("odd", ODD)
async def test_one_odd_result_fails_alone(press: Press, provider: Provider, odd: str) -> None:
    """The others of its job are kept, and no file is left behind."""
    provider.answer = whole(operation(entry(1, **ODD[odd]), entry(2), entry(3)))
    await press.collect()
    assert not isinstance(press.came.get(1), Reply)
    assert [isinstance(press.came[number], Reply) for number in (2, 3)] == [True, True]
    assert press.asker.spooled == []


async def test_a_count_that_is_none_is_left_out(press: Press, provider: Provider) -> None:
    """The picture is kept all the same."""
    counts = {"usageMetadata": {"candidatesTokenCount": 2**63, "promptTokenCount": 3}}
    provider.answer = whole(operation(entry(1, response={**replied(DATA), **counts})))
    await press.collect()
    fox = press.came[1]
    assert isinstance(fox, Reply)
    assert (fox.usage.pictures, fox.usage.prompt) == (None, 3)


async def test_a_picture_beside_an_empty_error_counts(press: Press, provider: Provider) -> None:
    """An error that says nothing is none."""
    provider.answer = whole(operation(entry(1, error={})))
    await press.collect()
    assert isinstance(press.came[1], Reply)


@dataclass(frozen=True, slots=True)
class Mutated:
    body: int
    mutations: list[Mutation]
    seed: int

    @property
    def sent(self) -> bytes:
        by = random.Random(self.seed)  # noqa: S311 - must be the same every time
        body = BODIES[self.body]
        for mutation in self.mutations:
            body = mutation(body, by) or b" "
        return body


def shuffled(body: bytes, by: random.Random) -> bytes:
    """Results in another order, some twice, some without their key."""
    try:
        told = json.loads(body)
        results = told["metadata"]["output"]["inlinedResponses"]["inlinedResponses"]
        mixed = [by.choice(results) for _ in range(by.randrange(6))]
        for result in mixed[: by.randrange(3)]:
            result["metadata"] = by.choice([{}, {"key": HUGE}, {"key": by.choice(["1", "2", "x", "", 2, None])}])
    except (ValueError, TypeError, KeyError, IndexError, RecursionError):
        return body
    told["metadata"]["output"]["inlinedResponses"]["inlinedResponses"] = mixed
    return json.dumps(told).encode()


MUTATED = st.builds(
    Mutated,
    st.integers(0, len(BODIES) - 1),
    st.lists(st.sampled_from((shuffled, *MUTATIONS)), min_size=1, max_size=3),
    st.integers(0, 2**32),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MUTATED)
async def test_a_mutated_operation_gives_replies_or_our_errors(
    press: Press, provider: Provider, mutated: Mutated
) -> None:
    """Cut, reordered, of wrong types or huge: nothing else comes out, nothing twice, and no file is left behind."""
    provider.answer = whole(mutated.sent)
    press.came.clear()
    with suppress(PlantainError):
        await press.collect()
    assert press.asker.spooled == []
