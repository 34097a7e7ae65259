import asyncio

import discord
import pytest
from discord import app_commands

from bot.playground.discord.invocations import NotAnswered
from bot.playground.discord.records import Answer
from bot.playground.discord.server import StandIn
from tests.playground.discord.studio import Studio
from tests.worlds import ManualClock, png


async def test_a_slash_command_is_deferred_and_its_answer_edited_in(world: StandIn, studio: Studio) -> None:
    """A deferred command ends as a card whose gallery shows the file, which `attachments` leaves out."""
    ada, channel = world.person("Ada"), world.channel("pictures")
    call = await ada.slash(channel, "imagine", {"prompt": "a tree", "image": ("photo.png", png(4, 4)), "style": "ink"})
    post = await call.post()
    assert call.state.answer is Answer.DEFERRED_MESSAGE
    assert post.layout
    assert post.attachments[0].width == 8
    payload = world.payloads.message(post)
    assert payload["attachments"] == []
    assert payload["components"][0]["content"] == f"a tree ink {len(png(4, 4))}"
    assert payload["components"][1]["items"][0]["media"]["url"].startswith("https://cdn.discordapp.com/")


async def test_a_button_opens_a_form_and_its_files_arrive(world: StandIn, studio: Studio) -> None:
    """A form keeps what it shows, takes what is entered, and carries the uploads."""
    ada, channel = world.person("Ada"), world.channel("pictures")
    card = await (await ada.slash(channel, "imagine", {"prompt": "a tree"})).post()
    form = await (await ada.press(card, "Edit")).modal()
    assert form.title == "Edit picture"
    sent = await ada.submit(form, {"Ratio": ["16:9"]}, {"Pictures": [("one.png", png(padding=100)), ("2.png", png())]})
    post = await sent.post()
    assert post.content == f"a tree ['16:9'] [{len(png(padding=100))}, {len(png())}]"
    assert post.reply_to == card.id


async def test_a_message_command_sees_its_message_without_the_content_intent(world: StandIn, studio: Studio) -> None:
    """The target of a message command comes whole, and its ephemeral answer is for one person alone."""
    ada, grace, channel = world.person("Ada"), world.person("Grace"), world.channel("pictures")
    message = await grace.say(channel, "look", files=[("cat.png", png())])
    post = await (await ada.message_command(channel, "Edit picture", message)).post()
    assert post.content == f"'look' [{len(png())}]"
    assert post in ada.history(channel)
    assert post not in grace.history(channel)


async def test_autocomplete_gives_choices(world: StandIn, studio: Studio) -> None:
    """What a person types reaches the bot, and its choices come back."""
    call = await world.person("Ada").autocomplete(world.channel("pictures"), "plain", "model", "fl")
    assert await call.choices() == [{"name": "flash", "value": "flash"}]


async def test_an_answer_after_three_seconds_is_unknown(world: StandIn, studio: Studio, clock: ManualClock) -> None:
    """The person sees that the application did not respond, and the late bot gets 10062."""
    call = await world.person("Ada").slash(world.channel("pictures"), "slow")
    clock.advance(3.1)
    world.world.tick()
    assert (await call.unanswered()).did_not_respond
    studio.release.set()
    with pytest.raises(NotAnswered):
        await call.acknowledged()
    failure = await asyncio.wait_for(studio.failures.get(), 5)
    assert isinstance(failure, app_commands.CommandInvokeError)
    assert isinstance(failure.original, discord.NotFound)
    assert failure.original.code == 10062


async def test_a_second_answer_is_refused(world: StandIn, studio: Studio) -> None:
    """An interaction takes one first answer; another one gets 40060."""
    call = await world.person("Ada").slash(world.channel("pictures"), "plain")
    await call.post()
    route = discord.http.Route("POST", f"/interactions/{call.id}/{call.state.token}/callback")
    with pytest.raises(discord.HTTPException) as refused:
        await studio.http.request(route, json={"type": 5})
    assert refused.value.code == 40060


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"type": 7, "data": {"content": "x"}}, "type"),
        ({"type": 5, "data": {"flags": 1 << 15}}, "data"),
        ({"type": 9, "data": {"title": "x" * 46, "custom_id": "x", "components": []}}, "data"),
    ],
)
async def test_an_answer_that_breaks_a_rule_leaves_the_interaction_open(
    world: StandIn, studio: Studio, body: dict[str, object], field: str
) -> None:
    """A refused answer names its field, and another one may follow."""
    call = await world.person("Ada").slash(world.channel("pictures"), "slow")
    route = discord.http.Route("POST", f"/interactions/{call.id}/{call.state.token}/callback")
    with pytest.raises(discord.HTTPException) as refused:
        await studio.http.request(route, json=body)
    assert refused.value.code == 50035
    assert f"In {field}" in refused.value.text
    studio.release.set()
    assert (await call.post()).content == "late"
