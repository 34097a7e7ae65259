import discord
import pytest

from bot.playground.discord.server import StandIn
from tests.playground.discord.studio import Studio, picture
from tests.playground.discord.test_rest_channels import there


async def test_what_was_read_is_remembered_for_the_record(world: StandIn, studio: Studio) -> None:
    """The record shows the body and the names and sizes of the files of a call."""
    await there(world, studio).send("x", file=picture())
    (entry,) = world.recorder.requests("POST", "/messages")
    assert (entry.request["content"], entry.multipart) == ("x", True)
    assert [name for name, _ in entry.files] == ["picture.png"]


@pytest.mark.parametrize(("path", "code"), [("/channels/abc", 10003), ("/channels/5", 10003), ("/users/x", 10013)])
async def test_ids_that_are_none_are_unknown_things(world: StandIn, studio: Studio, path: str, code: int) -> None:
    """A path that names nothing is refused as unknown, never an error of the server."""
    with pytest.raises(discord.NotFound) as refused:
        await studio.http.request(discord.http.Route("GET", path))
    assert refused.value.code == code
