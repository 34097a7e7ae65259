"""What the bot must be allowed to do, over the wire."""

from dataclasses import replace

import pytest

from bot.core.errors import MissingPermission
from bot.core.turn import Place, Turn
from bot.playground.discord.faults import ServerError
from cogs._permissions import check_place
from tests.cogs.stage import Stage, played, texts
from tests.fakes import request, turn


@pytest.mark.parametrize(
    ("denied", "named"),
    [("attach_files", "attach files"), ("send_messages", "send messages"), ("view_channel", "view this channel")],
)
async def test_a_command_is_refused_where_the_card_could_not_be_posted(on: Stage, denied: str, named: str) -> None:
    """What is missing is named to the asker, before anything is paid."""
    on.discord.world.change_channel(replace(on.channel, denied=frozenset({denied})))
    shown = await (await on.ada.slash(on.channel, "imagine", {"prompt": "a tree"})).post()
    assert shown.ephemeral
    assert f"allow me to {named}." in texts(shown)[0]
    assert on.model.calls == []


async def test_in_a_thread_the_threads_permission_counts(set_up: Stage) -> None:
    """Discord has a permission of its own for sending in threads."""
    on = set_up
    thread = on.discord.channel("lighthouses")
    on.discord.world.change_channel(replace(thread, denied=frozenset({"send_messages_in_threads"})))
    async with played(on):
        shown = await (await on.ada.slash(thread, "imagine", {"prompt": "a tree"})).post()
        assert "send messages in threads" in texts(shown)[0]


async def test_a_mention_needs_the_history_too(set_up: Stage) -> None:
    """A reply to a message wants the permission to read the history."""
    on = set_up
    on.discord.world.change_channel(replace(on.channel, denied=frozenset({"read_message_history"})))
    async with played(on):
        await on.ada.say(on.channel, "a tree", mention_bot=True)
        direct = on.discord.direct("Ada")
        await on.until(lambda: on.discord.world.posts(direct))
        assert "read message history" in texts(on.discord.world.posts(direct)[0])[0]


async def test_in_a_dm_nothing_can_be_missing(on: Stage) -> None:
    """There are no permissions in a direct message."""
    asked = await on.ada.slash(on.discord.direct("Ada"), "imagine", {"prompt": "a tree"})
    assert (await asked.post()).attachments


async def test_a_server_that_does_not_tell_who_the_bot_is_there_is_tried(set_up: Stage) -> None:
    """Without its own member the client can't know what it may do."""
    on = set_up
    on.discord.gateway.change_next("GUILD_CREATE", lambda data: data | {"members": []})
    async with played(on):
        said = await on.ada.say(on.channel, "a tree", mention_bot=True)
        assert (await on.answer(said)).attachments


async def asked(on: Stage, *, private: bool = False) -> Turn:
    """Some turn of the channel."""
    wish = request(private=private)
    return turn(place=Place(on.channel.id, on.channel.guild_id, 10 * 2**20), request=wish)


async def closed(on: Stage, *permissions: str) -> None:
    """Take these away, and wait until the client knows that."""
    on.discord.world.change_channel(replace(on.channel, denied=frozenset(permissions)))
    await on.client.wait_for("guild_channel_update", timeout=5)


@pytest.mark.parametrize(
    ("denied", "private"), [("attach_files", True), ("attach_files", False), ("send_messages", False)]
)
async def test_a_permission_taken_while_a_turn_waits_is_noticed(on: Stage, denied: str, *, private: bool) -> None:
    """Discord tells the client, so that no request is needed."""
    wanted = await asked(on, private=private)
    await check_place(on.client, wanted)
    await closed(on, denied)
    with pytest.raises(MissingPermission, match=denied.replace("_", " ")):
        await check_place(on.client, wanted)
    assert on.discord.recorder.requests("GET", f"/channels/{on.channel.id}") == []


async def test_a_channel_that_is_gone_is_asked_for_once(on: Stage) -> None:
    """A client knows no thread that is archived: Discord tells whether it is there."""
    wanted = await asked(on)
    on.discord.world.delete_channel(on.channel)
    await on.client.wait_for("guild_channel_delete", timeout=5)
    with pytest.raises(MissingPermission, match="view this channel"):
        await on.delivery.check(wanted)


async def test_where_nobody_can_tell_it_is_tried(on: Stage) -> None:
    """A DM has no permissions, and of a server that only knows the person's installation nothing is known."""
    wanted = await asked(on)
    await on.delivery.check(replace(wanted, place=replace(wanted.place, guild=None)))
    await on.delivery.check(replace(wanted, place=replace(wanted.place, guild=12345)))
    on.discord.faults.plan("GET", "/channels/*", ServerError(503))
    await on.delivery.check(replace(wanted, place=replace(wanted.place, id=12345)))
    on.delivery.unbind()
    await on.delivery.check(wanted)
