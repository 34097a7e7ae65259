"""People and places as Discord's JSON (Discord docs, User, Channel and Guild resource)."""

from typing import Final

from bot.playground.discord import permissions
from bot.playground.discord.records import Channel, ChannelKind, Guild, Json, User
from bot.playground.discord.world import World

JOINED: Final = "2026-01-01T00:00:00+00:00"
# Discord docs, Guild object: what an ordinary guild has not.
_ABSENT: Final = (
    "icon",
    "description",
    "home_header",
    "splash",
    "discovery_splash",
    "banner",
    "application_id",
    "afk_channel_id",
    "system_channel_id",
    "widget_channel_id",
    "max_presences",
    "vanity_url_code",
    "rules_channel_id",
    "safety_alerts_channel_id",
    "public_updates_channel_id",
    "incidents_data",
)
_ORDINARY: Final[Json] = {
    "premium_tier": 0,
    "premium_subscription_count": 0,
    "premium_progress_bar_enabled": False,
    "region": "rotterdam",
    "preferred_locale": "en-US",
    "features": [],
    "emojis": [],
    "stickers": [],
    "verification_level": 0,
    "default_message_notifications": 1,
    "explicit_content_filter": 0,
    "mfa_level": 0,
    "nsfw": False,
    "nsfw_level": 0,
    "afk_timeout": 300,
    "system_channel_flags": 0,
    "widget_enabled": False,
    "max_members": 500_000,
    "max_stage_video_channel_users": 50,
    "max_video_channel_users": 25,
}
_ROLE: Final[Json] = {
    "position": 0,
    "color": 0,
    "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
    "hoist": False,
    "managed": False,
    "mentionable": False,
    "icon": None,
    "unicode_emoji": None,
    "flags": 0,
}


class PlacePayloads:
    def __init__(self, world: World) -> None:
        self._world = world

    def user(self, user: User) -> Json:
        return {
            "id": str(user.id),
            "username": user.name.lower(),
            "global_name": user.name,
            "discriminator": "0",
            "avatar": None,
            "bot": user.bot,
            "public_flags": 0,
            "flags": 0,
            "primary_guild": None,
        }

    def member(self) -> Json:
        """A member without its user, as messages carry it."""
        return {
            "roles": [],
            "nick": None,
            "avatar": None,
            "banner": None,
            "joined_at": JOINED,
            "premium_since": None,
            "communication_disabled_until": None,
            "deaf": False,
            "mute": False,
            "pending": False,
            "flags": 0,
        }

    def channel(self, channel: Channel) -> Json:
        base: Json = {"id": str(channel.id), "type": int(channel.kind), "flags": 0, "last_message_id": None}
        if channel.guild_id is None:
            people = [self._world.users[key] for key in channel.recipient_ids if key != self._world.bot.id]
            return base | {"recipients": [self.user(person) for person in people]}
        base |= {"name": channel.name, "guild_id": str(channel.guild_id), "rate_limit_per_user": 0}
        if channel.kind is ChannelKind.THREAD:
            return base | self._thread(channel)
        order = [found.id for found in self._world.channels.values() if found.guild_id == channel.guild_id]
        return base | {
            "parent_id": None,
            "position": order.index(channel.id) if channel.id in order else 0,
            "nsfw": False,
            "topic": None,
            "permission_overwrites": self._overwrites(channel),
        }

    def _overwrites(self, channel: Channel) -> list[Json]:
        if not (bits := permissions.denied_bits(self._world, channel)):
            return []
        return [{"id": str(self._world.bot.id), "type": 1, "allow": "0", "deny": str(bits)}]

    def _thread(self, channel: Channel) -> Json:
        guild = self._world.guilds[channel.guild_id or 0]
        metadata = {"archived": False, "auto_archive_duration": 1440, "archive_timestamp": JOINED, "locked": False}
        return {
            "parent_id": str(channel.parent_id),
            "owner_id": str(guild.owner_id),
            "message_count": 0,
            "member_count": len(guild.member_ids),
            "total_message_sent": 0,
            "thread_metadata": metadata,
        }

    def guild(self, guild: Guild) -> Json:
        """A guild as REST shows it."""
        everyone = {"id": str(guild.id), "name": "@everyone", "permissions": str(permissions.ALL)}
        return {
            **dict.fromkeys(_ABSENT),
            **_ORDINARY,
            "id": str(guild.id),
            "name": guild.name,
            "owner_id": str(guild.owner_id),
            "roles": [everyone | _ROLE],
        }

    def guild_create(self, guild: Guild) -> Json:
        """What GUILD_CREATE carries: the guild with its channels, threads and people."""
        world = self._world
        channels = [channel for channel in world.channels.values() if channel.guild_id == guild.id]
        members = [world.users[key] for key in guild.member_ids]
        return self.guild(guild) | {
            "channels": [self.channel(channel) for channel in channels if channel.kind is ChannelKind.TEXT],
            "threads": [self.channel(channel) for channel in channels if channel.kind is ChannelKind.THREAD],
            "members": [{"user": self.user(member), **self.member()} for member in members],
            "member_count": len(members),
            "large": False,
            "unavailable": False,
            "joined_at": JOINED,
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
        }
