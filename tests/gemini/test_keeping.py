"""From an answer to a reply: what came along and what is only linked to."""

import asyncio
import hashlib
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bot.core.chunks import Chunks
from bot.core.conversation import history
from bot.core.errors import AnswerTooLarge, AnswerUnreadable, Cost, LinkBroken, PlantainError, StorageFailed, WordsOnly
from bot.core.insistence import PAUSES, Insistence
from bot.core.reply import Reply
from bot.gemini import keeping
from bot.gemini.exchange import Exchange
from bot.gemini.keeping import ODD, ONLY_A_DRAFT, Keeper, Made, missing, unreadable
from bot.gemini.reading import read
from bot.media.workshop import Workshop
from bot.playground.gemini import GeminiStandIn
from bot.playground.gemini.response_shapes import Shape
from tests import corpus
from tests.fakes import CATALOG, MAKER, MemoryPictures, Waits, request, turn
from tests.gemini.conftest import Desk
from tests.gemini.errands import preset, studio
from tests.gemini.provider import b64
from tests.worlds import png

URL = "https://cdn.example/a.png?signature=1"
PNG = png(8, 6)


class Shelf:
    """The `Links` port over a dictionary; what is not in it is broken."""

    def __init__(self, **files: bytes) -> None:
        self.files = files
        self.asked: list[str] = []
        self.sure: list[bool] = []

    async def fetch(self, url: str, into: Path, *, sure: bool = True) -> int:
        self.asked.append(url)
        self.sure.append(sure)
        name = url.partition("?")[0].rpartition("/")[2].partition(".")[0]
        if name not in self.files:
            raise LinkBroken
        return await asyncio.to_thread(into.write_bytes, self.files[name])


@asynccontextmanager
async def workshop() -> AsyncIterator[Workshop]:
    shop = Workshop()
    yield shop
    await shop.close()


async def kept(
    desk: Desk,
    shelf: Shelf,
    *parts: dict[str, Any],
    thoughts: bool = False,
    public: Shelf | None = None,
    number: str = "",
) -> Reply:
    """The reply to an answer of these parts; nothing may be left in the spool, whatever happens."""
    body = {"candidates": [{"content": {"parts": list(parts)}, "finishReason": "STOP"}]}
    pictures = MemoryPictures()
    try:
        async with workshop() as shop, desk.exchange() as exchange:
            await arrived(exchange, body)
            exchange.request_id = number
            made = Made(MAKER, "some-model", ({"text": "a lighthouse"},), 2.5, thoughts)
            return await Keeper(pictures, shop, shelf, public or shelf).reply(read(exchange.reply), exchange, made)
    finally:
        assert desk.spooled() == []


async def arrived(exchange: Exchange, body: dict[str, Any]) -> None:
    async def chunks() -> AsyncIterator[Chunks]:
        yield Chunks([msgspec.json.encode(body)])

    await exchange.incoming(200, {}, chunks())


def linked(url: str = URL) -> dict[str, Any]:
    return {"fileData": {"mimeType": "image/webp", "fileUri": url}}


async def test_a_linked_picture_is_kept_like_one_that_came_along(desk: Desk) -> None:
    """Its address, pixels and true type are those of its bytes; the part stays as it came."""
    reply = await kept(desk, Shelf(a=PNG), {"text": "Here."}, linked())
    (picture,) = reply.pictures
    assert picture.sha256 == hashlib.sha256(PNG).hexdigest()
    assert (picture.media_type, picture.width, picture.height, picture.size) == ("image/png", 8, 6, len(PNG))
    assert reply.parts == ({"text": "Here."}, linked())
    assert (reply.notes, reply.bytes_kept, reply.words) == ((), 0, "Here.")
    assert (reply.model, reply.seconds) == ("some-model", 2.5)


async def test_a_conversation_goes_on_from_a_linked_picture_by_a_seed(desk: Desk) -> None:
    """The link may have expired, so the next turn starts over from the picture itself."""
    reply = await kept(desk, Shelf(a=PNG), linked())
    past = history([turn(reply=reply)], MAKER)
    assert past.seed is not None
    assert past.seed.picture == reply.pictures[0]


@pytest.mark.parametrize(
    "parts",
    [
        [{"url": URL}],
        [{"file_data": {"file_uri": URL}}],
        [{"inline_data": {"mime_type": "image/png", "data": URL}}],
        [{"text": f"![image]({URL})"}],
        [{"text": f"Here you are:\n{URL}\n"}],
        [{"text": URL.replace(".png", "")}],
    ],
)
async def test_every_shape_of_link_is_followed(desk: Desk, parts: list[dict[str, Any]]) -> None:
    """As file data, as a url part, in words, alone or as markdown."""
    shelf = Shelf(a=PNG)
    assert len((await kept(desk, shelf, *parts)).pictures) == 1
    assert len(shelf.asked) == 1


