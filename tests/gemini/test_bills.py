"""What an answer without a picture is billed: by its own count; and each call is announced before it may cost."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.core.conversation import History
from bot.core.errors import Cancelled, Cost, LinkBroken, Overloaded, PlantainError, WordsOnly
from bot.core.ports import Call
from bot.core.reply import Usage
from bot.gemini.reading import read
from bot.playground.gemini import GeminiStandIn
from tests.fakes import request
from tests.gemini.asking import KEY, Asker, asking
from tests.gemini.errands import studio
from tests.gemini.provider import Provider, whole

COUNTS = {"promptTokenCount": 40, "candidatesTokenCount": 12, "thoughtsTokenCount": 300}
WORDS = [{"modality": "TEXT", "tokenCount": 12}]


def refused(finish: str = "STOP", words: str = "no", **usage: Any) -> PlantainError:
    """What *finish* with *words* and no picture is told as."""
    parts = [{"text": words}] if words else []
    body = {"candidates": [{"content": {"parts": parts}, "finishReason": finish}], "usageMetadata": usage}
    with pytest.raises(PlantainError) as failure:
        read(body)
    return failure.value


@pytest.mark.parametrize(
    ("finish", "usage", "bill"),
    [
        ("STOP", COUNTS, Usage(40, 12, 0, 300)),
        ("STOP", {**COUNTS, "candidatesTokensDetails": WORDS}, Usage(40, 12, 0, 300)),
        ("IMAGE_SAFETY", {**COUNTS, "candidatesTokenCount": 1120}, Usage(40, 0, 1120, 300)),
        ("MAX_TOKENS", {"promptTokenCount": 40}, Usage(40, None, 0, None)),
        ("MISSING_THOUGHT_SIGNATURE", {"promptTokenCount": "40"}, Usage(40, None, 0, None)),
        ("NO_IMAGE", {}, None),
        ("NO_IMAGE", {"promptTokenCount": 0, "candidatesTokenCount": 0}, None),
    ],
)
def test_a_refusal_keeps_what_the_provider_counted(finish: str, usage: dict[str, Any], bill: Usage | None) -> None:
    """As words where nobody says of what, as a picture where one was drawn and held back; zeros alone say nothing."""
    assert refused(finish, **usage).usage == bill


def test_a_refusal_keeps_how_often_the_model_searched() -> None:
    """Each search is billed, whether a picture came of it or not."""
    metadata = {"webSearchQueries": ["foxes", "winter", "foxes"]}
    candidate = {"content": {"parts": [{"text": "no"}]}, "finishReason": "STOP", "groundingMetadata": metadata}
    with pytest.raises(PlantainError) as failure:
        read({"candidates": [candidate]})
    assert failure.value.searches == 3


class Meter:
    """Counts the calls that are announced, and allows so many."""

    def __init__(self, most: int = 99) -> None:
        self.most, self.calls = most, 0
        self.failures: list[PlantainError] = []

    @contextmanager
    def __call__(self) -> Iterator[None]:
        if self.calls == self.most:
            raise Cancelled(Cost.NOTHING)
        self.calls += 1
        try:
            yield
        except PlantainError as error:
            self.failures.append(error)
            raise


async def ask(asker: Asker, meter: Meter) -> None:
    family = asker.catalog.family("nano-banana-2.1")
    await asker.model.generate(Call(family, History(), request(), {}, asking=meter))


async def test_every_try_is_announced(tmp_path: Path) -> None:
    """With what became of it, before the pause that follows."""
    async with GeminiStandIn(key=KEY) as standin, asking(tmp_path, standin.url, "google") as asker:
        standin.next("overloaded")
        meter = Meter()
        await ask(asker, meter)
        assert (meter.calls, [type(error) for error in meter.failures]) == (2, [Overloaded])


async def test_what_nobody_wants_any_more_is_not_tried_again(tmp_path: Path) -> None:
    """After a refusal for nothing, nothing more is sent."""
    async with GeminiStandIn(key=KEY) as standin, asking(tmp_path, standin.url, "google") as asker:
        standin.next("overloaded")
        with pytest.raises(Cancelled):
            await ask(asker, Meter(1))
        assert (len(standin.calls), standin.billed) == (1, 0)


async def test_a_task_that_nobody_wants_any_more_is_not_placed(tmp_path: Path) -> None:
    """Placing is what costs; asking for it is not announced."""
    async with GeminiStandIn(provider="12ai") as standin, studio(tmp_path, standin.url, key=standin.key) as desk:
        meter = Meter()
        call = replace(desk.call(request(family="nano-banana-2")), asking=meter)
        await desk.tasks.generate(call)
        assert meter.calls == 1
        with pytest.raises(Cancelled):
            await desk.tasks.generate(replace(call, asking=Meter(0)))
        assert len(standin.calls) == 1


async def test_words_about_a_picture_that_is_none_are_billed_as_words(tmp_path: Path) -> None:
    """Where nobody says of what the count is, as for any other answer in words."""
    candidate = {"content": {"parts": [{"text": "See ![x](https://localhost/a.png)"}]}, "finishReason": "STOP"}
    provider, meter = Provider(), Meter()
    provider.answer = whole({"candidates": [candidate], "usageMetadata": COUNTS})
    async with provider.serving(), asking(tmp_path, provider.url, "google") as asker:
        with pytest.raises(WordsOnly):
            await ask(asker, meter)
    assert [error.usage for error in meter.failures] == [Usage(40, 12, 0, 300)]


async def test_a_picture_that_cannot_be_kept_keeps_its_price(tmp_path: Path) -> None:
    """It was drawn and counted, though its link leads nowhere."""
    part = {"fileData": {"mimeType": "image/png", "fileUri": "https://cdn.example/a.png"}}
    candidate = {"content": {"parts": [part]}, "finishReason": "STOP"}
    provider, meter = Provider(), Meter()
    usage = {"promptTokenCount": 40, "candidatesTokenCount": 1120}
    provider.answer = whole({"candidates": [candidate], "usageMetadata": usage})
    async with provider.serving(), asking(tmp_path, provider.url, "google") as asker:
        with pytest.raises(LinkBroken):
            await ask(asker, meter)
    assert [error.usage for error in meter.failures] == [Usage(40, 0, 1120)]
