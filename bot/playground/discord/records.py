"""What the stand-in knows. Records never change: the world swaps a whole record, so a change shows before and after.

Raw JSON inside a record (components, embeds, command bodies) is to be treated as immutable too.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

Json = dict[str, Any]


class ChannelKind(IntEnum):
    """Discord docs, Channel types."""

    TEXT = 0
    DM = 1
    GROUP_DM = 3
    THREAD = 11


class InteractionKind(IntEnum):
    """Discord docs, Interaction types."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class Answer(IntEnum):
    """Discord docs, Interaction callback types."""

    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


class MessageFlag(IntEnum):
    """Discord docs, Message flags; kept as plain bits because unknown ones pass through."""

    SUPPRESS_EMBEDS = 1 << 2
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    COMPONENTS_V2 = 1 << 15


@dataclass(frozen=True, slots=True)
class User:
    id: int
    name: str
    bot: bool = False
    locale: str = "en-US"


@dataclass(frozen=True, slots=True)
class Guild:
    """`upload_limit` is in bytes per file. `has_bot` false makes a place that only a user-installed app can reach."""

    id: int
    name: str
    owner_id: int
    member_ids: tuple[int, ...]
    upload_limit: int = 10 * 1024 * 1024
    has_bot: bool = True


@dataclass(frozen=True, slots=True)
class Channel:
    """`denied` names permissions (see `permissions`) that the bot lacks here; a thread also has its parent's."""

    id: int
    kind: ChannelKind
    name: str
    guild_id: int | None = None
    parent_id: int | None = None
    recipient_ids: tuple[int, ...] = ()
    denied: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Attachment:
    """`blob` is the key of the bytes in the blob store; `width` and `height` are None for what is not a picture."""

    id: int
    name: str
    blob: str
    size: int
    content_type: str | None = None
    width: int | None = None
    height: int | None = None
    description: str | None = None
    ephemeral: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """The interaction that a post answers; `target_id` is the message of a message command."""

    interaction_id: int
    kind: InteractionKind
    user_id: int
    name: str | None = None
    target_id: int | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """`seen_by` is the one person who sees an ephemeral post. Times are seconds since 1970."""

    id: int
    channel_id: int
    author_id: int
    created_at: float
    content: str = ""
    edited_at: float | None = None
    flags: int = 0
    attachments: tuple[Attachment, ...] = ()
    components: tuple[Json, ...] = ()
    embeds: tuple[Json, ...] = ()
    mention_ids: tuple[int, ...] = ()
    reply_to: int | None = None
    nonce: str | None = None
    origin: Origin | None = None
    seen_by: int | None = None

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & MessageFlag.EPHEMERAL)

    @property
    def thinking(self) -> bool:
        """A deferred answer that has no content yet."""
        return bool(self.flags & MessageFlag.LOADING)

    @property
    def layout(self) -> bool:
        """Whether the post is made of components v2."""
        return bool(self.flags & MessageFlag.COMPONENTS_V2)


@dataclass(frozen=True, slots=True)
class Command:
    """A synced application command; `body` is Discord's JSON of it, ids and defaults included."""

    id: int
    name: str
    kind: int
    body: Json
    guild_id: int | None = None


@dataclass(frozen=True, slots=True)
class Interaction:
    """`data` is Discord's, without `resolved`, which is made when it is sent; `attachments` came with it.

    `original_id` is the message that `@original` names; `did_not_respond` is what a person sees after 3 s.
    """

    id: int
    token: str
    kind: InteractionKind
    user_id: int
    channel_id: int
    created_at: float
    data: Json = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    name: str | None = None
    message_id: int | None = None
    target_id: int | None = None
    opened_by: int | None = None
    answer: Answer | None = None
    answered_at: float | None = None
    original_id: int | None = None
    modal: Json | None = None
    modal_open: bool = False
    choices: tuple[Json, ...] = ()
    followup_ids: tuple[int, ...] = ()
    did_not_respond: bool = False
