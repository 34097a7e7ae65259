"""What is promised to whoever waits: a fair queue with limits, a way out of it, and no picture paid for in vain."""

import asyncio
from dataclasses import replace

import pytest

from bot.core import errors, waiting_line
from bot.core.errors import Cost
from bot.core.limits import WAITING_PER_PERSON
from bot.playground.discord.faults import ServerError
from bot.playground.discord.server import StandIn
from bot.playground.gemini import Wire
from tests.scenarios.house import House
from tests.scenarios.posts import digest

WAITING = "-# Waiting"


@pytest.mark.parametrize("lacking", ["attach_files", "send_messages"])
async def test_permission_is_checked_before_the_model_is_paid(house: House, discord: StandIn, lacking: str) -> None:
    """Where the bot may not post pictures it says so at once, by the way that is left, and asks no model."""
    deny(discord, lacking)
    told = await house.ada.asks("imagine", prompt="a fox")
    assert told.ephemeral
    assert lacking.replace("_", " ") in told.sentence
    await house.ada.begins("a bear")
    where = "pictures" if lacking == "attach_files" else "Ada"
    said = await house.ada.at(where).finds_when(lambda post: lacking.replace("_", " ") in post.words)
    assert not said.is_card
    assert house.gemini.calls == ()


@pytest.mark.parametrize("settings", [{"plantain_at_once": 1}])
async def test_permission_is_checked_again_when_a_wish_has_waited(house: House, discord: StandIn) -> None:
    """What was withdrawn meanwhile is told where the picture would have been, and the model is not paid."""
    until = asyncio.Event()
    house.gemini.next(Wire("hang", until=until))
    await house.ada.at("lounge").starts("imagine", prompt="a fox")
    await house.is_asking()
    command = await house.grace.starts("imagine", prompt="a bear")
    await command.answer(lambda post: post.words.startswith(WAITING))
    await house.grace.begins("a wolf")
    await house.grace.finds_when(lambda post: post.words.startswith(WAITING) and post.reply_to is not None)
    deny(discord, "attach_files")
    until.set()
    await house.ada.at("lounge").finds_when(lambda post: post.is_card)
    for _ in range(2):
        await house.rest()
    told = [post for post in house.grace.sees() if post.components]
    assert ["attach files" in post.sentence for post in told] == [True, True]
    assert [post.buttons[0] for post in told] == ["Again", "Again"]
    assert [call.words for call in house.gemini.calls] == ["a fox"]


async def test_a_channel_that_is_forbidden_meanwhile_leads_to_a_dm(house: House, discord: StandIn) -> None:
    """The paid picture reaches the person who asked for it."""
    until = asyncio.Event()
    house.gemini.next(Wire("hang", until=until))
    await house.ada.begins("a fox")
    await house.is_asking()
    await house.ada.finds_when(lambda post: "Painting" in post.words or post.words.startswith(WAITING))
    deny(discord, "view_channel", "send_messages")
    until.set()
    card = await house.ada.at("Ada").finds_when(lambda post: post.is_card)
    assert card.head == "**Ada**: a fox"
    assert house.gemini.billed == 1


async def test_with_the_dm_closed_too_the_picture_is_found_in_the_history(house: House, discord: StandIn) -> None:
    """It is kept without a post, is tried no more, and can be asked for."""
    until = asyncio.Event()
    house.gemini.next(Wire("hang", until=until))
    await house.ada.begins("a fox")
    await house.is_asking()
    await house.ada.finds_when(lambda post: "Painting" in post.words or post.words.startswith(WAITING))
    deny(discord, "view_channel", "send_messages")
    discord.faults.plan("POST", f"/channels/{discord.direct('Ada').id}/messages", ServerError(403))
    until.set()
    await house.gemini.until(lambda record: record.kind == "answer" and record.method == "POST")
    await house.rest()
    deny(discord)
    for place in ("pictures", "lounge", "Ada"):
        found = await house.ada.at(place).asks("history")
        assert found.sentence == "- “a fox”", "a link leads to what is not the picture"
        assert "could not be posted" in found.words
    given = await house.ada.presses(found, "Original")
    assert [picture.pixels for picture in given.pictures] == [(1024, 1024)]
    assert (await house.grace.at("lounge").asks("history")).words.startswith("There are no pictures here yet")
    edited = await house.ada.edit("make it winter")
    assert edited.is_card
    assert house.gemini.calls[-1].edited == digest(given.pictures[0])


