"""Bad input, seventh sentence: whatever people or models write, nobody is pinged by the bot."""

from collections.abc import Iterator
from typing import Any

from bot.playground.discord.server import StandIn
from bot.playground.gemini import Refusal
from tests.scenarios.house import House


async def test_nothing_that_the_bot_posts_pings_anybody(house: House, discord: StandIn) -> None:
    """Wishes, the model's words, sentences about failures, histories and hints name people, and ping none."""
    shout = f"@everyone @here <@{house.grace.id}> <@&{house.grace.id}>"
    card = await house.ada.imagine(f"{shout} a fox")
    await house.ada.mentions(f"{shout} a fox")
    await house.ada.replies(card, f"{shout} make it winter")
    house.gemini.next(Refusal("STOP", words=shout))
    await house.ada.asks("edit", prompt=shout)
    await house.ada.writes(f"{shout} model:nano-banana-pro ratio:1:8", mention=True)
    await house.ada.presses(card, "Details")
    await house.ada.asks("history")
    await house.ada.asks("undo")
    bots = [message for message in discord.world.messages.values() if message.author_id == discord.world.bot.id]
    assert len(bots) >= 8
    assert [message.mention_ids for message in bots if message.mention_ids] == []


async def test_every_request_that_shows_something_says_that_nobody_is_to_be_pinged(
    house: House, discord: StandIn
) -> None:
    """Discord pings by what a request allows: none of ours allows anything."""
    card = await house.ada.imagine("a fox")
    await house.ada.mentions("a bear")
    await house.ada.replies(card, "make it winter")
    await house.ada.presses_again(card)
    await house.ada.asks("undo")
    await house.ada.writes("", mention=True)
    bodies = list(shown(discord))
    assert len(bodies) >= 8
    for body in bodies:
        allowed = body.get("allowed_mentions", {"parse": ["everything"]})
        assert (allowed["parse"], allowed.get("replied_user", False)) == ([], False), body


def shown(discord: StandIn) -> Iterator[dict[str, Any]]:
    """The bodies of all requests that put something before people."""
    for entry in discord.recorder.rest:
        if entry.method in ("POST", "PATCH") and isinstance(entry.request, dict):
            body = entry.request.get("data", entry.request) if entry.path.endswith("/callback") else entry.request
            if body and body.get("components"):
                yield body
