"""What a person does with messages: writing, replying, uploading, editing, deleting, reading."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from bot.playground.discord import choosing
from bot.playground.discord.blobs import BlobStore
from bot.playground.discord.choosing import File, NotPossible
from bot.playground.discord.invocations import PATIENCE
from bot.playground.discord.permissions import upload_limit
from bot.playground.discord.records import Attachment, Channel, Message, User
from bot.playground.discord.world import World

MOST_FILES: Final = 10
MOST_CHARACTERS: Final = 2000


class Writer:
    """Someone at the message box. Each deed raises NotPossible where the client would not offer it."""

    def __init__(self, world: World, blobs: BlobStore, user: User) -> None:
        self.world = world
        self._blobs = blobs
        self.user = user

    async def say(
        self,
        channel: Channel,
        text: str = "",
        *,
        files: Iterable[File] = (),
        reply_to: Message | None = None,
        ping: bool = True,
        mention_bot: bool = False,
    ) -> Message:
        """Send a message; `ping` is the switch of a reply, `mention_bot` puts the bot's mention before the text."""
        self.enter(channel)
        attachments = await self.upload(channel, files)
        content = f"<@{self.world.bot.id}> {text}".rstrip() if mention_bot else text
        if not content and not attachments:
            raise NotPossible("an empty message")
        if len(content) > MOST_CHARACTERS:
            raise NotPossible(f"more than {MOST_CHARACTERS} characters")
        mentions = self._mentioned(content)
        if reply_to:
            self.sees(reply_to)
            mentions |= {reply_to.author_id} if ping else set()
        return self.world.post(
            Message(
                self.world.new_id(),
                channel.id,
                self.user.id,
                self.world.clock(),
                content,
                attachments=attachments,
                mention_ids=tuple(sorted(mentions)),
                reply_to=reply_to.id if reply_to else None,
            )
        )

    async def edit(self, message: Message, text: str) -> Message:
        """Change the words of an own message."""
        current = self._own(message)
        return self.world.edit(
            replace(
                current,
                content=text,
                edited_at=self.world.clock(),
                mention_ids=tuple(sorted({*current.mention_ids, *self._mentioned(text)})),
            )
        )

    async def delete(self, message: Message) -> None:
        """Delete an own message."""
        self.world.delete(self._own(message).id)

    def type_in(self, channel: Channel) -> None:
        """Let "is typing" be seen."""
        self.world.type_in(channel, self.user)

    def history(self, channel: Channel) -> list[Message]:
        """What this person sees in a channel, oldest first."""
        return self.world.history(channel, self.user)

    async def answer(self, message: Message, timeout: float = PATIENCE) -> Message:  # noqa: ASYNC109 - tests pass it
        """Wait for the bot's first post that replies to this message."""

        def found() -> Message | None:
            posts = self.world.messages.values()
            return next((p for p in posts if p.reply_to == message.id and p.author_id == self.world.bot.id), None)

        return await self.world.until(found, timeout)

    def enter(self, channel: Channel) -> None:
        if self.user.id not in self.world.members_of(channel):
            raise NotPossible(f"{self.user.name} is not in {channel.name!r}")

    def sees(self, message: Message) -> Message:
        """The message as it is now, if this person can see it."""
        current = self.world.messages.get(message.id)
        if current is None or current.seen_by not in (None, self.user.id):
            raise NotPossible("this person does not see that post")
        self.enter(self.world.channels[current.channel_id])
        return current

    def _own(self, message: Message) -> Message:
        current = self.sees(message)
        if current.author_id != self.user.id:
            raise NotPossible("somebody else's message")
        return current

    def _mentioned(self, text: str) -> set[int]:
        return {key for key in self.world.users if f"<@{key}>" in text}

    async def upload(self, channel: Channel, files: Iterable[File]) -> tuple[Attachment, ...]:
        uploads = [choosing.as_upload(file) for file in files]
        if len(uploads) > MOST_FILES:
            raise NotPossible(f"{len(uploads)} files at once")
        stored = []
        for upload in uploads:
            blob = await self._blobs.add_upload(upload)
            if blob.size > upload_limit(self.world, channel):
                await self._blobs.remove(blob.key)
                raise NotPossible(f"{upload.name} is too large for this place")
            kind = blob.kind
            stored.append(
                Attachment(
                    self.world.new_id(), upload.name, blob.key, blob.size, kind.content_type, kind.width, kind.height
                )
            )
        return tuple(stored)
