import discord
import pytest

from bot.playground.discord.server import StandIn
from tests.playground.discord.studio import Studio
from tests.worlds import ManualClock


def original(world: StandIn, call_id: int) -> discord.http.Route:
    token = world.world.interactions[call_id].token
    return discord.http.Route("PATCH", f"/webhooks/{world.world.bot.id}/{token}/messages/@original")


async def test_a_follow_up_is_a_post_of_its_own(world: StandIn, studio: Studio) -> None:
    """After the answer a follow-up comes as a second post, hidden where it says so."""
    call = await world.person("Ada").slash(world.channel("pictures"), "plain", {"model": "pro"})
    assert (await call.post()).content == "model pro"
    more = await call.followup()
    assert (more.content, more.ephemeral) == ("more", True)


async def test_the_original_can_be_edited_for_fifteen_minutes(
    world: StandIn, studio: Studio, clock: ManualClock
) -> None:
    """An interaction's token edits its answer until it is fifteen minutes old, then gets 50027."""
    call = await world.person("Ada").slash(world.channel("pictures"), "plain")
    await call.followup()
    clock.advance(14 * 60)
    await studio.http.request(original(world, call.id), json={"content": "changed"})
    assert (await call.post()).content == "changed"
    clock.advance(61)
    with pytest.raises(discord.HTTPException) as refused:
        await studio.http.request(original(world, call.id), json={"content": "again"})
    assert refused.value.code == 50027


async def test_nothing_follows_an_answer_that_never_came(world: StandIn, studio: Studio) -> None:
    """Before the first answer the interaction's webhook is unknown."""
    call = await world.person("Ada").slash(world.channel("pictures"), "slow")
    with pytest.raises(discord.HTTPException) as refused:
        await studio.http.request(original(world, call.id), json={"content": "early"})
    assert refused.value.code == 10015


async def test_a_user_installed_app_has_five_follow_ups(world: StandIn, studio: Studio) -> None:
    """Where the bot is no member, the sixth follow-up is refused."""
    ada, bare = world.person("Ada"), world.world
    place = bare.add_channel(bare.add_guild("Elsewhere", ada.user, has_bot=False), "far")
    for command in list(bare.commands.values()):
        command.body["integration_types"] = [0, 1]
    call = await ada.slash(place, "plain")
    await call.followup()
    url = f"/webhooks/{bare.bot.id}/{call.state.token}"
    for number in range(4):
        await studio.http.request(discord.http.Route("POST", url), json={"content": str(number)})
    with pytest.raises(discord.HTTPException) as refused:
        await studio.http.request(discord.http.Route("POST", url), json={"content": "sixth"})
    assert refused.value.code == 40094
