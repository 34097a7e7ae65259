"""People, guilds, channels and DMs of the world: making and finding them."""

from collections.abc import Callable

from bot.playground.discord.changes import Feed
from bot.playground.discord.records import Channel, ChannelKind, Guild, User


class Places:
    """`ids` gives fresh snowflakes; the bot is a user named `bot_name`."""

    def __init__(self, *, ids: Callable[[], int], bot_name: str) -> None:
        self.new_id = ids
        self.feed = Feed()
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.bot = self.add_user(bot_name, bot=True)

    def add_user(self, name: str, *, bot: bool = False, locale: str = "en-US") -> User:
        user = User(self.new_id(), name, bot, locale)
        self.users[user.id] = user
        return user

    def add_guild(self, name: str, *members: User, upload_limit: int = 10 * 1024 * 1024, has_bot: bool = True) -> Guild:
        """Make a guild of these people (the first owns it), with the bot in it unless `has_bot` is false."""
        ids = tuple(member.id for member in members) + ((self.bot.id,) if has_bot else ())
        guild = Guild(self.new_id(), name, ids[0], ids, upload_limit, has_bot)
        self.guilds[guild.id] = guild
        return guild

    def add_channel(self, guild: Guild, name: str, *, denied: frozenset[str] = frozenset()) -> Channel:
        return self._add(Channel(self.new_id(), ChannelKind.TEXT, name, guild.id, denied=denied))

    def add_thread(
        self, parent: Channel, name: str, *, denied: frozenset[str] = frozenset(), message_id: int | None = None
    ) -> Channel:
        """A thread that starts from a message has the message's id (Discord docs, Start thread from message)."""
        key = message_id or self.new_id()
        return self._add(Channel(key, ChannelKind.THREAD, name, parent.guild_id, parent.id, denied=denied))

    def direct(self, first: User, second: User) -> Channel:
        """Find or open the DM of two users."""
        pair = (first.id, second.id)
        for channel in self.channels.values():
            if channel.kind is ChannelKind.DM and set(channel.recipient_ids) == set(pair):
                return channel
        return self._add(Channel(self.new_id(), ChannelKind.DM, first.name, recipient_ids=pair))

    def change_channel(self, channel: Channel) -> None:
        """Swap a channel, for example to take permissions from the bot."""
        self.channels[channel.id] = channel
        self.feed.announce("channel_changed", channel_id=channel.id)

    def _add(self, channel: Channel) -> Channel:
        self.channels[channel.id] = channel
        self.feed.announce("channel_created", channel_id=channel.id)
        return channel

    def user(self, name: str) -> User:
        return next(user for user in self.users.values() if user.name == name)

    def channel(self, name: str) -> Channel:
        """The first guild channel or thread of that name."""
        return next(channel for channel in self.channels.values() if channel.name == name and channel.guild_id)

    def guild_of(self, channel: Channel) -> Guild | None:
        return self.guilds[channel.guild_id] if channel.guild_id else None

    def members_of(self, channel: Channel) -> tuple[int, ...]:
        """The ids of those who see the channel, the bot included where it is a member."""
        guild = self.guild_of(channel)
        return guild.member_ids if guild else channel.recipient_ids

    def bot_is_in(self, channel: Channel) -> bool:
        return self.bot.id in self.members_of(channel)
