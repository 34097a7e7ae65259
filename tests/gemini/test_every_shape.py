"""A fixture for every shape in which providers are known to give a picture, and mutations of all of them."""

import json
import random
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.errors import LinkBroken, NoPicture, PlantainError, WordsOnly
from tests.gemini.asking import Asker, asking
from tests.gemini.provider import Provider, b64, png, whole

DATA = png(3000)
PLACEHOLDER = "http://googleusercontent.com/image_generation_content/0"
LINK = "https://img.example/a/b.png?sign=1"


def of_parts(*parts: Any) -> Any:
    return {"candidates": [{"content": {"role": "model", "parts": list(parts)}, "finishReason": "STOP"}]}


INLINE: dict[str, Any] = {
    "1 inlineData": of_parts({"inlineData": {"mimeType": "image/png", "data": b64(DATA)}}),
    "2 inline_data": of_parts({"inline_data": {"mime_type": "image/png", "data": b64(DATA)}}),
    "2 mixed": of_parts({"inlineData": {"mime_type": "image/png", "data": b64(DATA)}, "thought_signature": "c2ln"}),
    "5 data URI": of_parts({"text": f"data:image/png;base64,{b64(DATA)}"}),
    "5 data URI in Markdown": of_parts({"text": f"Here: ![image](data:image/png;base64,{b64(DATA)})"}),
    "5 data URI in capitals": of_parts({"text": f"Data:Image/PNG;base64,{b64(DATA)}"}),
    "5 data URI with a parameter": of_parts({"text": f"data:image/png;charset=utf-8;base64,{b64(DATA)}"}),
    "5 data URI with a line break": of_parts({"text": f"data:image/png;base64,\n{b64(DATA)}"}),
    "5 data URI in fileData": of_parts({"fileData": {"fileUri": f"data:image/png;base64,{b64(DATA)}"}}),
    "5 data URI in url": of_parts({"url": f"data:image/png;base64,{b64(DATA)}"}),
    "5 data URI in inlineData": of_parts({"inlineData": {"data": f"data:image/png;base64,{b64(DATA)}"}}),
    "5 data URI of no type": of_parts({"text": f"![image](data:;base64,{b64(DATA)})"}),
    "5 data URI of half a type": of_parts({"text": f"data:image;base64,{b64(DATA)}"}),
    "5 data URI of a wrong type": of_parts({"text": f"Here: data:application/octet-stream;base64,{b64(DATA)}"}),
    "5 data URI of no type in url": of_parts({"url": f"data:;base64,{b64(DATA)}"}),
    "5 data URI of no type in fileData": of_parts({"fileData": {"fileUri": f"data:;base64,{b64(DATA)}"}}),
    "7 images": {"created": 1, "data": [{"b64_json": b64(DATA)}]},
    "7 images beside null": {"candidates": None, "data": [{"b64_json": b64(DATA)}]},
    "7 images beside nothing": {"candidates": [], "data": [{"b64_json": b64(DATA)}]},
    "7 chat": {
        "choices": [
            {
                "message": {"images": [{"image_url": {"url": f"data:image/png;base64,{b64(DATA)}"}}]},
                "finish_reason": "stop",
            }
        ]
    },
    "a list of one": [of_parts({"inlineData": {"mimeType": "image/png", "data": b64(DATA)}})],
    "no padding": of_parts({"inlineData": {"mimeType": "image/png", "data": b64(DATA).rstrip("=")}}),
    "wrong type": of_parts({"inlineData": {"mimeType": "text/plain", "data": b64(DATA)}}),
    "second candidate": {
        "candidates": [
            {"content": {"parts": [{"text": "hm"}]}, "finishReason": "STOP"},
            {"content": {"parts": [{"inlineData": {"mimeType": "image/png", "data": b64(DATA)}}]}},
        ]
    },
    "numbers as strings": {
        **of_parts({"inlineData": {"mimeType": "image/png", "data": b64(DATA)}}),
        "usageMetadata": {"promptTokenCount": "12", "candidatesTokenCount": "1120"},
    },
}
LINKED: dict[str, Any] = {
    "3 fileData": of_parts({"fileData": {"fileUri": LINK}}),
    "3 file_data": of_parts({"file_data": {"file_uri": LINK, "mime_type": "image/png"}}),
    "4 url": of_parts({"url": LINK}),
    "4 url beside empty words": of_parts({"text": "", "url": LINK}),
    "4 url beside words": of_parts({"text": "here", "url": LINK}),
    "6 link": of_parts({"text": LINK}),
    "6 link in Markdown": of_parts({"text": f"![image]({LINK})"}),
    "6 link in Markdown with a title": of_parts({"text": f'![image]({LINK} "t")'}),
    "6 link in Markdown in brackets": of_parts({"text": f"![image](<{LINK}>)"}),
    "6 link in brackets": of_parts({"text": f"<{LINK}>"}),
    "6 link in a list": of_parts({"text": f"- {LINK}"}),
    "6 link in a line": of_parts({"text": f"\n{LINK}\n"}),
    "7 link in images": {"data": [{"url": LINK}]},
    "7 link in chat": {"choices": [{"message": {"images": [{"image_url": {"url": LINK}}]}}]},
    "7 bare link in chat": {"choices": [{"message": {"images": [{"image_url": LINK}]}}]},
    "7 url in chat": {"choices": [{"message": {"images": [{"url": LINK}]}}]},
}
UNNAMED = "https://img.example/abc123"
SPOKEN = {
    f"Here is your picture: {LINK}": "Here is your picture:",
    f"[image]({LINK})": "",
    f"Done! [Download]({LINK})": "Done!",
    f"Done ![image]({LINK})": "Done",
    f"Here is your picture:\n{LINK}": "Here is your picture:",
    f"您的图片\uff1a{LINK}\uff0c请查收": "您的图片\uff1a\uff0c请查收",
    f"Here is your picture:\n{UNNAMED}": "Here is your picture:",
    UNNAMED: "",
}
"""Words with an address that may be the picture's, and what is left of them if it is."""