@pytest.mark.parametrize("dm", ["open", "closed"])
async def test_a_channel_that_forbids_pictures_meanwhile_says_what_became_of_it(
    house: House, discord: StandIn, dm: str
) -> None:
    """Words are allowed there still: the placeholder turns into a sentence with a way to the picture."""
    until = asyncio.Event()
    house.gemini.next(Wire("hang", until=until))
    await house.ada.begins("a fox")
    await house.is_asking()
    await house.ada.finds_when(lambda post: "Painting" in post.words or post.words.startswith(WAITING))
    deny(discord, "attach_files")
    if dm == "closed":
        discord.faults.plan("POST", f"/channels/{discord.direct('Ada').id}/messages", ServerError(403))
    until.set()
    told = await house.ada.finds_when(lambda post: "Original" in post.buttons)
    await house.rest()
    assert ("/history" in told.sentence) is (dm == "closed")
    assert "Cancel" not in told.buttons
    assert len([post for post in house.ada.at("Ada").sees() if post.is_card]) == (dm == "open")


async def test_an_interaction_is_accepted_once(house: House, discord: StandIn) -> None:
    """Its id is unique: sent twice it is one turn."""
    discord.gateway.duplicate_next("INTERACTION_CREATE")
    await house.ada.imagine("a fox")
    assert len(house.gemini.calls) == 1
    assert len(house.ada.sees()) == 1


@pytest.mark.parametrize("settings", [{"plantain_at_once": 1}])
async def test_the_queue_is_fair_between_people(house: House, discord: StandIn) -> None:
    """Who asks once does not wait for all that somebody else asked for before."""
    until = asyncio.Event()
    house.gemini.next(Wire("hang", until=until))
    doing = [await house.ada.starts("imagine", prompt="1 of Ada")]
    await house.is_asking()
    for number, place in enumerate(("lounge", "lighthouses", "Ada"), 2):
        doing.append(await house.ada.at(place).starts("imagine", prompt=f"{number} of Ada"))
    doing.append(await house.grace.at("Grace").starts("imagine", prompt="1 of Grace"))
    for one in doing:
        await one.done()
    await house.ada.at("Ada").finds_when(lambda post: post.thinking or bool(post.words))
    until.set()
    await asyncio.gather(*(one.answer(lambda post: post.is_card) for one in doing))
    assert [call.words for call in house.gemini.calls].index("1 of Grace") <= 2


@pytest.mark.parametrize("settings", [{"plantain_at_once": 1}])
async def test_who_waits_for_another_place_is_told_so_too(house: House) -> None:
    """Where all the room is taken, a picture of a quiet place has a position and a way out as well, and moves up."""
    until = asyncio.Event()
    house.gemini.next(Wire("hang", until=until))
    first = await house.ada.starts("imagine", prompt="a fox")
    await house.is_asking()
    second = await house.grace.at("lounge").starts("imagine", prompt="a bear")
    waiting = await second.answer(lambda post: post.words.startswith(WAITING))
    assert "1 picture" in waiting.words
    lighthouses = house.ada.at("lighthouses")
    await lighthouses.begins("a wolf")
    await lighthouses.finds_when(lambda post: post.words.startswith(WAITING) and "2 pictures" in post.words)
    await house.grace.at("lounge").starts_pressing(waiting, "Cancel")
    await lighthouses.finds_when(lambda post: post.words.startswith(WAITING) and "1 picture" in post.words)
    until.set()
    await first.answer(lambda post: post.is_card)
    await lighthouses.finds_when(lambda post: post.is_card)
    assert [call.words for call in house.gemini.calls] == ["a fox", "a wolf"]


@pytest.mark.parametrize("settings", [{"plantain_at_once": 1}])
async def test_the_position_that_is_shown_is_that_of_the_fair_queue(house: House) -> None:
    """Who asked for one is told of the one before it, not of all that somebody else has waiting."""
    until = asyncio.Event()
    house.gemini.next(Wire("hang", until=until))
    doing = [await house.ada.starts("imagine", prompt="a fox")]
    await house.is_asking()
    for place in ("lounge", "lighthouses", "Grace"):
        doing.append(await house.grace.at(place).starts("imagine", prompt=f"a bear in {place}"))
        await doing[-1].answer(lambda post: post.words.startswith(WAITING))
    doing.append(await house.ada.at("Ada").starts("imagine", prompt="an owl"))
    await doing[-1].answer(lambda post: post.words.startswith(f"{WAITING}: 2 pictures"))
    until.set()
    for one in doing:
        await one.answer(lambda post: post.is_card)
    assert [call.words for call in house.gemini.calls].index("an owl") == 2


