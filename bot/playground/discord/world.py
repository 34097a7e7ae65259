"""The world that the stand-in shows: people, places, messages, commands, interactions. It does no input or output."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Final, Literal, TypeVar

from bot.playground.discord.changes import Change, Feed
from bot.playground.discord.records import (
    Attachment,
    Channel,
    ChannelKind,
    Command,
    Guild,
    Interaction,
    Message,
    User,
)

T = TypeVar("T")
RESPONSE_SECONDS: Final = 3.0
TOKEN_SECONDS: Final = 15 * 60.0


class World:
    """All state of one stand-in. Every change goes through a method here and is announced in order.

    `clock` gives seconds since 1970, `ids` fresh snowflakes, `tokens` fresh interaction tokens.
    `message_content` is the portal's switch for the privileged message-content intent.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float],
        ids: Callable[[], int],
        tokens: Callable[[], str],
        bot_name: str = "Plantain",
        message_content: bool = False,
    ) -> None:
        self.clock = clock
        self.new_id = ids
        self._new_token = tokens
        self.feed = Feed()
        self.message_content = message_content
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.messages: dict[int, Message] = {}
        self.commands: dict[int, Command] = {}
        self.interactions: dict[int, Interaction] = {}
        self.attachments: dict[int, Attachment] = {}
        self._by_token: dict[str, int] = {}
        self.bot = self.add_user(bot_name, bot=True)

    # Building

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

    def add_thread(self, parent: Channel, name: str, *, denied: frozenset[str] = frozenset()) -> Channel:
        return self._add(Channel(self.new_id(), ChannelKind.THREAD, name, parent.guild_id, parent.id, denied=denied))

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

    def _add(self, channel: Channel) -> Channel:
        self.channels[channel.id] = channel
        self.feed.announce("channel_created", channel_id=channel.id)
        return channel

    def restore(
        self,
        *,
        bot_id: int,
        users: Iterable[User],
        guilds: Iterable[Guild],
        channels: Iterable[Channel],
        messages: Iterable[Message],
        commands: Iterable[Command],
        interactions: Iterable[Interaction],
    ) -> None:
        """Take over a saved state, without announcing it."""
        self.users = {user.id: user for user in users}
        self.guilds = {guild.id: guild for guild in guilds}
        self.channels = {channel.id: channel for channel in channels}
        self.messages = {message.id: message for message in messages}
        self.commands = {command.id: command for command in commands}
        self.interactions = {interaction.id: interaction for interaction in interactions}
        self.bot = self.users[bot_id]
        self._by_token = {interaction.token: interaction.id for interaction in self.interactions.values()}
        self.attachments = {}
        for interaction in self.interactions.values():
            self._index((), interaction.attachments)
        for message in self.messages.values():
            self._index((), message.attachments)

    # Looking

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

    def history(self, channel: Channel, viewer: User | None = None) -> list[Message]:
        """All messages of a channel, oldest first; with a viewer, their own ephemeral posts too, else none of these."""
        seen = viewer.id if viewer else None
        return [
            message
            for message in self.messages.values()
            if message.channel_id == channel.id and message.seen_by in (None, seen)
        ]

    def posts(self, channel: Channel) -> list[Message]:
        """The bot's messages of a channel, oldest first, ephemeral ones included."""
        return [m for m in self.messages.values() if m.channel_id == channel.id and m.author_id == self.bot.id]

    def interaction_of(self, token: str) -> Interaction | None:
        return self.interactions.get(self._by_token.get(token, 0))

    def command_list(self, guild_id: int | None) -> list[Command]:
        return [command for command in self.commands.values() if command.guild_id == guild_id]

    # Changing

    def post(self, message: Message) -> Message:
        self.messages[message.id] = message
        self._index((), message.attachments)
        self.feed.announce("message_created", channel_id=message.channel_id, user_id=message.author_id, after=message)
        return message

    def edit(self, message: Message) -> Message:
        """Swap the message of that id; the caller sets `edited_at`."""
        before = self.messages[message.id]
        self.messages[message.id] = message
        self._index(before.attachments, message.attachments)
        self.feed.announce(
            "message_edited", channel_id=message.channel_id, user_id=message.author_id, before=before, after=message
        )
        return message

    def delete(self, message_id: int) -> None:
        message = self.messages.pop(message_id)
        self._index(message.attachments, ())
        self.feed.announce("message_deleted", channel_id=message.channel_id, user_id=message.author_id, before=message)

    def type_in(self, channel: Channel, user: User) -> None:
        self.feed.announce("typing", channel_id=channel.id, user_id=user.id)

    def sync_commands(self, commands: list[Command], guild_id: int | None) -> None:
        """Replace all commands of that scope."""
        kept = {key: command for key, command in self.commands.items() if command.guild_id != guild_id}
        self.commands = kept | {command.id: command for command in commands}
        self.feed.announce("commands_changed")

    def interact(self, interaction: Interaction) -> Interaction:
        self.interactions[interaction.id] = interaction
        self._by_token[interaction.token] = interaction.id
        self._index((), interaction.attachments)
        self._tell("interaction_created", None, interaction)
        return interaction

    def update_interaction(self, interaction: Interaction) -> Interaction:
        before = self.interactions[interaction.id]
        self.interactions[interaction.id] = interaction
        self._tell("interaction_changed", before, interaction)
        return interaction

    def new_token(self) -> str:
        return self._new_token()

    def tick(self) -> None:
        """Mark what the clock has made overdue: interactions without an answer after three seconds."""
        for found in tuple(self.interactions.values()):
            if found.answer is None and not found.did_not_respond and self.overdue(found):
                self.update_interaction(replace(found, did_not_respond=True))

    def overdue(self, interaction: Interaction) -> bool:
        return self.clock() - interaction.created_at > RESPONSE_SECONDS

    def token_expired(self, interaction: Interaction) -> bool:
        return self.clock() - interaction.created_at > TOKEN_SECONDS

    # Following

    def subscribe(self) -> AbstractContextManager[AsyncIterator[Change]]:
        """`with world.subscribe() as changes: async for change in changes:` sees every change from the `with` on."""
        return self.feed.subscribe()

    async def until(self, look: Callable[[], T | None], timeout: float = 5.0) -> T:  # noqa: ASYNC109 - tests pass it
        """Wait until `look()`, tried after every change, gives something true; return it, or raise TimeoutError."""
        return await self.feed.until(look, timeout)

    def _index(self, before: Iterable[Attachment], after: Iterable[Attachment]) -> None:
        for attachment in before:
            self.attachments.pop(attachment.id, None)
        self.attachments |= {attachment.id: attachment for attachment in after}

    def _tell(
        self,
        kind: Literal["interaction_created", "interaction_changed"],
        before: Interaction | None,
        after: Interaction,
    ) -> None:
        self.feed.announce(kind, channel_id=after.channel_id, user_id=after.user_id, before=before, after=after)
