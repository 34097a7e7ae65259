"""The human side: what people do in Discord's client, for tests and for the page; what a client refuses is refused."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from bot.playground.discord import choosing
from bot.playground.discord.choosing import Entered, File, Form, NotPossible, OptionKind
from bot.playground.discord.components import ComponentKind, walk
from bot.playground.discord.filling import fill
from bot.playground.discord.invocations import Invocation, Modal
from bot.playground.discord.records import (
    Attachment,
    Channel,
    Interaction,
    InteractionKind,
    Json,
    Message,
    User,
)
from bot.playground.discord.writing import Writer

_SELECTS: Final = range(ComponentKind.USER_SELECT, ComponentKind.CHANNEL_SELECT + 1)


class Person(Writer):
    """Someone at a Discord client. Each deed raises NotPossible where the client would not offer it."""

    async def slash(self, channel: Channel, command: str, options: Mapping[str, Entered] | None = None) -> Invocation:
        """Send a synced slash command (`"imagine"`, or `"group sub"`); files go as option values."""
        self.enter(channel)
        form = choosing.open_form(self.world, channel, command)
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
        self.enter(channel)
        form = choosing.open_form(self.world, channel, command)
        focused = next((found for found in form.options if found["name"] == option), None)
        if focused is None or not focused.get("autocomplete"):
            raise NotPossible(f"/{command} asks for no choices for {option!r}")
        pairs = choosing.check(form, {k: v for k, v in (others or {}).items() if k != option}, partial=True)
        data, attachments = await self._options(channel, form, pairs, [_typed(focused, partial)])
        kind = InteractionKind.AUTOCOMPLETE
        return self._interact(kind, channel, data, name=form.command.name, attachments=attachments)

    async def message_command(self, channel: Channel, name: str, message: Message) -> Invocation:
        """Choose Apps → `name` from a message's menu."""
        self.enter(channel)
        target = self.sees(message)
        command = choosing.find(self.world, channel, name, kind=3)
        data = {**_head(command.id, name, 3, command.guild_id), "target_id": str(target.id)}
        return self._interact(InteractionKind.COMMAND, channel, data, name=name, target_id=target.id)

    async def press(self, message: Message, button: str) -> Invocation:
        """Press the button of that custom_id or label."""
        current = self.sees(message)
        found = self._component(current, [ComponentKind.BUTTON], button)
        if "custom_id" not in found:
            raise NotPossible(f"{button!r} only opens a link")
        return self._on_component(current, found, {})

    async def select(self, message: Message, custom_id: str, values: Sequence[str]) -> Invocation:
        """Choose these values in a select; for selects of people or channels the values are ids."""
        current = self.sees(message)
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
        opener = self.world.interactions[modal.interaction_id]
        if not opener.modal_open or opener.user_id != self.user.id:
            raise NotPossible("the form is closed")
        channel = self.world.channels[opener.channel_id]
        labels = modal.labels
        uploads = {labels.get(key, key): await self.upload(channel, given) for key, given in (files or {}).items()}
        chosen = {labels.get(key, key): value for key, value in (values or {}).items()}
        data = {"custom_id": modal.body["custom_id"], "components": fill(modal, chosen, uploads)}
        self.world.update_interaction(replace(opener, modal_open=False))
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
        self.world.update_interaction(replace(self.world.interactions[modal.interaction_id], modal_open=False))

    async def _options(
        self, channel: Channel, form: Form, pairs: Iterable[tuple[Json, Entered]], more: Iterable[Json] = ()
    ) -> tuple[Json, tuple[Attachment, ...]]:
        entered, attachments = list(more), []
        for option, value in pairs:
            sent: object = value
            if isinstance(value, User | Channel):
                sent = str(value.id)
            elif option["type"] == OptionKind.ATTACHMENT:
                (attachment,) = await self.upload(channel, [value])  # type: ignore[list-item] # checked by `choosing`
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
        channel = self.world.channels[message.channel_id]
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
        world = self.world
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
