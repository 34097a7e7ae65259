import json
from dataclasses import replace

import pytest

from bot.playground.discord.records import Attachment, Interaction, InteractionKind, Message, MessageFlag, Origin
from bot.playground.discord.server import StandIn
from bot.playground.page_server.pictures import Pictures
from bot.playground.page_server.showing import KEPT_MESSAGES, Showing


def showing(discord: StandIn, name: str = "Ada") -> Showing:
    return Showing(discord.world, Pictures(discord.blobs, "secret"), discord.world.user(name))


def message(discord: StandIn, **fields: object) -> Message:
    world = discord.world
    base = Message(world.new_id(), world.channel("pictures").id, world.bot.id, world.clock())
    return world.post(replace(base, **fields))  # type: ignore[arg-type] # a test's shorthand


def interaction(discord: StandIn, name: str = "Ada") -> Interaction:
    world = discord.world
    person, place = world.user(name).id, world.channel("pictures").id
    return world.interact(Interaction(world.new_id(), "t", InteractionKind.COMMAND, person, place, world.clock()))


async def test_everything_is_json_with_ids_as_strings(discord: StandIn) -> None:
    """The whole picture can be sent, and no id is a number that JavaScript would round."""
    message(discord, content="hello")
    shown = showing(discord).everything()
    assert json.loads(json.dumps(shown)) == shown
    assert all(isinstance(found["id"], str) for kind in ("people", "channels", "messages") for found in shown[kind])


async def test_places_come_in_order_with_threads_below_their_channel(discord: StandIn) -> None:
    """A person sees the channels, each with its threads, then own direct messages named after the partner."""
    shown = [(place["kind"], place["name"]) for place in showing(discord).everything()["channels"]]
    assert shown == [("text", "pictures"), ("thread", "lighthouses"), ("text", "lounge"), ("direct", "Plantain")]


async def test_a_place_carries_the_commands_that_were_synced(discord: StandIn) -> None:
    """The forms of the page are made from the synced options, required marks, choices and all."""
    place = showing(discord).everything()["channels"][0]
    imagine = place["commands"][0]
    assert (imagine["name"], place["messageCommands"]) == ("imagine", ["Edit picture"])
    options = {option["name"]: option for option in imagine["options"]}
    assert options["prompt"]["required"]
    assert options["ratio"]["choices"] == [{"name": "16:9", "value": "16:9"}]
    assert options["model"]["autocomplete"]


@pytest.mark.parametrize(("viewer", "count"), [("Ada", 1), ("Grace", 0)])
async def test_an_ephemeral_post_is_shown_to_its_person_only(discord: StandIn, viewer: str, count: int) -> None:
    """Nobody else's page hears of it."""
    post = message(discord, flags=int(MessageFlag.EPHEMERAL), seen_by=discord.world.user("Ada").id)
    assert len(showing(discord, viewer).everything()["messages"]) == count
    assert showing(discord, viewer).sees(post) is bool(count)


async def test_direct_messages_are_shown_to_their_two_only(discord: StandIn) -> None:
    """Grace does not see what the bot writes to Ada."""
    post = message(discord, channel_id=discord.direct("Ada").id)
    assert (showing(discord).sees(post), showing(discord, "Grace").sees(post)) == (True, False)


async def test_media_of_components_become_addresses_of_the_attachments(discord: StandIn) -> None:
    """A gallery's `attachment://` names lead to files, foreign addresses to none, and the record stays as it was."""
    picture = Attachment(7, "a.png", "11", 3, "image/png", 4, 5)
    items = [{"media": {"url": "attachment://a.png"}}, {"media": {"url": "https://example.org/b.png"}}]
    gallery = {"type": 17, "components": [{"type": 12, "items": items}]}
    post = message(discord, attachments=(picture,), components=(gallery,))
    shown = showing(discord).message(post)["components"][0]["components"][0]["items"]
    assert shown[0]["media"]["attachment"]["address"].startswith("/page/files/11/")
    assert shown[0]["media"]["attachment"]["width"] == 4
    assert shown[1]["media"]["attachment"] is None
    assert items[0] == {"media": {"url": "attachment://a.png"}}


async def test_a_reply_carries_an_excerpt_of_what_it_replies_to(discord: StandIn) -> None:
    """The words come from the message or its card, and a message that is gone or hidden gives none."""
    card = message(discord, components=({"type": 10, "content": "a lighthouse"},))
    reply = message(discord, reply_to=card.id)
    assert showing(discord).message(reply)["reply"]["text"] == "a lighthouse"
    discord.world.delete(card.id)
    assert showing(discord).message(reply)["reply"] is None


async def test_what_made_a_post_is_named_as_people_know_it(discord: StandIn) -> None:
    """A slash command has its slash, an entry of a message's menu does not."""
    names = []
    for target in (None, 5):
        origin = Origin(1, InteractionKind.COMMAND, discord.world.user("Ada").id, "edit", target)
        names.append(showing(discord).message(message(discord, origin=origin))["origin"]["name"])
    assert names == ["/edit", "edit"]


async def test_only_open_interactions_of_the_viewer_are_shown_again(discord: StandIn) -> None:
    """A page that is opened anew shows what waits for an answer, and nobody else's."""
    mine, _ = interaction(discord), interaction(discord, "Grace")
    shown = showing(discord).everything()["interactions"]
    assert [found["id"] for found in shown] == [str(mine.id)]


async def test_a_long_history_is_cut_to_its_newest(discord: StandIn) -> None:
    """The whole picture stays bounded however long people talk."""
    posts = [message(discord, content=str(number)) for number in range(KEPT_MESSAGES + 5)]
    shown = showing(discord).everything()["messages"]
    assert (len(shown), shown[-1]["id"]) == (KEPT_MESSAGES, str(posts[-1].id))
