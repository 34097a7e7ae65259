from dataclasses import replace

import pytest

from bot.playground.discord.server import StandIn
from tests.playground.discord import openapi
from tests.playground.discord.studio import Studio
from tests.playground.discord.test_rest_channels import there

pytestmark = pytest.mark.skipif(not openapi.CONTRACT.exists(), reason="no copy of Discord's OpenAPI file at hand")


async def test_real_traffic_is_clean_and_changed_traffic_is_not(world: StandIn, studio: Studio) -> None:
    """What the client and the stand-in said passes, and the same with a wrong type on either side does not."""
    await there(world, studio).send("x")
    (entry,) = world.recorder.requests("POST", "/messages")
    assert openapi.complaints([entry]) == []
    for broken in (
        replace(entry, request={**entry.request, "components": "none"}),
        replace(entry, response={**entry.response, "author": {"id": "1"}}),
        replace(entry, path="/channels/1/nonsense"),
    ):
        assert openapi.complaints([broken]) != []
