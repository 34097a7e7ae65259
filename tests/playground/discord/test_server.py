from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.playground.discord.server import StandIn
from tests.playground.discord.studio import Studio
from tests.worlds import ManualClock, png, running, stand_in


async def test_a_restart_finds_everything_again(tmp_path: Path) -> None:
    """Saved worlds keep posts, pictures, commands and buttons; a button pressed after the restart works."""
    async with stand_in(tmp_path, saved=True) as world, running(Studio(world), world.token):
        card = await (await world.person("Ada").slash(world.channel("pictures"), "imagine", {"prompt": "x"})).post()
    async with stand_in(tmp_path, saved=True) as world:
        (again,) = world.world.posts(world.channel("pictures"))
        assert again == card
        client = Studio(world)
        async with running(client, world.token):
            call = await world.person("Ada").press(again, "edit")
            assert call.state.message_id == card.id
            media = world.payloads.message(again)["components"][1]["items"][0]["media"]
            assert await client.http.get_from_cdn(media["url"]) == png()


async def test_nothing_outlives_a_stand_in_that_is_not_saved(tmp_path: Path) -> None:
    """Without `saved` the next start is a fresh world, and old files are gone."""
    async with stand_in(tmp_path) as world:
        await world.person("Ada").say(world.channel("pictures"), files=[("a.png", png())])
    async with stand_in(tmp_path) as world:
        assert world.world.messages == {}
        assert list(world.blobs.folder.iterdir()) == []


async def test_a_page_lives_on_the_same_port(tmp_path: Path) -> None:
    """More routes can be added before the start, with middlewares; the API stays beside them."""

    async def hello(request: web.Request) -> web.Response:
        return web.Response(text="hello")

    @web.middleware
    async def marked(request: web.Request, handler: object) -> web.StreamResponse:
        response: web.StreamResponse = await handler(request)  # type: ignore[operator] # aiohttp's handler
        response.headers["X-Seen"] = "yes"
        return response

    world = StandIn(tmp_path)
    world.add_routes([web.get("/", hello)], marked)
    async with world, aiohttp.ClientSession() as session:
        async with session.get(f"http://127.0.0.1:{world.port}/") as response:
            assert (await response.text(), response.headers["X-Seen"]) == ("hello", "yes")
        async with session.get(world.api_url + "/users/@me") as response:
            assert response.status == 401


async def test_a_taken_port_is_told(tmp_path: Path) -> None:
    """A second stand-in on the same port fails to start and leaves nothing open."""
    async with stand_in(tmp_path / "a") as first:
        with pytest.raises(OSError, match="address already in use"):
            await StandIn(tmp_path / "b", port=first.port).__aenter__()


async def test_two_stand_ins_share_a_process(tmp_path: Path) -> None:
    """Each client reaches its own stand-in, at the same time."""
    async with stand_in(tmp_path / "a") as first, stand_in(tmp_path / "b") as second:
        async with running(Studio(first), first.token), running(Studio(second), second.token):
            for world in (first, second):
                said = await world.person("Ada").say(world.channel("pictures"), "hi", mention_bot=True)
                await world.person("Ada").answer(said)
        assert first.port != second.port


async def test_the_three_seconds_are_looked_at_by_themselves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has to ask: an unanswered interaction is marked when its time is over."""
    clock = ManualClock()
    monkeypatch.setattr("bot.playground.discord.server.RESPONSE_SECONDS", 0.0)
    async with stand_in(tmp_path, clock=clock) as world, running(Studio(world), world.token):
        call = await world.person("Ada").slash(world.channel("pictures"), "slow")
        clock.advance(3.1)
        assert (await call.unanswered()).did_not_respond
