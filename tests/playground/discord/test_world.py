import asyncio
from dataclasses import replace

import pytest

from bot.playground.discord.changes import Change
from bot.playground.discord.records import Answer, Attachment, Interaction, InteractionKind, MessageFlag
from bot.playground.discord.world import World
from tests.playground.discord.bare import bare_world, bot_post, synced
from tests.worlds import ManualClock


def interaction(world: World) -> Interaction:
    channel, user = world.channel("pictures"), world.user("Ada")
    number, token = world.new_id(), world.new_token()
    return world.interact(Interaction(number, token, InteractionKind.COMMAND, user.id, channel.id, world.clock()))


def test_every_change_is_told_with_before_and_after() -> None:
    """Posting, editing and deleting say what was and what is."""
    world = bare_world()
    heard: list[Change] = []
    world.feed.listen(heard.append)
    post = bot_post(world, content="a")
    world.edit(replace(post, content="b"))
    world.delete(post.id)
    told = [(c.kind, getattr(c.before, "content", None), getattr(c.after, "content", None)) for c in heard]
    assert told == [("message_created", None, "a"), ("message_edited", "a", "b"), ("message_deleted", "b", None)]


def test_an_ephemeral_post_is_seen_by_one() -> None:
    """The history shows ephemeral posts to their person alone."""
    world = bare_world()
    ada, grace, channel = world.user("Ada"), world.user("Grace"), world.channel("pictures")
    post = bot_post(world, flags=MessageFlag.EPHEMERAL, seen_by=ada.id)
    assert [world.history(channel, viewer) for viewer in (ada, grace, None)] == [[post], [], []]
    assert world.posts(channel) == [post]


def test_an_unanswered_interaction_is_marked_after_three_seconds() -> None:
    """The injected clock decides, and what was answered is never marked."""
    clock = ManualClock()
    world = bare_world(clock)
    late, answered = interaction(world), interaction(world)
    world.update_interaction(replace(answered, answer=Answer.MESSAGE))
    clock.advance(3)
    world.tick()
    assert world.unanswered() == [late]
    assert not world.interactions[late.id].did_not_respond
    clock.advance(0.1)
    world.tick()
    assert [found.did_not_respond for found in world.interactions.values()] == [True, False]


def test_a_token_finds_its_interaction_and_ages() -> None:
    """Tokens are good for fifteen minutes."""
    clock = ManualClock()
    world = bare_world(clock)
    found = interaction(world)
    assert world.interaction_of(found.token) == found
    assert world.interaction_of("other") is None
    clock.advance(900)
    assert not world.token_expired(found)
    clock.advance(1)
    assert world.token_expired(found)


def test_attachments_are_known_for_as_long_as_their_message() -> None:
    """An edit or deletion forgets the files that it drops."""
    world = bare_world()
    first, second = Attachment(1, "a", "a", 1), Attachment(2, "b", "b", 1)
    post = bot_post(world, attachments=(first, second))
    world.edit(replace(post, attachments=(second,)))
    assert list(world.attachments) == [2]
    world.delete(post.id)
    assert world.attachments == {}


def test_a_sync_replaces_the_commands_of_its_scope() -> None:
    """Global and guild commands don't touch each other."""
    world = bare_world()
    everywhere = synced(world, "imagine")
    here = replace(everywhere, id=5, guild_id=9)
    world.sync_commands([here], 9)
    world.sync_commands([], 8)
    assert (world.command_list(None), world.command_list(9)) == ([everywhere], [here])


async def test_one_can_wait_for_a_message_to_become_something() -> None:
    """`when` gives the message as it is once the condition holds."""
    world = bare_world()
    post = bot_post(world)
    waiting = asyncio.create_task(world.when(post, lambda current: current.content == "done"))
    await asyncio.sleep(0)
    world.edit(replace(post, content="almost"))
    world.edit(replace(post, content="done"))
    assert (await waiting).content == "done"
    with pytest.raises(TimeoutError):
        await world.when(post, lambda current: current.content == "never", timeout=0.01)
