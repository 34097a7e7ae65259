"""World changes as gateway events, for one session's intents."""

from typing import Any

from bot.playground.discord import intents, payloads_interactions, permissions
from bot.playground.discord.changes import Change
from bot.playground.discord.payloads import Payloads
from bot.playground.discord.records import Channel, ChannelKind, Interaction, Json, Message
from bot.playground.discord.sessions import Session
from bot.playground.discord.world import World

Event = tuple[str, Any]
_CHANNEL_EVENTS = {"channel_changed": "UPDATE", "channel_deleted": "DELETE"}
_MESSAGE_EVENTS = {"message_created": "MESSAGE_CREATE", "message_edited": "MESSAGE_UPDATE"}


class Dispatches:
    """What the bot is told of a change, or None when it is not told."""

    def __init__(self, world: World, payloads: Payloads) -> None:
        self._world = world
        self._payloads = payloads

    def event(self, change: Change, session: Session) -> Event | None:
        gone = change.before if isinstance(change.before, Channel) else None
        channel = gone or self._world.channels.get(change.channel_id or 0)
        if channel is None or intents.shard_of(channel.guild_id, session.shard[1]) != session.shard[0]:
            return None
        if change.kind == "interaction_created" and isinstance(change.after, Interaction):
            return "INTERACTION_CREATE", payloads_interactions.interaction(self._world, self._payloads, change.after)
        if change.kind in _CHANNEL_EVENTS and channel.guild_id and session.intents & intents.GUILDS:
            return self._channel(change, channel)
        return None if permissions.missing(self._world, channel) else self._seen(change, channel, session)

    def _channel(self, change: Change, channel: Channel) -> Event:
        what = "THREAD" if channel.kind is ChannelKind.THREAD else "CHANNEL"
        return f"{what}_{_CHANNEL_EVENTS[change.kind]}", self._payloads.channel(channel)

    def _seen(self, change: Change, channel: Channel, session: Session) -> Event | None:
        subject = change.after or change.before
        if isinstance(subject, Message):
            return self._message(change, subject, session)
        if change.kind == "typing" and session.intents & intents.for_typing(channel):
            return "TYPING_START", self._typing(change)
        if change.kind == "channel_created" and channel.guild_id and session.intents & intents.GUILDS:
            if channel.kind is ChannelKind.THREAD:
                return "THREAD_CREATE", self._payloads.channel(channel) | {"newly_created": True}
            return "CHANNEL_CREATE", self._payloads.channel(channel)
        return None

    def _message(self, change: Change, message: Message, session: Session) -> Event | None:
        channel = self._world.channels[message.channel_id]
        if not session.intents & intents.for_message(channel, message):
            return None
        place = {"guild_id": str(channel.guild_id)} if channel.guild_id and not message.ephemeral else {}
        if change.kind == "message_deleted":
            return "MESSAGE_DELETE", {"id": str(message.id), "channel_id": str(channel.id), **place}
        blank = not session.intents & intents.MESSAGE_CONTENT
        payload = self._payloads.message(message, blank=blank)
        if place:
            payload |= place | {"member": self._payloads.member()}
            payload["mentions"] = [{**user, "member": self._payloads.member()} for user in payload["mentions"]]
        return _MESSAGE_EVENTS[change.kind], payload

    def _typing(self, change: Change) -> Json:
        return {
            "channel_id": str(change.channel_id),
            "user_id": str(change.user_id),
            "timestamp": int(self._world.clock()),
        }