async def test_one_person_may_not_have_everything_wait(house: House) -> None:
    """Beyond the limit a wish is refused at once, naming it, and costs nothing."""
    until = asyncio.Event()
    house.gemini.next(Wire("hang", until=until))
    doing = [await house.ada.starts("imagine", prompt="a fox")]
    await house.is_asking()
    for _ in range(WAITING_PER_PERSON):
        doing.append(await house.ada.starts("imagine", prompt="a fox"))
        await doing[-1].answer(lambda post: post.words.startswith(WAITING))
    told = await house.ada.asks("imagine", prompt="one too many")
    assert told.sentence == errors.QueueFull(WAITING_PER_PERSON, whose="yours").told
    until.set()
    await asyncio.gather(*(one.answer(lambda post: post.is_card) for one in doing))
    assert len(house.gemini.calls) == 1 + WAITING_PER_PERSON


async def test_all_together_may_not_have_everything_wait(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is an overall limit, whoever and wherever they are."""
    monkeypatch.setattr(waiting_line, "WAITING_IN_ALL", 1)
    until = asyncio.Event()
    house.gemini.next(Wire("hang", until=until))
    doing = [await house.ada.starts("imagine", prompt="a fox")]
    await house.is_asking()
    doing.append(await house.ada.starts("imagine", prompt="a bear"))
    await doing[-1].answer(lambda post: post.words.startswith(WAITING))
    told = await house.grace.at("lounge").asks("imagine", prompt="one too many")
    assert told.sentence == errors.QueueFull(1, whose="everywhere").told
    until.set()
    await asyncio.gather(*(one.answer(lambda post: post.is_card) for one in doing))


async def test_a_bar_is_shown_while_it_works_and_gives_way_to_the_card(house: House) -> None:
    """Nobody waits in silence: the post has a bar and a way out, and becomes the card."""
    until = asyncio.Event()
    house.gemini.next(Wire("hang", until=until))
    doing = await house.ada.starts("imagine", prompt="a fox")
    bar = await doing.answer(lambda post: "▱" in post.words)
    assert bar.buttons == ["Cancel"]
    until.set()
    assert (await doing.answer(lambda post: post.is_card)).id == bar.id


async def test_cancelled_in_the_queue_it_costs_nothing(house: House) -> None:
    """It is told at once, never drawn, and what waits behind it moves up."""
    until = asyncio.Event()
    house.gemini.next(Wire("hang", until=until))
    first = await house.ada.starts("imagine", prompt="a fox")
    await house.is_asking()
    second = await house.grace.starts("imagine", prompt="a bear")
    waiting = await second.answer(lambda post: post.words.startswith(WAITING))
    await house.grace.starts_pressing(waiting, "Cancel")
    told = await second.answer()
    assert told.sentence == errors.Cancelled(Cost.NOTHING).told
    until.set()
    await first.answer(lambda post: post.is_card)
    await house.rest()
    assert [call.words for call in house.gemini.calls] == ["a fox"]


async def test_cancelled_while_it_runs_the_late_picture_is_kept_and_not_posted(house: House) -> None:
    """The person is told that it may cost, the next one begins at once, and the answer is stored when it comes."""
    until = asyncio.Event()
    house.gemini.next(Wire("hang", until=until))
    doing = await house.ada.starts("imagine", prompt="a fox")
    bar = await doing.answer(lambda post: "Cancel" in post.buttons)
    await house.ada.starts_pressing(bar, "Cancel")
    told = await doing.answer()
    assert told.sentence == errors.Cancelled(Cost.MAYBE).told
    card = await house.grace.imagine("a bear")
    before = len(house.kept())
    until.set()
    await house.stop()
    assert len(house.kept()) > before
    assert [post.id for post in house.ada.sees() if post.is_card] == [card.id]
    await house.start()
    details = await house.ada.presses(told, "Details")
    assert "PNG 1024\N{MULTIPLICATION SIGN}1024" in details.words
    original = await house.ada.presses(details, "Original")
    assert original.ephemeral
    assert digest(original.pictures[0]) in set(house.kept()) - {digest(card.pictures[0])}


def deny(discord: StandIn, *permissions: str) -> None:
    """Take these rights, and no others, from the bot in `pictures`."""
    channel = discord.channel("pictures")
    discord.world.change_channel(replace(channel, denied=frozenset(permissions)))
