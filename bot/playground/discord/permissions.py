"""What the bot may do where (Discord docs, Permissions)."""

from typing import Final

from bot.playground.discord.records import Channel, ChannelKind
from bot.playground.discord.world import World

BITS: Final = {
    "view_channel": 1 << 10,
    "send_messages": 1 << 11,
    "embed_links": 1 << 14,
    "attach_files": 1 << 15,
    "read_message_history": 1 << 16,
    "use_application_commands": 1 << 31,
    "create_public_threads": 1 << 35,
    "send_messages_in_threads": 1 << 38,
}
ALL: Final = sum(BITS.values())
DEFAULT_UPLOAD_LIMIT: Final = 10 * 1024 * 1024


def denied(world: World, channel: Channel) -> frozenset[str]:
    """What the bot lacks in a channel; a thread lacks what its parent lacks too."""
    parent = world.channels.get(channel.parent_id or 0)
    return channel.denied | (parent.denied if parent else frozenset())


def denied_bits(world: World, channel: Channel) -> int:
    return sum(BITS[name] for name in denied(world, channel))


def allowed_bits(world: World, channel: Channel) -> int:
    return ALL & ~denied_bits(world, channel)


def missing(world: World, channel: Channel, *wanted: str) -> str | None:
    """The first of these permissions that the bot lacks; where it is not a member, it lacks all."""
    if not world.bot_is_in(channel):
        return "view_channel"
    if channel.guild_id is None:
        return None
    lacking = denied(world, channel)
    names = [_sending_in(channel) if name == "send_messages" else name for name in ("view_channel", *wanted)]
    return next((name for name in names if name in lacking), None)


def upload_limit(world: World, channel: Channel) -> int:
    """Bytes per file in this place."""
    guild = world.guild_of(channel)
    return guild.upload_limit if guild else DEFAULT_UPLOAD_LIMIT


def _sending_in(channel: Channel) -> str:
    return "send_messages_in_threads" if channel.kind is ChannelKind.THREAD else "send_messages"
