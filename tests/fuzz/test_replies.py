"""What a model or whoever stands for it may answer, through the whole bot to the card that people see."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.client import Plantain
from bot.core.studio import Studio
from bot.jobs.embedded import EmbeddedScheduler
from bot.playground.gemini import Raw
from cogs._delivery import DiscordDelivery
from tests import corpus
from tests.fuzz.examples import LONG, examples
from tests.fuzz.junk import JUNK, Change, changes, hostile, spoiled, words
from tests.fuzz.quiet import grown, oddities, settled, sizes
from tests.gemini.provider import b64
from tests.gemini.test_every_shape import BODIES
from tests.playground.discord import openapi
from tests.scenarios.house import House
from tests.scenarios.on_standin import StandInWorld
from tests.scenarios.resolving import OneHost
from tests.worlds import ManualClock

PICTURE = {"inlineData": {"mimeType": "image/png", "data": b64(corpus.png())}, "thoughtSignature": b64(b"signed")}
URIS = st.one_of(
    st.sampled_from(
        [
            "https://page.example/a_b*c",
            "https://page.example/x)[@everyone](https://evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://u:p@evil.example",
            "https://\u202eevil.example",
            "https://" + "x" * 3000,
            "//nowhere",
            "https://[::1",
            "",
        ]
    ),
    hostile,
)
LINKS = st.sampled_from(
    [
        "https://127.0.0.1/a.png",
        "http://10.0.0.1/",
        "https://[::1]:9/x",
        "https://[::1",
        "file:///etc/passwd",
        "data:,",
        "x",
        "",
    ]
)
"""Pictures that are somewhere else: places where the bot may not look."""
offsets = st.integers(-5, 5000)
chunk = st.builds(
    lambda kind, uri, title, image: {kind: {"uri": uri, "title": title, "imageUri": image, "domain": title}},
    st.sampled_from(["web", "image", "maps", "retrievedContext"]),
    URIS,
    words,
    URIS,
)
support = st.builds(
    lambda start, end, of, text: {
        "segment": {"startIndex": start, "endIndex": end, "text": text, "partIndex": 0},
        "groundingChunkIndices": of,
    },
    offsets,
    offsets,
    st.lists(st.integers(-2, 40), max_size=5),
    hostile,
)
part = st.one_of(
    words.map(lambda text: {"text": text}),
    words.map(lambda text: {"text": text, "thought": True}),
    st.just(PICTURE),
    st.just(PICTURE | {"thought": True}),
    LINKS.map(lambda uri: {"fileData": {"fileUri": uri, "mimeType": "image/png"}}),
    st.builds(lambda text, uri: {"text": f"![{text}]({uri})"}, hostile, LINKS),
)
grounded = st.builds(
    lambda chunks, supports, queries: {
        "groundingChunks": chunks,
        "groundingSupports": supports,
        "webSearchQueries": queries,
        "imageSearchQueries": queries,
        "searchEntryPoint": {"renderedContent": "<style></style><a href='x'>@everyone</a>"},
    },
    st.lists(chunk, max_size=30),
    st.lists(support, max_size=20),
    st.lists(words, max_size=12),
)
junk = st.sampled_from(JUNK)
signatures = st.just(PICTURE["thoughtSignature"]) | junk
counts = st.sampled_from([0, 5, 1120, "1120", 2**62, 10**40, *JUNK])
beside = st.fixed_dictionaries(
    {},
    optional={
        "error": junk | st.fixed_dictionaries({"code": st.sampled_from([0, 200, 429, None]), "message": words}),
        "message": words,
        "code": st.sampled_from([0, 200, 429, "429", None]),
    },
)
answers = st.builds(
    lambda parts, signature, counted, grounding, finish, said, more: {
        **more,
        "candidates": [
            {
                "content": {"role": "model", "parts": [*parts, PICTURE | {"thoughtSignature": signature}]},
                "finishReason": finish,
                "finishMessage": said,
                "groundingMetadata": grounding,
            }
        ],
        "usageMetadata": {"promptTokenCount": 5, "candidatesTokenCount": counted, "thoughtsTokenCount": 7},
        "modelVersion": said,
        "responseId": said,
    },
    st.lists(part, max_size=5),
    signatures,
    counts,
    grounded,
    st.one_of(st.sampled_from(["STOP", "MAX_TOKENS", "SAFETY", "IMAGE_OTHER"]), hostile),
    hostile,
    beside,
)


@dataclass(frozen=True, slots=True)
class Inside:
    """What of a house could collect something."""

    client: Plantain
    studio: Studio
    scheduler: EmbeddedScheduler
    delivery: DiscordDelivery
    spool: Path

    @classmethod
    def of(cls, house: House) -> Self:
        inside = house._inside
        assert inside is not None
        client = inside.delivery.poster._client
        assert isinstance(client, Plantain)
        return cls(client, inside.studio, inside.scheduler, inside.delivery, inside.bench.spool)


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    """Names in links lead nowhere; whatever a test does, nothing may have piled up when it is over."""
    monkeypatch.setattr(aiohttp, "DefaultResolver", lambda: OneHost("nobody.example", 0))
    clock = ManualClock()
    house = House(StandInWorld(tmp_path / "discord", clock), tmp_path / "data", clock)
    async with house.open():
        await house.grace.presses(await house.ada.imagine("a fox"), "Details")  # whoever was here once is known
        before = sizes(Inside.of(house))
        yield house
        await settled(house.rest)
        more = grown(before, sizes(Inside.of(house)))
        assert more == {}, more


@examples(60)
@given(answer=answers, spoiler=st.booleans())
async def test_whatever_a_model_says_the_card_is_whole_and_pings_nobody(
    house: House, answer: Mapping[str, Any], *, spoiler: bool
) -> None:
    """A picture is shown and gone on from whatever came with it, and its words and titles act as nothing else."""
    assert await shown(house, Raw(json.dumps(answer).encode()), thoughts=True, search="web + images", spoiler=spoiler)


@examples(60)
@given(
    answer=answers, wrong=changes, body=st.integers(0, 3 * len(BODIES)), status=st.sampled_from([200, 200, 400, 500])
)
async def test_whatever_a_model_s_answer_looks_like_people_see_a_card_or_a_sentence(
    house: House, answer: Mapping[str, Any], *, wrong: list[Change], body: int, status: int
) -> None:
    """Fields that are missing, doubled or of other types lead to no post that is broken and to no exception's text."""
    if body < len(BODIES):
        sent = BODIES[body].replace(b"https://img.example", b"https://127.0.0.1")
    else:
        sent = json.dumps(spoiled(answer, wrong)).encode()
    await shown(house, Raw(sent, status), search="web")


async def shown(house: House, answer: Raw, **options: Any) -> bool:
    """The answer, also to every try after the first, as people see it; then what they see behind its buttons.

    Whether it was a card, from which an edit leads to another one.
    """
    assert isinstance(house.world, StandInWorld)
    discord = house.world.discord
    discord.recorder.entries.clear()
    already = len(discord.world.messages)
    going_on = [True]
    house.gemini.next(answer, when=lambda _: bool(going_on), times=99)
    post = await house.ada.asks("imagine", prompt="a fox", **options)
    going_on.clear()
    edited = post
    if post.is_card:
        await house.grace.presses(post, "Details")
        edited = await house.ada.asks("edit", prompt="winter")
    await settled(house.rest)
    posts = list(discord.world.messages.values())[already:]
    assert [found for one in posts for found in oddities(one)] == []
    errors = house.journal.errors
    house.journal.records.clear()
    assert errors == []
    if LONG:  # which takes longer than all the rest; the last example is always held against it by the house
        assert openapi.complaints(discord.recorder.rest) == []
    assert list((house.folder / "spool").iterdir()) == []
    return post.is_card and edited.is_card
