from dataclasses import replace

from bot.playground.discord import intents
from bot.playground.discord.records import MessageFlag
from tests.playground.discord.bare import bare_world, bot_post


def test_messages_need_the_intent_of_their_place() -> None:
    """Guild messages need one intent, direct ones another, and ephemeral ones count as direct."""
    world = bare_world()
    post, guild, direct = bot_post(world), world.channel("pictures"), world.direct(world.user("Ada"), world.bot)
    assert intents.for_message(guild, post) == intents.GUILD_MESSAGES
    assert intents.for_message(direct, post) == intents.DIRECT_MESSAGES
    assert intents.for_message(guild, replace(post, flags=MessageFlag.EPHEMERAL)) == intents.DIRECT_MESSAGES
    assert intents.for_typing(guild) != intents.for_typing(direct)


def test_guilds_are_spread_over_shards() -> None:
    """A guild belongs to the shard that Discord's formula says, a DM to the first."""
    assert intents.shard_of(5 << 22, 2) == 1
    assert intents.shard_of(None, 2) == 0
