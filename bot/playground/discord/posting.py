"""From a request's body to a message: checks, attachments, mentions, nonces. The same for channels and interactions."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from bot.playground.discord.components import numbered, walk
from bot.playground.discord.forms import Form
from bot.playground.discord.records import Attachment, Channel, Json, Message, MessageFlag, Origin
from bot.playground.discord.rules import Violation, broken, demand, refuse
from bot.playground.discord.rules_messages import MESSAGE_RULES, Draft
from bot.playground.discord.world import World

_MENTION: Final = re.compile(r"<@!?(\d+)>")
_SETTABLE: Final = MessageFlag.SUPPRESS_EMBEDS | MessageFlag.SUPPRESS_NOTIFICATIONS | MessageFlag.COMPONENTS_V2
NONCE_SECONDS: Final = 5 * 60.0
_EDITABLE: Final = MessageFlag.SUPPRESS_EMBEDS | MessageFlag.COMPONENTS_V2


def compose(
    world: World,
    channel: Channel,
    form: Form,
    *,
    reply_to: int | None = None,
    origin: Origin | None = None,
    seen_by: int | None = None,
    prefix: tuple[str, ...] = (),
) -> Message:
    """Make the bot's new message of a body (not yet posted). `prefix` is where the body lies, for errors' paths."""
    body = form.body
    attachments = _attachments(world, form, (), ephemeral=seen_by is not None, prefix=prefix)
    flags = (body.get("flags") or 0) & _SETTABLE | (MessageFlag.EPHEMERAL if seen_by else 0)
    _check(body, attachments, prefix)
    components = numbered(body.get("components") or ())
    return Message(
        world.new_id(),
        channel.id,
        world.bot.id,
        world.clock(),
        body.get("content") or "",
        flags=flags,
        attachments=attachments,
        components=components,
        embeds=tuple(body.get("embeds") or ()),
        mention_ids=_mentions(world, body, components, reply_to if origin is None else None),
        reply_to=reply_to,
        nonce=None if body.get("nonce") is None else str(body["nonce"]),
        origin=origin,
        seen_by=seen_by,
    )


def amend(world: World, message: Message, form: Form, *, prefix: tuple[str, ...] = ()) -> Message:
    """Make the changed message of an edit's body (not yet put in place). What a body leaves out stays."""
    body = form.body
    attachments = _attachments(world, form, message.attachments, ephemeral=message.ephemeral, prefix=prefix)
    flags = message.flags & ~MessageFlag.LOADING
    if body.get("flags") is not None:
        flags = flags & ~MessageFlag.SUPPRESS_EMBEDS | (body["flags"] & _EDITABLE)
    merged: Json = body | {
        "content": body.get("content", message.content),
        "embeds": body["embeds"] if "embeds" in body else list(message.embeds),
        "components": body["components"] if "components" in body else list(message.components),
        "flags": flags,
    }
    _check(merged, attachments, prefix)
    components = numbered(merged["components"] or ())
    return replace(
        message,
        content=merged["content"] or "",
        embeds=tuple(merged["embeds"] or ()),
        components=components,
        flags=flags,
        attachments=attachments,
        edited_at=message.edited_at if message.thinking else world.clock(),
        mention_ids=_mentions(world, merged, components, None),
    )


def repeated(world: World, channel: Channel, body: Json) -> Message | None:
    """The message that an enforced nonce has already made.

    Discord checks it "in the past few minutes" only (Discord docs, Create message, enforce_nonce).
    """
    if not body.get("enforce_nonce") or body.get("nonce") is None:
        return None
    nonce, known_since = str(body["nonce"]), world.clock() - NONCE_SECONDS
    made = (post for post in world.posts(channel) if post.nonce == nonce)
    return next((post for post in made if post.created_at >= known_since), None)


def _check(body: Json, attachments: Iterable[Attachment], prefix: tuple[str, ...]) -> None:
    names = tuple(attachment.name for attachment in attachments)
    demand(broken(MESSAGE_RULES, Draft(body, names)), prefix)
    if not names and not any(body.get(key) for key in ("content", "embeds", "components", "sticker_ids", "poll")):
        raise refuse("empty message")


def _attachments(
    world: World, form: Form, present: tuple[Attachment, ...], *, ephemeral: bool, prefix: tuple[str, ...]
) -> tuple[Attachment, ...]:
    """A body's `attachments` lists what to keep (by id) and describes what is new (by n); without it all stays."""
    listed = form.body.get("attachments")
    if listed is None:
        listed = [{"id": kept.id} for kept in present] + [{"id": number} for number in form.files]
    kept_by_id = {attachment.id: attachment for attachment in present}
    found = []
    for index, entry in enumerate(listed):
        number = int(entry.get("id", index))
        if number in form.files:
            found.append(_stored(world, form, number, entry, ephemeral=ephemeral))
        elif number in kept_by_id:
            found.append(kept_by_id[number])
        else:
            message = f"Attachment data with id {number} could not be found"
            demand([Violation(("attachments", index), "ATTACHMENT_NOT_FOUND", message)], prefix)
    return tuple(found)


def _stored(world: World, form: Form, number: int, entry: Json, *, ephemeral: bool) -> Attachment:
    part = form.files[number]
    kind = part.blob.kind
    return Attachment(
        world.new_id(),
        entry.get("filename") or part.name,
        part.blob.key,
        part.blob.size,
        kind.content_type,
        kind.width,
        kind.height,
        entry.get("description"),
        ephemeral,
    )


def _mentions(world: World, body: Json, components: Iterable[Json], reply_to: int | None) -> tuple[int, ...]:
    """Whom the message pings (Discord docs, Allowed mentions object)."""
    allowed = body.get("allowed_mentions")
    texts = [body.get("content") or "", *(str(part.get("content", "")) for _, part in walk(components))]
    named = {int(found) for text in texts for found in _MENTION.findall(text)} & world.users.keys()
    if allowed is not None and "users" not in (allowed.get("parse") or ()):
        named &= {int(key) for key in allowed.get("users") or ()}
    target = world.messages.get(reply_to or 0)
    if target and (allowed is None or allowed.get("replied_user")):
        named.add(target.author_id)
    return tuple(sorted(named))
