"""Bad input, first sentence: whatever people attach, there is one clear sentence, nothing lost and nothing paid."""

import asyncio
from dataclasses import replace

import pytest

from bot.core.errors import (
    FetchFailed,
    NotAPicture,
    OneOfSeveral,
    PictureBroken,
    PictureTooLarge,
    QueueFull,
)
from bot.core.limits import REFERENCE_BYTES, REFERENCE_PIXELS, WAITING_PER_PERSON
from bot.playground.discord.faults import Dropped, ServerError
from bot.playground.discord.server import StandIn
from bot.playground.gemini import Wire
from tests import corpus
from tests.scenarios.house import House, media_types
from tests.scenarios.posts import digest

PHOTO = ("photo.png", corpus.png())
PAGE = ("photo.jpg", b"<!DOCTYPE html><html><body>not a photo</body></html>")


@pytest.fixture
def boosted(discord: StandIn) -> StandIn:
    """The guild takes files that are larger than the bot does."""
    for guild in discord.world.guilds.values():
        discord.world.guilds[guild.id] = replace(guild, upload_limit=100 * 2**20)
    return discord


async def test_the_type_is_read_from_the_bytes_and_never_from_the_name(house: House) -> None:
    """A picture under a wrong name is taken for what it is, and so is a web page that is called a photo."""
    await house.ada.imagine("paint it", image=("holiday.exe", corpus.jpeg()), image2=("scan.pdf", corpus.png()))
    assert media_types(house) == ["image/jpeg", "image/png"]
    told = await house.ada.asks("imagine", prompt="paint it", image=PAGE)
    assert told.sentence == NotAPicture("an HTML page").told


@pytest.mark.parametrize("kind", ["broken", "bombs", "not_pictures"])
async def test_every_bad_file_gets_its_sentence_and_nothing_is_paid(house: House, boosted: StandIn, kind: str) -> None:
    """Bombs, truncated files, SVG, HTML, archives, video and the rest are refused with what is wrong, to one person."""
    for bad in getattr(corpus, kind)():
        told = await house.ada.asks("imagine", prompt="paint it", image=(bad.name, bad.data))
        assert told.ephemeral, bad.name
        assert told.sentence.startswith(sentence(bad)), bad.name
        assert told.sentence.endswith("It cost nothing."), bad.name
    assert (house.gemini.calls, house.gemini.billed) == ((), 0)


async def test_an_empty_file_is_refused_by_its_size_alone(house: House) -> None:
    """Zero bytes get their own sentence."""
    told = await house.ada.asks("imagine", prompt="paint it", image=("nothing.png", b""))
    assert (told.ephemeral, told.sentence) == (
        True,
        "That attachment is empty (0 bytes): please send it again. It cost nothing.",
    )


async def test_a_file_that_is_too_large_is_not_even_fetched(house: House, boosted: StandIn) -> None:
    """What Discord says about the size is enough to refuse: the fault that waits at the file is never met."""
    large = ("large.png", corpus.png() + bytes(REFERENCE_BYTES))
    boosted.faults.plan("GET", "/*attachments/*", Dropped())
    told = await house.ada.asks("imagine", prompt="paint it", image=large)
    assert told.sentence == PictureTooLarge(REFERENCE_BYTES).told
    assert boosted.faults.unused == 1
    boosted.faults.strike("GET", "/attachments/0/0/large.png")


