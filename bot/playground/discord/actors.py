"""The human side: what people do in Discord's client, for tests and for the page; what a client refuses is refused."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from bot.playground.discord import choosing
from bot.playground.discord.blobs import BlobStore
from bot.playground.discord.choosing import Entered, File, Form, NotPossible, OptionKind
from bot.playground.discord.components import ComponentKind, walk
from bot.playground.discord.filling import fill
from bot.playground.discord.invocations import PATIENCE, Invocation, Modal
from bot.playground.discord.permissions import upload_limit
from bot.playground.discord.records import (
    Attachment,
    Channel,
    Interaction,
    InteractionKind,
    Json,
    Message,
    User,
)
from bot.playground.discord.world import World

MOST_FILES: Final = 10
MOST_CHARACTERS: Final = 2000
_SELECTS: Final = range(ComponentKind.USER_SELECT, ComponentKind.CHANNEL_SELECT + 1)


class Person:
    """Someone at a Discord client. Each deed raises NotPossible where the client would not offer it."""

    def __init__(self, world: World, blobs: BlobStore, user: User) -> None:
        self._world = world
        self._blobs = blobs
        self.user = user

    # Messages

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
        self._enter(channel)
        attachments = await self._upload(channel, files)
        content = f"<@{self._world.bot.id}> {text}".rstrip() if mention_bot else text
        if not content and not attachments:
            raise NotPossible("an empty message")
        if len(content) > MOST_CHARACTERS:
            raise NotPossible(f"more than {MOST_CHARACTERS} characters")
        mentions = self._mentioned(content)
        if reply_to:
            self._sees(reply_to)
            mentions |= {reply_to.author_id} if ping else set()
        return self._world.post(
            Message(
                self._world.new_id(),
                channel.id,
                self.user.id,
                self._world.clock(),
                content,
                attachments=attachments,
                mention_ids=tuple(sorted(mentions)),
                reply_to=reply_to.id if reply_to else None,
            )
        )

    async def edit(self, message: Message, text: str) -> Message:
        """Change the words of an own message."""
        current = self._own(message)
        return self._world.edit(
            replace(
                current,
                content=text,
                edited_at=self._world.clock(),
                mention_ids=tuple(sorted({*current.mention_ids, *self._mentioned(text)})),
            )
        )

    async def delete(self, message: Message) -> None:
        """Delete an own message."""
        self._world.delete(self._own(message).id)

    def type_in(self, channel: Channel) -> None:
        """Let "is typing" be seen."""
        self._world.type_in(channel, self.user)

    def history(self, channel: Channel) -> list[Message]:
        """What this person sees in a channel, oldest first."""
        return self._world.history(channel, self.user)

    async def answer(self, message: Message, timeout: float = PATIENCE) -> Message:  # noqa: ASYNC109 - tests pass it
        """Wait for the bot's first post that replies to this message."""

        def found() -> Message | None:
            posts = self._world.messages.values()
            return next((p for p in posts if p.reply_to == message.id and p.author_id == self._world.bot.id), None)

        return await self._world.until(found, timeout)

    # Commands

    async def slash(self, channel: Channel, command: str, options: Mapping[str, Entered] | None = None) -> Invocation:
        """Send a synced slash command (`"imagine"`, or `"group sub"`); files go as option values."""
        self._enter(channel)
        form = choosing.open_form(self._world, channel, command)
        pairs = choosing.check(form, options or {})
        data, attachments = await self._options(channel, form, pairs)
        return self._interact(InteractionKind.COMMAND, channel, data, name=form.command.name, attachments=attachments)

    async def autocomplete(
        self,
        channel: Channel,
        command: str,
        option: str,
        partial: str = "",
        others: Mapping[str, Entered] | None = None,
    ) -> Invocation:
        """Type `partial` into an option that asks the bot for choices; `others` are already filled in."""
        self._enter(channel)
        form = choosing.open_form(self._world, channel, command)
        focused = next((found for found in form.options if found["name"] == option), None)
        if focused is None or not focused.get("autocomplete"):
            raise NotPossible(f"/{command} asks for no choices for {option!r}")
        pairs = choosing.check(form, {k: v for k, v in (others or {}).items() if k != option}, partial=True)
        data, attachments = await self._options(channel, form, pairs, [_typed(focused, partial)])
        kind = InteractionKind.AUTOCOMPLETE
        return self._interact(kind, channel, data, name=form.command.name, attachments=attachments)

    async def message_command(self, channel: Channel, name: str, message: Message) -> Invocation:
        """Choose Apps → `name` from a message's menu."""
        self._enter(channel)
        target = self._sees(message)
        command = choosing.find(self._world, channel, name, kind=3)
        data = {**_head(command.id, name, 3, command.guild_id), "target_id": str(target.id)}
        return self._interact(InteractionKind.COMMAND, channel, data, name=name, target_id=target.id)

    # Components

    async def press(self, message: Message, button: str) -> Invocation:
        """Press the button of that custom_id or label."""
        current = self._sees(message)
        found = self._component(current, [ComponentKind.BUTTON], button)
        if "custom_id" not in found:
            raise NotPossible(f"{button!r} only opens a link")
        return self._on_component(current, found, {})

    async def select(self, message: Message, custom_id: str, values: Sequence[str]) -> Invocation:
        """Choose these values in a select; for selects of people or channels the values are ids."""
        current = self._sees(message)
        found = self._component(current, [ComponentKind.STRING_SELECT, *_SELECTS], custom_id)
        known = [option["value"] for option in found.get("options", ())]
        if known and (unknown := [value for value in values if value not in known]):
            raise NotPossible(f"{unknown[0]!r} is not among {known}")
        if not found.get("min_values", 1) <= len(values) <= found.get("max_values", 1):
            raise NotPossible(f"{len(values)} values chosen")
        return self._on_component(current, found, {"values": list(values)})

    async def submit(
        self,
        modal: Modal,
        values: Mapping[str, str | bool | Sequence[str]] | None = None,
        files: Mapping[str, Sequence[File]] | None = None,
    ) -> Invocation:
        """Send a form. Both maps go by custom_id or label; what is left out keeps the value that the form shows."""
        opener = self._world.interactions[modal.interaction_id]
        if not opener.modal_open or opener.user_id != self.user.id:
            raise NotPossible("the form is closed")
        channel = self._world.channels[opener.channel_id]
        labels = modal.labels
        uploads = {labels.get(key, key): await self._upload(channel, given) for key, given in (files or {}).items()}
        chosen = {labels.get(key, key): value for key, value in (values or {}).items()}
        data = {"custom_id": modal.body["custom_id"], "components": fill(modal, chosen, uploads)}
        self._world.update_interaction(replace(opener, modal_open=False))
        return self._interact(
            InteractionKind.MODAL,
            channel,
            data,
            attachments=tuple(attachment for given in uploads.values() for attachment in given),
            message_id=opener.message_id,
            opened_by=opener.id,
        )

    async def dismiss(self, modal: Modal) -> None:
        """Close a form without sending it; the bot hears nothing of that."""
        self._world.update_interaction(replace(self._world.interactions[modal.interaction_id], modal_open=False))

    # Inside

    def _enter(self, channel: Channel) -> None:
        if self.user.id not in self._world.members_of(channel):
            raise NotPossible(f"{self.user.name} is not in {channel.name!r}")

    def _sees(self, message: Message) -> Message:
        """The message as it is now, if this person can see it."""
        current = self._world.messages.get(message.id)
        if current is None or current.seen_by not in (None, self.user.id):
            raise NotPossible("this person does not see that post")
        self._enter(self._world.channels[current.channel_id])
        return current

    def _own(self, message: Message) -> Message:
        current = self._sees(message)
        if current.author_id != self.user.id:
            raise NotPossible("somebody else's message")
        return current

    def _mentioned(self, text: str) -> set[int]:
        return {key for key in self._world.users if f"<@{key}>" in text}

    async def _upload(self, channel: Channel, files: Iterable[File]) -> tuple[Attachment, ...]:
        uploads = [choosing.as_upload(file) for file in files]
        if len(uploads) > MOST_FILES:
            raise NotPossible(f"{len(uploads)} files at once")
        stored = []
        for upload in uploads:
            blob = await self._blobs.add_upload(upload)
            if blob.size > upload_limit(self._world, channel):
                await self._blobs.remove(blob.key)
                raise NotPossible(f"{upload.name} is too large for this place")
            kind = blob.kind
            stored.append(
                Attachment(
                    self._world.new_id(), upload.name, blob.key, blob.size, kind.content_type, kind.width, kind.height
                )
            )
        return tuple(stored)

    async def _options(
        self, channel: Channel, form: Form, pairs: Iterable[tuple[Json, Entered]], more: Iterable[Json] = ()
    ) -> tuple[Json, tuple[Attachment, ...]]:
        entered, attachments = list(more), []
        for option, value in pairs:
            sent: object = value
            if isinstance(value, User | Channel):
                sent = str(value.id)
            elif option["type"] == OptionKind.ATTACHMENT:
                (attachment,) = await self._upload(channel, [value])  # type: ignore[list-item] # checked by `choosing`
                attachments.append(replace(attachment, ephemeral=True))
                sent = str(attachment.id)
            entered.append({"type": option["type"], "name": option["name"], "value": sent})
        command = form.command
        data = _head(command.id, command.name, 1, command.guild_id) | {"options": form.wrap(entered)}
        return data, tuple(attachments)

    def _component(self, message: Message, kinds: Sequence[int], name: str) -> Json:
        parts = [part for _, part in walk(message.components) if part.get("type") in kinds]
        found = next((p for key in ("custom_id", "label") for p in parts if p.get(key) == name), None)
        if found is None:
            raise NotPossible(f"the post has no {name!r}; it has {[p.get('custom_id', p.get('label')) for p in parts]}")
        if found.get("disabled"):
            raise NotPossible(f"{name!r} is disabled")
        return found

    def _on_component(self, message: Message, component: Json, more: Json) -> Invocation:
        data = {"custom_id": component["custom_id"], "component_type": component["type"], "id": component["id"], **more}
        channel = self._world.channels[message.channel_id]
        return self._interact(InteractionKind.COMPONENT, channel, data, message_id=message.id)

    def _interact(
        self,
        kind: InteractionKind,
        channel: Channel,
        data: Json,
        *,
        name: str | None = None,
        attachments: tuple[Attachment, ...] = (),
        message_id: int | None = None,
        target_id: int | None = None,
        opened_by: int | None = None,
    ) -> Invocation:
        world = self._world
        interaction = Interaction(
            world.new_id(),
            world.new_token(),
            kind,
            self.user.id,
            channel.id,
            world.clock(),
            data,
            attachments,
            name,
            message_id,
            target_id,
            opened_by,
        )
        world.interact(interaction)
        return Invocation(world, interaction.id)


def _head(command_id: int, name: str, kind: int, guild_id: int | None) -> Json:
    head: Json = {"id": str(command_id), "name": name, "type": kind}
    return head | ({"guild_id": str(guild_id)} if guild_id else {})


def _typed(option: Json, partial: str) -> Json:
    return {"type": option["type"], "name": option["name"], "value": partial, "focused": True}
