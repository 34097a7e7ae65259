import asyncio
from dataclasses import replace

import pytest

from bot.playground.discord.invocations import Invocation, Modal, NotAnswered
from bot.playground.discord.records import Answer, Interaction, InteractionKind, Message, MessageFlag
from bot.playground.discord.world import World
from tests.playground.discord.bare import bare_world, bot_post


def invoked(world: World, source: Message | None = None) -> Invocation:
    number = world.new_id()
    kind = InteractionKind.COMPONENT if source else InteractionKind.COMMAND
    place, user = world.channel("pictures").id, world.user("Ada").id
    world.interact(Interaction(number, str(number), kind, user, place, 0.0, message_id=source.id if source else None))
    return Invocation(world, number)


async def test_the_final_post_is_not_the_thinking_one() -> None:
    """Waiting for the post goes on while it thinks."""
    world = bare_world()
    call = invoked(world)
    thinking = bot_post(world, flags=MessageFlag.LOADING)
    world.update_interaction(replace(call.state, answer=Answer.DEFERRED_MESSAGE, original_id=thinking.id))
    waiting = asyncio.create_task(call.post())
    assert (await call.acknowledged()).answer is Answer.DEFERRED_MESSAGE
    assert not waiting.done()
    world.edit(replace(thinking, flags=0, content="done"))
    assert (await waiting).content == "done"


async def test_an_update_is_done_when_the_source_post_changed() -> None:
    """For a deferred update the post is awaited in its changed form."""
    world = bare_world()
    source = bot_post(world, content="a")
    call = invoked(world, source)
    world.update_interaction(replace(call.state, answer=Answer.DEFERRED_UPDATE, original_id=source.id))
    waiting = asyncio.create_task(call.post())
    await asyncio.sleep(0)
    assert not waiting.done()
    world.edit(replace(source, content="b"))
    assert (await waiting).content == "b"


async def test_no_answer_ends_the_wait() -> None:
    """Whoever waits for an answer that is overdue is told so."""
    world = bare_world()
    call = invoked(world)
    waiting = asyncio.create_task(call.post())
    await asyncio.sleep(0)
    world.update_interaction(replace(call.state, did_not_respond=True))
    with pytest.raises(NotAnswered):
        await waiting
    assert await call.unanswered() == call.state


async def test_a_form_is_read_by_field_and_by_label() -> None:
    """Inputs are found by custom_id in order, and labels lead to them."""
    world = bare_world()
    call = invoked(world)
    part = {"type": 18, "label": "Prompt", "component": {"type": 4, "custom_id": "p"}}
    body = {"title": "T", "custom_id": "m", "components": [part]}
    world.update_interaction(replace(call.state, answer=Answer.MODAL, modal=body))
    modal = await call.modal()
    assert modal == Modal(call.id, body)
    assert (list(modal.fields), modal.labels) == (["p"], {"Prompt": "p"})


async def test_follow_ups_are_counted_from_one() -> None:
    """A follow-up is awaited by its number."""
    world = bare_world()
    call = invoked(world)
    posts = [bot_post(world), bot_post(world)]
    world.update_interaction(replace(call.state, followup_ids=tuple(post.id for post in posts)))
    assert await call.followup(2) == posts[1]
    assert call.original is None
