"""Which events a session gets, by the intents it identified with (Discord docs, Gateway intents)."""

from typing import Final

from bot.playground.discord.records import Channel, Message

GUILDS: Final = 1 << 0
GUILD_MESSAGES: Final = 1 << 9
GUILD_TYPING: Final = 1 << 11
DIRECT_MESSAGES: Final = 1 << 12
DIRECT_TYPING: Final = 1 << 14
MESSAGE_CONTENT: Final = 1 << 15
PRIVILEGED: Final = MESSAGE_CONTENT | 1 << 1 | 1 << 8


def for_message(channel: Channel, message: Message) -> int:
    """The intent that lets a message's events through; ephemeral ones count as direct (discord-api-docs #4557)."""
    return DIRECT_MESSAGES if channel.guild_id is None or message.ephemeral else GUILD_MESSAGES


def for_typing(channel: Channel) -> int:
    return DIRECT_TYPING if channel.guild_id is None else GUILD_TYPING


def shard_of(guild_id: int | None, count: int) -> int:
    """Discord docs, Sharding; direct messages go to shard 0."""
    return (guild_id >> 22) % count if guild_id else 0