@pytest.mark.parametrize("shape", INLINE)
async def test_each_shape_gives_the_picture_byte_for_byte(shape: str, provider: Provider, tmp_path: Path) -> None:
    """Whatever it came in, one picture is kept and shown."""
    provider.answer = whole(INLINE[shape])
    async with asking(tmp_path, provider.url, "newapi") as asker:
        reply = await asker.ask()
        (picture,) = reply.pictures
        async with asker.model.keeper.pictures.at_hand([picture.sha256]) as files:
            assert files[picture.sha256].read_bytes() == DATA
        assert asker.spooled == []


@pytest.mark.parametrize("shape", LINKED)
async def test_each_link_is_followed(shape: str, provider: Provider, tmp_path: Path) -> None:
    """The picture behind it is kept; one that gives nothing was paid for all the same."""
    provider.answer = whole(LINKED[shape])
    async with asking(tmp_path, provider.url, "anyfast") as asker:
        with pytest.raises(LinkBroken):
            await asker.ask()
        asker.links.data = DATA
        assert len((await asker.ask()).pictures) == 1
        assert asker.links.asked == [LINK, LINK]
        assert asker.spooled == []


@pytest.mark.parametrize("words", SPOKEN)
async def test_an_address_in_words_is_tried(words: str, provider: Provider, tmp_path: Path) -> None:
    """What leads to a picture is the picture, and no word; where nothing is behind it, the model answered in words."""
    provider.answer = whole(of_parts({"text": words}))
    async with asking(tmp_path, provider.url, "newapi") as asker:
        with pytest.raises(WordsOnly) as caught:
            await asker.ask()
        assert caught.value.sentence == WordsOnly(words).sentence
        asker.links.data = DATA
        reply = await asker.ask()
        assert (len(reply.pictures), reply.words) == (1, SPOKEN[words])
        assert asker.spooled == []


async def test_words_beside_a_picture_stay_as_they_are(provider: Provider, tmp_path: Path) -> None:
    """The model may speak of pages and pictures; none of them is asked for."""
    words = "\n".join((*SPOKEN, f"![image]({LINK})"))
    provider.answer = whole(of_parts({"text": words}, *INLINE["1 inlineData"]["candidates"][0]["content"]["parts"]))
    async with asking(tmp_path, provider.url, "newapi") as asker:
        reply = await asker.ask()
        assert (len(reply.pictures), reply.words) == (1, words)
        assert asker.links.asked == []


@pytest.mark.parametrize("text", [PLACEHOLDER, f"![image]({PLACEHOLDER})"])
async def test_a_placeholder_of_web_proxies_is_nothing(text: str, provider: Provider, tmp_path: Path) -> None:
    """It leads nowhere, is never asked for, and is no word of the model's."""
    provider.answer = whole(of_parts({"text": text}))
    async with asking(tmp_path, provider.url, "newapi") as asker:
        with pytest.raises(NoPicture):
            await asker.ask()
        provider.answer = whole(of_parts({"text": text}, {"url": LINK}))
        asker.links.data = DATA
        assert (await asker.ask()).texts == ()
        assert asker.links.asked == [LINK]


Mutation = Callable[[bytes, random.Random], bytes]
BODIES = [json.dumps(body).encode() for body in (*INLINE.values(), *LINKED.values())]
BODIES += [
    b'{"error":{"code":"model_not_found","message":{"a":[1]},"type":7,"param":[]}}',
    b'[{"error":{"code":429,"message":"no","details":[{"retryDelay":"3s"},{"requestId":5}]}}]',
    b'{"promptFeedback":{"blockReason":"X"},"candidates":null}',
    b"<html>no</html>",
]
JUNK: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1e308,
    "",
    "x" * 5000,
    [],
    {},
    [[]],
    {"a": {}},
    "512",
    "data:image/png;base64,",
)


def cut(body: bytes, by: random.Random) -> bytes:
    return body[: by.randrange(len(body))]


def doubled(body: bytes, by: random.Random) -> bytes:
    at = by.randrange(len(body))
    return body[:at] + body[max(0, at - 50) :]


