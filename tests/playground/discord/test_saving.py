from dataclasses import replace
from pathlib import Path

import pytest

from bot.playground.discord import saving
from bot.playground.discord.records import Attachment, Interaction, InteractionKind, Origin
from bot.playground.discord.world import World
from tests.playground.discord.bare import bare_world, bot_post, synced


def full() -> World:
    """A world with something of everything."""
    world = bare_world()
    world.change_channel(replace(world.channel("lounge"), denied=frozenset({"attach_files"})))
    button = {"type": 1, "components": [{"type": 2, "custom_id": "edit", "label": "Edit"}]}
    post = bot_post(
        world,
        components=(button,),
        attachments=(Attachment(1, "a.png", "blob", 9),),
        origin=Origin(3, InteractionKind.COMMAND, world.user("Ada").id, "imagine"),
        flags=64,
        seen_by=world.user("Ada").id,
    )
    synced(world, "imagine")
    channel = world.channel("pictures")
    world.interact(Interaction(4, "token", InteractionKind.COMPONENT, 1, channel.id, 2.5, message_id=post.id))
    return world


def test_a_world_comes_back_as_it_was(tmp_path: Path) -> None:
    """Everything that was written is read again, and the indexes work."""
    world, again = full(), bare_world()
    saving.write(tmp_path, saving.snapshot(world, "secret"))
    state = saving.read(tmp_path)
    assert state is not None
    saving.restore(again, state)
    assert saving.snapshot(again, "secret") == saving.snapshot(world, "secret")
    assert again.bot == world.bot
    assert (list(again.attachments), again.interaction_of("token")) == ([1], world.interactions[4])


async def test_changes_are_saved_in_the_end(tmp_path: Path) -> None:
    """What happened before the close is in the file afterwards."""
    world = bare_world()
    saver = saving.Saver(world, tmp_path, "secret")
    post = bot_post(world, content="kept")
    await saver.close()
    state = saving.read(tmp_path)
    assert state is not None
    assert state.messages == (post,)
    assert sorted(path.name for path in tmp_path.glob("*")) == ["world.json"]  # noqa: ASYNC240 - a test's look


def test_no_file_is_no_state_and_nonsense_is_refused(tmp_path: Path) -> None:
    """An empty folder starts afresh; a broken file is not taken for a world."""
    assert saving.read(tmp_path) is None
    (tmp_path / saving.FILE).write_text("{}")
    with pytest.raises(ValueError, match="missing required field"):
        saving.read(tmp_path)
