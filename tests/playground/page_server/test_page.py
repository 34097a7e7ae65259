import asyncio
import json
from dataclasses import replace
from typing import Any

from bot.playground.discord.records import Answer, Message, MessageFlag
from bot.playground.page_server.page import FOLDER, Page
from tests.playground.page_server.visiting import SECRET, Visitor, sync


async def until(events: Any, wanted: str) -> Any:
    """The data of the next event of that name."""
    async with asyncio.timeout(5):
        async for name, data in events:
            if name == wanted:
                return data
    raise AssertionError(f"the stream ended without {wanted}")


async def test_the_page_and_all_its_files_are_served(visitor: Visitor) -> None:
    """Every file of the folder comes with its own media type, and nothing else does."""
    types = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
    for path in FOLDER.iterdir():
        if path.suffix in types:
            status, headers, body = await visitor.get(f"/page/{path.name}")
            assert (status, headers["Content-Type"].split(";")[0]) == (200, types[path.suffix])
            assert body == path.read_bytes()
    status, headers, _ = await visitor.get("/")
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    for other in ("/page/index.html", "/page/none.js", "/page/..%2fpage.js", "/page/page.py"):
        assert (await visitor.get(other))[0] == 404


async def test_the_secret_stands_in_the_fragment_only(visitor: Visitor) -> None:
    """The printed address carries the secret where no server, log or referrer sees it."""
    page = Page(visitor.discord.world, visitor.discord.blobs, visitor.discord.recorder, secret=SECRET)
    assert page.address("http://127.0.0.1:1/") == f"http://127.0.0.1:1/#{SECRET}"


async def test_changes_reach_those_who_may_see_them(visitor: Visitor) -> None:
    """Posts, edits and deletions are told; an ephemeral post goes to its person's stream alone."""
    world, place = visitor.discord.world, visitor.discord.channel("pictures")
    ada, grace = (visitor.events(world.user(name)) for name in ("Ada", "Grace"))
    await until(ada, "traffic")
    await until(grace, "traffic")
    base = Message(world.new_id(), place.id, world.bot.id, world.clock(), "for Ada")
    secret = replace(base, flags=int(MessageFlag.EPHEMERAL), seen_by=world.user("Ada").id)
    world.post(secret)
    shown = world.post(replace(base, id=world.new_id(), content="for all"))
    world.edit(replace(shown, content="for all of you", edited_at=1.0))
    world.delete(shown.id)
    assert (await until(ada, "message"))["content"] == "for Ada"
    assert (await until(grace, "message"))["content"] == "for all"
    edited = await until(grace, "message")
    assert (edited["content"], edited["edited"]) == ("for all of you", True)
    assert await until(grace, "gone") == {"id": str(shown.id)}
    await ada.aclose()  # type: ignore[attr-defined] # an async generator
    await grace.aclose()  # type: ignore[attr-defined] # an async generator


async def test_an_interaction_is_told_to_its_person(visitor: Visitor) -> None:
    """Its start, the form that it opens and the missing answer reach the page of whoever started it."""
    discord = visitor.discord
    events = visitor.events(discord.world.user("Ada"))
    await until(events, "traffic")
    await discord.person("Grace").slash(discord.channel("pictures"), "undo")
    invocation = await discord.person("Ada").slash(discord.channel("pictures"), "undo")
    started = await until(events, "interaction")
    assert (started["id"], started["name"], started["answered"]) == (str(invocation.id), "/undo", False)
    form = {"custom_id": "x", "title": "A form", "components": []}
    discord.world.update_interaction(replace(invocation.state, answer=Answer.MODAL, modal=form, modal_open=True))
    assert (await until(events, "interaction"))["modal"] == form
    discord.world.update_interaction(replace(invocation.state, answer=None, modal_open=False, did_not_respond=True))
    assert (await until(events, "interaction"))["unanswered"]
    await events.aclose()  # type: ignore[attr-defined] # an async generator


async def test_new_commands_places_and_typing_are_told(visitor: Visitor) -> None:
    """The page learns what it can offer without being opened anew."""
    discord = visitor.discord
    events = visitor.events(discord.world.user("Ada"))
    await until(events, "traffic")
    discord.world.add_channel(next(iter(discord.world.guilds.values())), "attic")
    assert "attic" in [place["name"] for place in await until(events, "channels")]
    sync(discord)
    assert (await until(events, "channels"))[0]["commands"]
    discord.person("Grace").type_in(discord.channel("lounge"))
    assert (await until(events, "typing"))["channel"] == str(discord.channel("lounge").id)
    await events.aclose()  # type: ignore[attr-defined] # an async generator


async def test_a_recorded_request_opens_in_full(visitor: Visitor) -> None:
    """A line's key gives the bodies; what is no longer kept is not found."""
    visitor.discord.recorder.add("rest", method="GET", path="/x", status=200, response={"a": 1})
    status, _, body = await visitor.get("/page/traffic/discord-1")
    assert (status, json.loads(body)["response"]) == (200, {"a": 1})
    assert (await visitor.get("/page/traffic/discord-99"))[0] == 404


async def test_an_unknown_viewer_sees_the_first_persons_world(visitor: Visitor) -> None:
    """A page without a choice yet, or with one of another start, begins as somebody who exists, never as the bot."""
    for viewer in (visitor.discord.world.bot, replace(visitor.discord.world.bot, id=5)):
        events = visitor.events(viewer)
        assert (await until(events, "world"))["viewer"] == str(visitor.discord.world.user("Ada").id)
        await events.aclose()  # type: ignore[attr-defined] # an async generator