def scribbled(body: bytes, by: random.Random) -> bytes:
    changed = bytearray(body)
    for _ in range(by.randrange(1, 6)):
        changed[by.randrange(len(changed))] = by.randrange(256)
    return bytes(changed)


def retyped(body: bytes, by: random.Random) -> bytes:
    """Some values replaced by ones of other types, keys and lists in another order."""

    def walk(value: Any) -> Any:
        if by.random() < 0.15:
            return by.choice(JUNK)
        if isinstance(value, dict):
            pairs = list(value.items())
            by.shuffle(pairs)
            return {key: walk(inner) for key, inner in pairs}
        if isinstance(value, list):
            return [walk(item) for item in by.sample(value, len(value))]
        return value

    return remade(body, walk)


def grown(body: bytes, by: random.Random) -> bytes:
    """Lists in another order, with copies of what is in them."""

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: walk(inner) for key, inner in value.items()}
        if isinstance(value, list) and value:
            return [walk(item) for item in by.choices(value, k=by.randrange(1, 6))]
        return value

    return remade(body, walk)


def remade(body: bytes, walk: Callable[[Any], Any]) -> bytes:
    """What is no JSON stays as it is."""
    try:
        return json.dumps(walk(json.loads(body))).encode()
    except (ValueError, RecursionError):
        return body


def huge(body: bytes, by: random.Random) -> bytes:
    return body + b" " * by.randrange(200_000) if by.random() < 0.5 else b"[" * by.randrange(1, 50_000) + body


MUTATIONS: tuple[Mutation, ...] = (cut, doubled, scribbled, retyped, grown, huge)


@pytest.fixture
async def askers(provider: Provider, tmp_path: Path) -> AsyncIterator[list[Asker]]:
    """One for each table of failures."""
    async with AsyncExitStack() as stack:
        found = []
        for name in ("google", "newapi", "dmxapi", "modelverse", "litellm"):
            folder = tmp_path / name
            folder.mkdir()
            asker = await stack.enter_async_context(asking(folder, provider.url, name))
            asker.links.data = DATA
            found.append(asker)
        yield found


@dataclass(frozen=True, slots=True)
class Mutated:
    body: int
    mutations: list[Mutation]
    seed: int
    status: int
    asker: int

    @property
    def sent(self) -> bytes:
        by = random.Random(self.seed)  # noqa: S311 - must be the same every time
        body = BODIES[self.body]
        for mutation in self.mutations:
            body = mutation(body, by) or b" "
        return b"" if self.status == 204 else body


MUTATED = st.builds(
    Mutated,
    st.integers(0, len(BODIES) - 1),
    st.lists(st.sampled_from(MUTATIONS), min_size=1, max_size=3),
    st.integers(0, 2**32),
    st.sampled_from([200, 200, 200, 201, 204, 302, 400, 401, 404, 418, 429, 500, 503, 524, 599]),
    st.integers(0, 4),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MUTATED)
async def test_a_mutated_answer_is_a_reply_or_one_of_our_errors(
    provider: Provider, askers: list[Asker], mutated: Mutated
) -> None:
    """Cut, reordered, of wrong types or huge: nothing else comes out, and no file is left behind."""
    provider.answer = whole(mutated.sent, mutated.status)
    asker = askers[mutated.asker]
    with suppress(PlantainError):
        assert (await asker.ask()).pictures
    assert asker.spooled == []


MEGABYTES = 2**20
PARTS = b'"parts": ['
LARGE: dict[str, Callable[[bytes], bytes]] = {
    "words of some MB": lambda body: body.replace(PARTS, PARTS + b'{"text": "' + b"x" * 4 * MEGABYTES + b'"}, '),
    "a field of some MB": lambda body: b'{"x": "' + b"A" * 6 * MEGABYTES + b'", ' + body[1:],
    "many numbers": lambda body: b'{"x": [' + b"1," * 10**5 + b"1], " + body[1:],
    "ten thousand parts": lambda body: body.replace(PARTS, PARTS + b'{"text": "x"}, ' * 10**4),
    "a hundred thousand keys": lambda body: b"{" + b"".join(b'"%d": {}, ' % at for at in range(10**5)) + body[1:],
    "spaces": lambda body: b" " * 8 * MEGABYTES + body + b" " * 8 * MEGABYTES,
    "a deep hole": lambda body: b'{"x": ' * 10**6 + body + b"}" * 10**6,
    "twice": lambda body: body * 1000,
    "a picture of some MB": lambda body: body.replace(b64(DATA).encode(), b64(png(5 * MEGABYTES)).encode()),
}


@pytest.mark.parametrize("large", LARGE)
@pytest.mark.parametrize("status", [200, 500])
async def test_an_answer_of_some_megabytes_is_a_reply_or_one_of_our_errors(
    provider: Provider, tmp_path: Path, large: str, status: int
) -> None:
    """Whatever it is that is large; and no file is left behind."""
    provider.answer = whole(LARGE[large](json.dumps(INLINE["1 inlineData"]).encode()), status)
    async with asking(tmp_path, provider.url, "newapi") as asker:
        with suppress(PlantainError):
            assert (await asker.ask()).pictures
        assert asker.spooled == []