async def test_too_many_pixels_are_refused_from_the_header(house: House) -> None:
    """A header that claims more pixels than are taken is enough, whatever comes behind it."""
    side = int(REFERENCE_PIXELS**0.5) + 100
    wide = ("wide.png", corpus.tiny_png(side, side, data=bytes(REFERENCE_PIXELS // 100)))
    told = await house.ada.asks("imagine", prompt="paint it", image=wide)
    assert told.sentence.startswith("That picture has more than 64 million pixels: please send a smaller one.")


async def test_of_several_attachments_the_bad_one_is_named(house: House) -> None:
    """Nobody has to guess which of three files was refused."""
    told = await house.ada.asks(
        "imagine", prompt="join them", image=("a.png", corpus.png()), image2=PAGE, image3=("c.png", corpus.png())
    )
    assert told.sentence.startswith("Attachment 2 of 3: That attachment is an HTML page, not a picture I can use")
    assert (leftovers(house), house.kept()) == ([], [])


async def test_nothing_is_lost_by_a_bad_attachment_at_any_door(house: House) -> None:
    """Mention, reply, form and command refuse alike, nothing stays, and the conversation goes on from where it was."""
    card = await house.ada.imagine("a lighthouse at dusk")
    page = NotAPicture("an HTML page")
    kept = house.kept()
    form = await house.grace.opens(card, "Edit")
    posts = await house.grace.says("look at this", PAGE)
    told = [
        await house.grace.asks("edit", prompt="like this", image=PHOTO, image2=PAGE),
        await house.grace.writes("like this", PHOTO, PAGE, mention=True),
        await house.grace.writes("like this", PHOTO, PAGE, to=card),
        await house.grace.submits(form, "like this", [PHOTO, PAGE]),
        await house.grace.submits(await house.grace.opens_edit_picture(posts), "like this"),
    ]
    assert [post.sentence for post in told] == [OneOfSeveral(2, 2, page).told] * 4 + [page.told]
    assert (len(house.gemini.calls), house.kept()) == (1, kept)
    await house.grace.edit("make it winter")
    assert house.gemini.calls[-1].edited == digest(card.pictures[0])
    assert leftovers(house) == []


async def test_who_has_too_many_waiting_has_nothing_fetched(house: House, discord: StandIn) -> None:
    """The fault that waits at the file is never met, and nothing stays on the disk."""
    until = asyncio.Event()
    house.gemini.next(Wire("hang", until=until))
    doing = [await house.ada.starts("imagine", prompt="a fox")]
    await house.is_asking()
    for _ in range(WAITING_PER_PERSON):
        doing.append(await house.ada.starts("imagine", prompt="an owl"))
        await doing[-1].answer(lambda post: "Waiting" in post.words)
    discord.faults.plan("GET", "/*attachments/*", Dropped())
    told = await house.ada.asks("imagine", prompt="paint it", image=PHOTO)
    assert told.sentence == QueueFull(WAITING_PER_PERSON, whose="yours").told
    assert (leftovers(house), house.kept(), discord.faults.unused) == ([], [], 1)
    discord.faults.strike("GET", "/attachments/0/0/photo.png")
    until.set()
    for each in doing:
        await each.answer(lambda post: post.is_card)


@pytest.mark.parametrize("settings", [{"plantain_daily_budget": 0.01}])
async def test_on_a_day_whose_budget_is_spent_nothing_is_fetched(house: House, discord: StandIn) -> None:
    """At any door, however often: the fault that waits at the file is never met, and nothing stays on the disk."""
    discord.faults.plan("GET", "/*attachments/*", Dropped())
    told = [
        await house.ada.asks("imagine", prompt="paint it", image=PHOTO),
        await house.grace.writes("paint it", PHOTO, mention=True),
    ]
    assert ["the whole budget of a day, US$0.010" in post.sentence for post in told] == [True, True]
    assert (leftovers(house), house.kept(), discord.faults.unused) == ([], [], 1)
    discord.faults.strike("GET", "/attachments/0/0/photo.png")


@pytest.mark.parametrize("settings", [{"plantain_daily_budget": 0.049}])
async def test_what_is_beyond_the_budget_only_with_its_pictures_leaves_none(house: House) -> None:
    """A photo is input that costs as well: refused when it is there, it goes again, and so it does the next time."""
    for _ in range(2):
        told = await house.ada.asks("imagine", prompt="paint it", image=PHOTO)
        assert "the whole budget of a day, US$0.049" in told.sentence
        assert (leftovers(house), house.kept()) == ([], [])
    await house.ada.imagine("paint it")


async def test_an_attachment_that_discord_does_not_give_is_asked_for_again(house: House, discord: StandIn) -> None:
    """Whether Discord's files answer with an error or not at all, the person hears the same sentence."""
    for fault, times in ((ServerError(status=503), 1), (Dropped(), 2)):  # aiohttp itself tries a cut connection twice
        discord.faults.plan("GET", "/*attachments/*", fault, times=times)
        told = await house.ada.asks("imagine", prompt="paint it", image=("a.png", corpus.png()))
        assert told.sentence == FetchFailed().told
    assert house.gemini.calls == ()


def sentence(bad: corpus.Bad) -> str:
    """How the sentence for that file begins: for some kinds of picture the limit of pixels is lower."""
    if bad.kind:
        return NotAPicture(bad.kind).sentence
    return PictureBroken().sentence if bad.error is PictureBroken else "That picture has more than "


def leftovers(house: House) -> list[str]:
    return [path.name for path in (house.folder / "spool").rglob("*")]