@pytest.mark.parametrize(
    "shelf", [Shelf(), Shelf(a=b"<html>gone</html>"), Shelf(a=b""), Shelf(a=PNG[:20]), Shelf(a=PNG[:-20])]
)
async def test_a_link_to_no_picture_was_paid_for(desk: Desk, shelf: Shelf) -> None:
    """Gone, a page, nothing or half a picture: its own sentence, which says what it cost."""
    with pytest.raises(LinkBroken) as caught:
        await kept(desk, shelf, {"text": "Here."}, linked())
    assert caught.value.charge is Cost.CHARGED


async def test_a_link_that_gave_nothing_is_told_to_the_operator(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """With the request's number and without the query, which may be a key to the picture."""
    with pytest.raises(LinkBroken):
        await kept(desk, Shelf(), {"text": "Here."}, linked(), number="req-2026112104")
    (told,) = [record.getMessage() for record in caplog.records if "cdn.example" in record.getMessage()]
    assert ("https://cdn.example/a.png" in told, "req-2026112104" in told, "signature" in told) == (True, True, False)


async def test_only_the_first_of_several_broken_links_is_waited_for(desk: Desk) -> None:
    """A storage that was out of reach for a minute is not asked as long for each."""
    shelf = Shelf(c=PNG)
    reply = await kept(desk, shelf, *(linked(f"https://cdn.example/{name}") for name in "abc"))
    assert (shelf.sure, len(reply.pictures)) == ([True, False, False], 1)


@pytest.mark.parametrize("words", ["It is at https://cdn.example/a", "![x](https://cdn.example/a)"])
async def test_what_may_be_a_page_is_not_waited_for(desk: Desk, words: str) -> None:
    """A refusal that speaks of a page is told at once; what words call a picture was paid for."""
    public = Shelf()
    with pytest.raises(PlantainError):
        await kept(desk, Shelf(), {"text": words}, public=public)
    assert public.sure == [words.startswith("!")]


PAGES = Shelf(a=b"<html>a page</html>", b=PNG[:-20])


@pytest.mark.parametrize(
    "words", ["It is at https://cdn.example/a", "[a](https://cdn.example/a)\nhttps://cdn.example/b"]
)
@pytest.mark.parametrize("public", [Shelf(), PAGES])
async def test_pages_that_the_model_speaks_of_are_no_broken_pictures(desk: Desk, words: str, public: Shelf) -> None:
    """It answered in words then, and these are told as they are."""
    with pytest.raises(WordsOnly) as caught:
        await kept(desk, Shelf(a=PNG, b=PNG), {"text": words}, public=public)
    assert caught.value.sentence == WordsOnly(words).sentence


async def test_the_picture_among_addresses_in_words_is_found(desk: Desk) -> None:
    """Only its own address is taken out of the words; that of a page beside it is not said to be a lost picture."""
    words = "From https://cdn.example/a you get https://cdn.example/b now"
    reply = await kept(desk, Shelf(), {"text": words}, public=Shelf(a=b"<html>", b=PNG))
    assert (len(reply.pictures), reply.notes, reply.words) == (1, (), "From https://cdn.example/a you get  now")
    assert reply.parts == ({"text": words},)


async def test_what_words_call_a_picture_was_paid_for(desk: Desk) -> None:
    """Behind a broken one there was a picture; the others are kept, and the card says how many are missing."""
    sure = {"text": "![x](https://cdn.example/a)"}
    with pytest.raises(LinkBroken):
        await kept(desk, Shelf(a=PNG), sure, {"text": "\n"}, public=Shelf())
    reply = await kept(desk, Shelf(), sure, {"text": "![x](https://cdn.example/b)"}, public=Shelf(b=PNG))
    assert (len(reply.pictures), reply.notes) == (1, (missing(1),))


RULES = "I will not draw a real person. See our rules:\n![rules](https://cdn.example/a.png)"


async def test_a_picture_that_words_speak_of_is_told_in_these_words(desk: Desk) -> None:
    """Where it is not to be had, and nothing else says that one was made, a refusal may just have been illustrated."""
    with pytest.raises(WordsOnly) as caught:
        await kept(desk, Shelf(a=PNG), {"text": RULES}, public=Shelf())
    assert caught.value.sentence == WordsOnly(RULES).sentence
    assert (await kept(desk, Shelf(), {"text": RULES}, public=Shelf(a=PNG))).words == RULES.partition("\n")[0]


async def test_words_lead_to_nothing_of_the_operators_own(desk: Desk) -> None:
    """A person may make the model say anything: what it says is fetched from the public internet alone."""
    own, public = Shelf(a=PNG), Shelf(a=PNG)
    for part in ({"text": "![x](https://cdn.example/a)"}, {"text": "see https://cdn.example/a"}):
        assert (await kept(desk, own, part, public=public)).pictures
    assert (own.asked, len(public.asked)) == ([], 2)
    await kept(desk, own, {"url": "https://cdn.example/a"}, public=public)
    assert (len(own.asked), len(public.asked)) == (1, 2)


async def test_guessing_has_an_end(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that trickle keep nobody waiting for a picture that nothing speaks of."""

    class Endless(Shelf):
        async def fetch(self, url: str, into: Path, *, sure: bool = True) -> int:
            self.asked.append(url)
            return await asyncio.Event().wait()

    monkeypatch.setattr(keeping, "_GUESSING_SECONDS", 0)
    pages = Endless()
    with pytest.raises(WordsOnly):
        await kept(desk, Shelf(), {"text": "https://cdn.example/a https://cdn.example/b"}, public=pages)
    assert len(pages.asked) == 1


async def test_what_else_came_is_not_lost_with_a_broken_link(desk: Desk) -> None:
    """The other pictures are kept, and the card says how many are missing."""
    inline = {"inlineData": {"mimeType": "image/png", "data": b64(png(4, 4, padding=100))}}
    reply = await kept(desk, Shelf(a=PNG), inline, linked(), linked("https://cdn.example/b.png"))
    assert [picture.width for picture in reply.pictures] == [4, 8]
    assert reply.notes == (missing(1),)
    assert not reply.replayable


def inline(data: bytes) -> dict[str, Any]:
    return {"inlineData": {"mimeType": "image/png", "data": b64(data)}}


async def test_a_damaged_picture_is_kept_and_said(desk: Desk) -> None:
    """One that breaks off behind its header is paid for and posted as it is, with its pixels."""
    reply = await kept(desk, Shelf(), inline(PNG[:-20]))
    assert reply.notes == (ODD,)
    assert (reply.pictures[0].media_type, reply.pictures[0].width, reply.pictures[0].height) == ("image/png", 8, 6)


@pytest.mark.parametrize(
    ("data", "failure", "cost"),
    [
        (PNG[:8] + bytes(40), AnswerUnreadable, Cost.MAYBE),
        (png(0, 0, padding=100), AnswerUnreadable, Cost.MAYBE),
        (b"just words, nothing else here at all", AnswerUnreadable, Cost.CHARGED),
        (corpus.tiny_png(30_000, 30_000, data=zlib.compress(bytes(3_000_000), 9)), AnswerTooLarge, Cost.CHARGED),
    ],
    ids=["no header", "no pixels", "words", "too many pixels"],
)
async def test_what_nobody_can_show_is_no_picture(
    desk: Desk, caplog: pytest.LogCaptureFixture, data: bytes, failure: type[PlantainError], cost: Cost
) -> None:
    """It is said honestly what that may cost; the bytes are kept, and the log tells the operator under which name."""
    with pytest.raises(failure) as caught:
        await kept(desk, Shelf(), inline(data))
    assert caught.value.charge is cost
    assert hashlib.sha256(data).hexdigest() in caplog.text


async def test_a_picture_is_not_lost_with_one_that_is_none(desk: Desk) -> None:
    """The card says that another one came; all parts are kept as they came."""
    reply = await kept(desk, Shelf(a=PNG), inline(PNG[:8] + bytes(40)), inline(PNG + bytes(100)), linked())
    assert [picture.width for picture in reply.pictures] == [8, 8]
    assert reply.notes == (unreadable(1),)
    assert len(reply.addresses) == 2
    linked_only = await kept(desk, Shelf(a=PNG), inline(b"just words, nothing else here at all"), linked())
    assert (len(linked_only.pictures), linked_only.notes) == (1, (unreadable(1),))


@pytest.mark.parametrize("shape", ["link", "markdown link", "file link", "file link snake", "url", "openai url"])
async def test_a_gateway_that_gives_links_works_like_any_other(tmp_path: Path, shape: Shape) -> None:
    """AnyFast's group for links, whichever shape they come in: a picture, and an edit of it from a seed."""
    async with (
        GeminiStandIn(provider="anyfast", shapes=(shape,)) as standin,
        studio(tmp_path, standin.url, key=standin.key, of=preset("call", "anyfast")) as bench,
    ):
        wish = request(family="nano-banana-2")
        first = await bench.ask(wish)
        past = history([turn(request=wish, reply=first)], bench.tasks.maker(CATALOG.family(wish.family)))
        assert (await bench.ask(request("winter", family="nano-banana-2"), past)).pictures
        assert standin.calls[-1].references == (first.pictures[0].sha256,)


def draft(data: bytes) -> dict[str, Any]:
    return {"thought": True, "inlineData": {"mimeType": "image/png", "data": b64(data)}}


def sketch(width: int, padding: int = 100) -> bytes:
    return png(width, 4, padding)


FINAL = {"inlineData": {"mimeType": "image/png", "data": b64(sketch(64))}}
PLAN = {"thought": True, "text": "First the sky."}


async def test_thoughts_are_kept_apart_where_they_are_asked_for(desk: Desk) -> None:
    """Drafts are pictures of their own; no thought is among the parts, and none counts in what goes back."""
    reply = await kept(desk, Shelf(), PLAN, draft(sketch(9)), {"text": "Here."}, FINAL, thoughts=True)
    assert ([p.width for p in reply.pictures], [p.width for p in reply.drafts]) == ([64], [9])
    assert (reply.thoughts, reply.words) == (("First the sky.",), "Here.")
    assert [sorted(part) for part in reply.parts] == [["text"], ["inlineData"]]
    assert reply.bytes_kept == reply.pictures[0].size
    assert reply.addresses == {reply.pictures[0].sha256}


async def test_thoughts_that_nobody_asked_for_are_not_kept(desk: Desk) -> None:
    """Some gateways send them unasked."""
    reply = await kept(desk, Shelf(), PLAN, draft(sketch(9)), FINAL)
    assert (reply.drafts, reply.thoughts, len(reply.parts)) == ((), (), 1)


@pytest.mark.parametrize("thoughts", [True, False])
async def test_of_drafts_alone_the_last_is_the_picture(desk: Desk, thoughts: bool) -> None:
    """It is the result and no draft, and the card says so; it never goes back: the next turn starts over from it."""
    reply = await kept(desk, Shelf(), draft(sketch(9)), draft(sketch(64)), thoughts=thoughts)
    assert [p.width for p in reply.pictures] == [64]
    assert [p.width for p in reply.drafts] == ([9] if thoughts else [])
    assert (reply.notes, reply.replayable) == ((ONLY_A_DRAFT,), False)


async def test_drafts_are_bounded_and_odd_ones_left_out(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest few, in their order, within so many bytes; a file that is no picture costs nothing else."""
    drafts = [draft(sketch(width)) for width in (1, 2, 3, 4, 5, 6)]
    odd = draft(b"just words, nothing else here at all")
    reply = await kept(desk, Shelf(), *drafts, odd, FINAL, thoughts=True)
    assert [p.width for p in reply.drafts] == [4, 5, 6]
    monkeypatch.setattr(keeping, "DRAFT_BYTES", len(sketch(6)) + len(sketch(5)) + 40)
    reply = await kept(desk, Shelf(), *drafts, FINAL, thoughts=True)
    assert [p.width for p in reply.drafts] == [5, 6]


class FullDisk(MemoryPictures):
    """Takes nothing so many times."""

    def __init__(self, refusals: int) -> None:
        super().__init__()
        self.refusals = refusals

    async def keep(self, file: Path) -> str:
        self.refusals -= 1
        if self.refusals >= 0:
            raise StorageFailed
        return await super().keep(file)


async def test_a_disk_that_is_cleaned_within_minutes_costs_no_picture(desk: Desk) -> None:
    """What is paid for waits in its file, which is gone afterwards, however that ends."""
    inline = {"inlineData": {"mimeType": "image/png", "data": b64(PNG)}}
    body = {"candidates": [{"content": {"parts": [inline]}, "finishReason": "STOP"}]}
    made, shelf = Made(MAKER, "some-model", ({"text": "a lighthouse"},), 2.5), Shelf()
    for refusals, lost in ((6, False), (100, True)):
        waits = Waits()
        async with workshop() as shop, desk.exchange() as exchange:
            await arrived(exchange, body)
            keeper = Keeper(FullDisk(refusals), shop, shelf, shelf, Insistence(waits))
            with pytest.raises(StorageFailed) if lost else nullcontext():
                assert (await keeper.reply(read(exchange.reply), exchange, made)).pictures
        assert waits == list(PAUSES[:refusals])
    assert desk.spooled() == []
