from dataclasses import replace
from typing import Any

from bot.playground.discord.links import Links
from bot.playground.discord.payloads import Payloads
from bot.playground.discord.payloads_interactions import interaction
from bot.playground.discord.records import Attachment, Channel, Interaction, InteractionKind
from bot.playground.discord.world import World
from tests.playground.discord.bare import bare_world, bot_post


def shown(world: World, channel: Channel, **fields: Any) -> dict[str, Any]:
    user = world.user("Ada")
    found = Interaction(5, "token", InteractionKind.COMMAND, user.id, channel.id, 0.0, **fields)
    return interaction(world, Payloads(world, Links(lambda: "https://cdn", b"s", world.clock)), found)


def test_places_are_told_apart() -> None:
    """A guild sends a member and its upload limit, a DM a user, and elsewhere only the user owns the installation."""
    world = bare_world()
    (guild,) = world.guilds.values()
    world.guilds[guild.id] = replace(guild, upload_limit=5)
    ada = world.user("Ada")
    here, direct = shown(world, world.channel("lounge")), shown(world, world.direct(ada, world.bot))
    private = shown(world, world.direct(ada, world.user("Grace")))
    assert (here["context"], here["attachment_size_limit"], here["member"]["user"]["id"]) == (0, 5, str(ada.id))
    assert (direct["context"], direct["user"]["id"], "member" in direct) == (1, str(ada.id), False)
    assert (private["context"], private["authorizing_integration_owners"]) == (2, {"1": str(ada.id)})
    assert here["authorizing_integration_owners"] == {"0": str(guild.id)}


def test_what_is_named_is_resolved() -> None:
    """Files, people, channels and messages come whole beside the ids that name them."""
    world = bare_world()
    place, grace = world.channel("pictures"), world.user("Grace")
    options = [
        {"type": 6, "name": "who", "value": str(grace.id)},
        {"type": 7, "name": "where", "value": str(place.id)},
        {"type": 3, "name": "what", "value": "x"},
    ]
    nested = [{"type": 1, "name": "sub", "options": options}]
    post = bot_post(world, content="x")
    files = (Attachment(9, "a.png", "b", 1, ephemeral=True),)
    resolved = shown(world, place, data={"options": nested}, attachments=files, target_id=post.id)["data"]["resolved"]
    assert list(resolved["users"]) == list(resolved["members"]) == [str(grace.id)]
    assert list(resolved["channels"]) == [str(place.id)]
    assert resolved["attachments"]["9"]["ephemeral"] is True
    assert resolved["messages"][str(post.id)]["content"] == "x"


def test_a_pressed_button_brings_its_post() -> None:
    """A component's interaction holds the post that it stands on, and selected people are resolved."""
    world = bare_world()
    post, grace = bot_post(world, content="x"), world.user("Grace")
    data = {"custom_id": "who", "component_type": 5, "values": [str(grace.id)]}
    sent = shown(world, world.channel("pictures"), message_id=post.id, data=data)
    assert sent["message"]["content"] == "x"
    assert list(sent["data"]["resolved"]["users"]) == [str(grace.id)]
