"""/batch and the buttons on its post."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from bot.core.errors import NotWritten
from bot.playground.discord.invocations import Invocation
from bot.playground.discord.records import Message
from tests.cogs.stage import Stage, texts


async def offered(on: Stage, data: bytes = b"a fox\nan owl\n", **options: str) -> Message:
    await on.ada.slash(on.channel, "batch", {"file": ("list.txt", data), **options})
    post: Message = await on.until(lambda: next((p for p in on.posts() if "Start" in str(p.components)), None))
    return post


async def told(on: Stage, data: bytes, name: str = "list.txt", **options: str) -> str:
    asked = await on.ada.slash(on.channel, "batch", {"file": (name, data), **options})
    posts = await on.until(lambda: [post for post in asked.followups if not post.thinking] or _shown(asked.original))
    return texts(posts[0])[0]


def _followups(pressed: Invocation) -> list[Message]:
    return pressed.followups


def _shown(post: Message | None) -> list[Message]:
    return [post] if post and not post.thinking else []


async def test_a_list_is_offered_at_a_price(on: Stage) -> None:
    """Publicly, with two buttons; nothing is drawn."""
    post = await offered(on, size="2K")
    assert (post.ephemeral, "- 2 × Nano Banana 2.1, 2K" in texts(post)[0]) == (False, True)  # noqa: RUF001 - the sign that people read
    assert (on.model.calls, on.turns.rows) == ([], {})


async def test_start_draws_the_list_into_a_thread(on: Stage) -> None:
    """Whatever channel it was sent in: the thread is that of its post."""
    post = await offered(on)
    await (await on.ada.press(post, "Start")).acknowledged()
    await on.until(lambda: "Done: 2 of 2" in str(on.discord.world.messages[post.id].components))
    thread = on.discord.world.channels[post.id]
    first, second, last = on.discord.world.posts(thread)
    assert [texts(shown)[0] for shown in (first, second)] == ["**Ada**: a fox", "**Ada**: an owl"]
    assert len(last.attachments) == 1


async def test_a_press_of_somebody_else_is_told(on: Stage) -> None:
    """To them alone, for either button."""
    post = await offered(on)
    for button in ("Start", "Cancel"):
        pressed = await on.grace.press(post, button)
        await pressed.acknowledged()
        posts = await on.until(partial(_followups, pressed))
        assert posts[0].seen_by == on.grace.user.id
        assert texts(posts[0])[0].startswith("Only the person who sent this list")


async def test_cancel_takes_the_offer_back(on: Stage) -> None:
    """The post says so and has no buttons any more."""
    post = await offered(on)
    await (await on.ada.press(post, "Cancel")).acknowledged()
    now = await on.until(lambda: next((p for p in on.posts() if p.id == post.id and "Cancelled" in texts(p)[0]), None))
    assert len(now.components) == 1


async def test_what_is_wrong_is_told_to_the_asker(on: Stage) -> None:
    """In one sentence that names the place; markup in the file stays words."""
    assert (await told(on, b"prompt,size\na,**9K**\n", "list.csv")).startswith(
        "Row 2, column size: “\\*\\*9K\\*\\*” is no size"
    )
    assert (await told(on, b"a fox", model="DALL-E")).startswith("Line 1, model of the command: There is no model")
    assert all(post.seen_by for post in on.posts())


async def test_a_list_that_cannot_be_noted_is_not_fetched(on: Stage) -> None:
    """A full disk is told as such, before anything is begun."""
    on.notes.unwritable = True
    asked = await on.ada.slash(on.channel, "batch", {"file": ("list.txt", b"a fox")})
    assert texts(await asked.post()) == [NotWritten().told]
    on.notes.unwritable = False


async def test_who_sent_a_list_is_noted_until_it_is_answered(on: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that is killed while it fetches leaves nobody without an answer; then the note is gone."""
    seen: list[list[int]] = []
    fetch = on.bench.attachments.fetch

    async def look(url: str, into: Path) -> int:
        seen.append([asked.place for asked in await on.notes.unaccepted()])
        return await fetch(url, into)

    monkeypatch.setattr(on.bench.attachments, "fetch", look)
    await offered(on)
    await on.handled()
    assert (seen, await on.notes.unaccepted()) == ([[on.channel.id]], ())


async def test_families_are_suggested(on: Stage) -> None:
    """As for every command that draws."""
    typed = await on.ada.autocomplete(on.channel, "batch", "model", "pro")
    assert [choice["value"] for choice in await typed.choices()] == ["nano-banana-pro"]


async def test_threads_must_be_allowed(on: Stage) -> None:
    """It says what is missing, before a file is read; in a thread, the pictures come there."""
    channel = on.channel
    on.discord.world.change_channel(replace(channel, denied=frozenset({"create_public_threads"})))
    assert "create public threads" in await told(on, b"a fox")
    on.discord.world.change_channel(channel)
    inside = on.discord.channel("lighthouses")
    await on.ada.slash(inside, "batch", {"file": ("list.txt", b"a fox")})
    post = await on.until(lambda: next((p for p in on.posts("lighthouses") if "Start" in str(p.components)), None))
    await (await on.ada.press(post, "Start")).acknowledged()
    await on.until(lambda: "Done: 1 of 1" in str(on.discord.world.messages[post.id].components))
    assert "**Ada**: a fox" in [texts(shown)[0] for shown in on.posts("lighthouses")]
