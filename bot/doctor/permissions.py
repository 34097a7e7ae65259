"""What the bot may do in the channels of a server."""

from collections.abc import Sequence

import discord

from bot.core.errors.base import listed, short
from bot.doctor.findings import Finding, ok, warning

NEEDED = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    attach_files=True,
    read_message_history=True,
)
_MOST_NAMED = 5
_NAMES = {
    "send_messages": "send messages",
    "send_messages_in_threads": "send messages in threads",
    "create_public_threads": "create public threads",
    "attach_files": "attach files",
    "read_message_history": "read message history",
}


def invitation(application: int) -> str:
    """The address that invites the bot with what it needs, and nothing more."""
    return discord.utils.oauth_url(application, permissions=NEEDED, scopes=("bot", "applications.commands"))


def server_told(guild: discord.Guild) -> Finding:
    """One line for a server: channels that the bot sees and can't work in, and how large a file may be."""
    name = f"server {_plain(guild.name)}"
    seen = [channel for channel in guild.text_channels if channel.permissions_for(guild.me).view_channel]
    lacking = [(channel.name, missing) for channel in seen if (missing := _missing(channel))]
    files = f"files up to {guild.filesize_limit / 2**20:.0f} MiB"
    if not seen:
        return warning(name, "the bot sees no text channel", "Let its role view the channels that it is meant for.")
    if lacking:
        sentence = f"can't work in {_summary(lacking)}; {len(seen) - len(lacking)} of {len(seen)} channels are fine"
        return warning(name, f"{sentence}; {files}", "Allow it for the bot's role, or invite it again by the link.")
    hidden = len(guild.text_channels) - len(seen)
    beside = f", {hidden} hidden from it" if hidden else ""
    return ok(name, f"can work in all {len(seen)} channels that it sees{beside}; {files}")


def _missing(channel: discord.TextChannel) -> list[str]:
    allowed = channel.permissions_for(channel.guild.me)
    return [words for name, words in _NAMES.items() if not getattr(allowed, name)]


def _summary(lacking: Sequence[tuple[str, list[str]]]) -> str:
    named = [f"#{_plain(name)} ({', '.join(missing)})" for name, missing in lacking[:_MOST_NAMED]]
    return listed([*named, f"{len(lacking) - _MOST_NAMED} more"] if len(lacking) > _MOST_NAMED else named, "and")


def _plain(name: str) -> str:
    """Names are other people's: nothing in them may steer a terminal."""
    return short("".join(letter if letter.isprintable() else " " for letter in name), 30)
