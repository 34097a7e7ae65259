"""What the bot must be allowed to do, looked at before anything is paid."""

import discord

from bot.core.errors import MissingPermission
from bot.core.turn import Turn
from cogs._inbound import Interaction

_NAMES = {
    "view_channel": "view this channel",
    "send_messages": "send messages",
    "send_messages_in_threads": "send messages in threads",
    "attach_files": "attach files",
    "read_message_history": "read message history",
}


def check_interaction(interaction: Interaction, *, private: bool) -> None:
    """Raises MissingPermission. Where only the person installed the bot, it posts by interactions alone."""
    if interaction.guild_id is None:
        return
    wanted = ["attach_files"]
    if interaction.is_guild_integration() and not private:
        wanted += ["view_channel", _sending(interaction.channel)]
    _check(interaction.app_permissions, wanted)


def check_message(message: discord.Message) -> None:
    """Raises MissingPermission. A place that the client has not seen yet is tried."""
    channel = message.channel
    me = message.guild.me if message.guild else None
    if me is None or isinstance(channel, discord.PartialMessageable | discord.DMChannel):
        return
    allowed = channel.permissions_for(me)
    _check(allowed, ["view_channel", _sending(channel), "attach_files", "read_message_history"])


async def check_place(client: discord.Client, turn: Turn) -> None:
    """Raises MissingPermission where a picture could not be posted now, and what discord.py raises for a closed place.

    What the client knows by itself counts; only for a channel that it does not know Discord is asked. Where nobody can
    tell, such as in a DM or where only a person installed the bot, it is tried.
    """
    guild = client.get_guild(turn.place.guild) if turn.place.guild else None
    if guild is None or guild.me is None:
        return
    channel = guild.get_channel_or_thread(turn.place.id) or await client.fetch_channel(turn.place.id)
    if not isinstance(channel, discord.abc.GuildChannel | discord.Thread) or _is_orphan(channel):
        return
    wanted = ["attach_files"] if turn.request.private else ["view_channel", _sending(channel), "attach_files"]
    _check(channel.permissions_for(guild.me), wanted)


def _is_orphan(channel: object) -> bool:
    """A thread has the permissions of its channel, which the client may not know."""
    return isinstance(channel, discord.Thread) and channel.parent is None


def _sending(channel: object) -> str:
    return "send_messages_in_threads" if isinstance(channel, discord.Thread) else "send_messages"


def _check(allowed: discord.Permissions, wanted: list[str]) -> None:
    missing = [_NAMES[name] for name in wanted if not getattr(allowed, name)]
    if missing and not allowed.administrator:
        raise MissingPermission(missing)
