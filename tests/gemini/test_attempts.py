"""What is tried again because it surely cost nothing: a family's next id, a request without a refused option."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiohttp import web

from bot.core import errors
from bot.core.request import Options, Search, Thinking
from bot.gemini.experience import GONE
from tests.fakes import request
from tests.gemini.asking import PRESETS, Asker, asking
from tests.gemini.provider import Answering, Provider, png, replied, whole

GOOD = whole(replied(png(2000)))


class Picky:
    """Answers by what is in the request."""

    def __init__(self, provider: Provider) -> None:
        self.gone: set[str] = set()
        self.refuses: set[str] = set()
        self.sizes: set[str] | None = None
        self.refusal = (400, "Invalid value at image_config.image_size")
        self.provider = provider
        provider.answer = self.answer

    async def answer(self, asked: web.Request, body: bytes) -> web.StreamResponse:
        sent = msgspec.json.decode(body)
        if any(f"/{model}:" in asked.path for model in self.gone):
            return await _refusal(404, "models/x is not found")(asked, body)
        for field in sorted(self.refuses):
            if field in body.decode():
                return await _refusal(400, f"Unknown name {field}")(asked, body)
        size = sent["generationConfig"].get("imageConfig", {}).get("imageSize")
        if self.sizes is not None and size and size not in self.sizes:
            return await _refusal(*self.refusal)(asked, body)
        return await GOOD(asked, body)

    @property
    def models(self) -> list[str]:
        return [asked.path.partition("/models/")[2].partition(":")[0] for asked in self.provider.asked]

    @property
    def configurations(self) -> list[Any]:
        return [asked.json["generationConfig"] for asked in self.provider.asked]


def _refusal(status: int, message: str) -> Answering:
    return whole({"error": {"code": status, "message": message, "status": "X"}}, status)


@pytest.fixture
def picky(provider: Provider) -> Picky:
    return Picky(provider)


@pytest.fixture
async def asker(provider: Provider, tmp_path: Path) -> AsyncIterator[Asker]:
    async with asking(tmp_path, provider.url, "12ai") as found:
        yield found


async def test_a_retired_id_makes_room_for_the_next_of_its_family(asker: Asker, picky: Picky) -> None:
    """The card says which one drew, and the next call does not ask for the dead one again."""
    picky.gone = {"gemini-3.1-flash-image"}
    reply = await asker.ask()
    assert reply.notes == ("gemini-3.1-flash-image is not to be had: drawn by gemini-3.1-flash-image-preview",)
    assert (await asker.ask()).notes == reply.notes
    assert picky.models == ["gemini-3.1-flash-image", *["gemini-3.1-flash-image-preview"] * 2]


async def test_a_family_whose_ids_are_all_gone_is_unavailable_and_asked_for_again(asker: Asker, picky: Picky) -> None:
    """Each id once per call; when one comes back the next call finds it."""
    picky.gone = {"gemini-3.1-flash-image", "gemini-3.1-flash-image-preview"}
    with pytest.raises(errors.ModelUnavailable):
        await asker.ask()
    assert len(picky.models) == 2
    picky.gone = set()
    assert (await asker.ask()).notes == ()


@pytest.mark.parametrize(
    ("field", "left"),
    [("imageSize", "size"), ("aspectRatio", "ratio"), ("thinkingLevel", "thinking"), ("googleSearch", "search")],
)
async def test_a_refused_option_is_left_out_once_remembered_and_said(
    asker: Asker, picky: Picky, field: str, left: str
) -> None:
    """The second call does not send it any more, and its card says so, too."""
    picky.refuses = {field}
    wish = request(family="nano-banana-2", options=Options("16:9", "2K", Thinking.HIGH, Search.WEB))
    for _ in range(2):
        reply = await asker.ask(wish)
        assert reply.notes == (f"left out, as the image service does not take it: {left}",)
        assert reply.options == wish.options.without([left])
    bodies = [asked.body.decode() for asked in picky.provider.asked]
    assert [field in body for body in bodies] == [True, False, False]


async def test_refused_modalities_are_nobodys_choice(asker: Asker, picky: Picky) -> None:
    """They are left out without a word: the default is the same."""
    picky.refuses = {"responseModalities"}
    assert (await asker.ask()).notes == ()
    assert len(picky.models) == 2


async def test_what_leaving_it_out_does_not_help_is_not_remembered(asker: Asker, provider: Provider) -> None:
    """A refusal that comes back all the same was of something else: the next wish is asked for whole."""
    provider.answer = _refusal(400, "The requested combination of response modalities is not supported")
    with pytest.raises(errors.RequestRejected):
        await asker.ask()
    provider.answer = GOOD
    assert (await asker.ask()).pictures
    sent = [asked.json.get("generationConfig", {}) for asked in provider.asked]
    assert ["responseModalities" in each for each in sent] == [True, False, True]


async def test_what_is_missed_is_sent_again(asker: Asker, picky: Picky, provider: Provider) -> None:
    """Gateways change: a complaint about an option that is left out by now takes the lesson back."""
    picky.refuses = {"responseModalities"}
    await asker.ask()
    provider.answer = _refusal(400, "responseModalities is required")
    with pytest.raises(errors.RequestRejected):
        await asker.ask()
    provider.answer = GOOD
    await asker.ask()
    assert "responseModalities" in picky.configurations[-1]


async def test_only_one_option_is_left_out_for_a_call(asker: Asker, picky: Picky) -> None:
    """A provider that refuses one after another is not argued with."""
    picky.refuses = {"imageSize", "aspectRatio"}
    wish = request(family="nano-banana-2", options=Options("16:9", "2K"))
    with pytest.raises(errors.OptionRefused) as caught:
        await asker.ask(wish)
    assert caught.value.option == "size"
    assert len(picky.models) == 2


async def test_an_error_about_what_was_not_sent_is_a_rejection(asker: Asker, provider: Provider) -> None:
    """There is nothing to leave out."""
    provider.answer = _refusal(400, "imageSize is odd")
    with pytest.raises(errors.RequestRejected):
        await asker.ask()
    assert len(provider.asked) == 1


async def test_half_a_size_is_tried_in_its_second_spelling(asker: Asker, picky: Picky) -> None:
    """12AI's page says 512px, its clients 512: whichever is taken is remembered."""
    picky.sizes = {"512px"}
    wish = request(family="nano-banana-2", options=Options("1:1", "0.5K"))
    for _ in range(2):
        assert (await asker.ask(wish)).notes == ()
    assert [each["imageConfig"]["imageSize"] for each in picky.configurations] == ["512", "512px", "512px"]


