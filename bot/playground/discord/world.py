"""The world that the stand-in shows: people, places, messages, commands, interactions. It does no input or output."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Final, Literal, TypeVar

from bot.playground.discord.changes import Change
from bot.playground.discord.places import Places
from bot.playground.discord.records import (
    Attachment,
    Channel,
    Command,
    Guild,
    Interaction,
    Message,
    User,
)

T = TypeVar("T")
RESPONSE_SECONDS: Final = 3.0
TOKEN_SECONDS: Final = 15 * 60.0


class World(Places):
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
        super().__init__(ids=ids, bot_name=bot_name)
        self.clock = clock
        self._new_token = tokens
        self.message_content = message_content
        self.messages: dict[int, Message] = {}
        self.commands: dict[int, Command] = {}
        self.interactions: dict[int, Interaction] = {}
        self.attachments: dict[int, Attachment] = {}
        self._by_token: dict[str, int] = {}

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

    def unanswered(self) -> list[Interaction]:
        """Interactions that nobody has answered; after a test there should be none."""
        return [found for found in self.interactions.values() if found.answer is None]

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

    def delete_channel(self, channel: Channel) -> None:
        """A channel goes with all that was said there."""
        for message in [found for found in self.messages.values() if found.channel_id == channel.id]:
            self._index(self.messages.pop(message.id).attachments, ())
        del self.channels[channel.id]
        self.feed.announce("channel_deleted", channel_id=channel.id, before=channel)

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

    async def when(
        self,
        message: Message,
        is_so: Callable[[Message], bool],
        timeout: float = 30.0,  # noqa: ASYNC109 - tests pass it
    ) -> Message:
        """Wait until the message, as it then is, satisfies `is_so`; give it back as it then is."""

        def look() -> Message | None:
            current = self.messages.get(message.id)
            return current if current and is_so(current) else None

        return await self.until(look, timeout)

    async def until(self, look: Callable[[], T | None], timeout: float = 30.0) -> T:  # noqa: ASYNC109 - tests pass it
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