@pytest.mark.parametrize(("status", "message"), [(404, "Publisher model was not found"), (400, "Invalid imageSize")])
async def test_half_a_size_that_nobody_draws_is_drawn_whole(
    provider: Provider, picky: Picky, tmp_path: Path, status: int, message: str
) -> None:
    """Vertex was seen to call the whole model missing: it is not given up for that, and other sizes are as before."""
    picky.sizes, picky.refusal = {"1K", "4K"}, (status, message)
    async with asking(tmp_path, provider.url, "vertex") as asker:
        for size in ("0.5K", "0.5K", "4K"):
            reply = await asker.ask(request(family="nano-banana-2", options=Options(size=size)))
            assert (reply.notes, reply.options) == ((), Options(size=size))
    assert [each["imageConfig"]["imageSize"] for each in picky.configurations] == ["512", "1K", "1K", "4K"]
    assert set(picky.models) == {"gemini-3.1-flash-image"}


async def test_a_model_that_draws_no_size_is_gone(asker: Asker, picky: Picky) -> None:
    """Asked once more in the other spelling, which costs nothing, and then given up for the next id."""
    picky.gone = {"gemini-3.1-flash-image"}
    wish = request(family="nano-banana-2", options=Options(size="0.5K"))
    for _ in range(2):
        assert (await asker.ask(wish)).notes[0].startswith("gemini-3.1-flash-image is not to be had")
    assert picky.models == [*["gemini-3.1-flash-image"] * 2, *["gemini-3.1-flash-image-preview"] * 2]
    assert {each["imageConfig"]["imageSize"] for each in picky.configurations[2:]} == {"512"}


async def test_lessons_are_of_one_model(asker: Asker, picky: Picky) -> None:
    """What one id refuses another may take."""
    asker.model.experience.learn("gemini-3-pro-image", GONE)
    picky.refuses = {"imageSize"}
    wish = request(family="nano-banana-2", options=Options(None, "2K"))
    await asker.ask(wish)
    picky.refuses = set()
    await asker.ask(request(family="nano-banana-pro", options=Options(None, "2K")))
    assert picky.models[-1] == "gemini-3-pro-image-preview"
    assert picky.configurations[-1]["imageConfig"] == {"imageSize": "2K"}


@pytest.mark.parametrize("name", PRESETS)
async def test_every_preset_asks_in_its_manner(name: str, provider: Provider, tmp_path: Path) -> None:
    """Path, camel case, both modalities and the spelling of a size, whoever it is."""
    provider.answer = GOOD
    preset = PRESETS[name]
    async with asking(tmp_path, provider.url, preset) as asker:
        family = asker.catalog.families[1]
        search = Search.WEB if "web" in family.search else Search.OFF
        wish = request(family=family.id, options=Options("16:9", "0.5K", Thinking.HIGH, search))
        assert (await asker.ask(wish)).pictures
    (asked,) = provider.asked
    paths = {"vertex": "/v1/publishers/google/models/", "litellm": "/gemini/v1beta/models/"}
    usual = "/google-ai-studio/v1beta/models/" if name == "cloudflare" else "/v1beta/models/"
    assert asked.path.startswith(paths.get(name, usual) + family.ids[name][0] + ":generateContent")
    config = asked.json["generationConfig"]
    assert config["responseModalities"] == ["TEXT", "IMAGE"]
    assert config["imageConfig"] == {
        "aspectRatio": "16:9",
        "imageSize": preset.spelled(family.id, family.drawn_size("0.5K")),
    }
    assert config["thinkingConfig"] == {"thinkingLevel": "HIGH"}
    assert ("tools" in asked.json) == (search is Search.WEB)
    assert "_" not in "".join(key for key in asked.json)


@pytest.mark.parametrize("name", PRESETS)
async def test_every_preset_lists_models_where_its_provider_does(name: str, provider: Provider, tmp_path: Path) -> None:
    """In Google's form or in OpenAI's; a provider without a list is not asked."""
    preset = PRESETS[name]
    openai = preset.models_path == "v1/models"
    google = {"models": [{"name": "models/gemini-3-pro-image", "supportedGenerationMethods": ["generateContent"]}]}
    provider.answer = whole(
        {"object": "list", "data": [{"id": "gemini-3-pro-image", "object": "model"}]} if openai else google
    )
    async with asking(tmp_path, provider.url, preset) as asker:
        offered = await asker.model.offered()
    assert list(offered) == (["gemini-3-pro-image"] if preset.models_path else [])
    assert [asked.path.partition("?")[0].endswith(preset.models_path) for asked in provider.asked] == (
        [True] if preset.models_path else []
    )
