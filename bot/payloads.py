"""What Discord promises of its payloads, as far as Plantain leans on it; everything else is left unread.

Sources: Discord docs, Receiving and responding (Interaction object and its data), Message, Attachment. A payload that
breaks a promise is not shown to discord.py, which finds out too late: in tasks whose failures nobody is told of.
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

Id = Annotated[str, Meta(pattern=r"^[0-9]{1,20}\Z")]
Count = Annotated[int, Meta(ge=0)]


class Unreadable(Exception):
    """Discord sent something that is not what it promises."""


class _Place(msgspec.Struct):
    id: Id
    type: int


class _Attachment(msgspec.Struct):
    id: Id
    filename: str
    size: Count
    url: str
    content_type: str | None = None


class _User(msgspec.Struct):
    """discord.py leaves an author out, without a word, of whom one of these is missing."""

    id: Id
    username: str
    discriminator: str
    avatar: str | None
    global_name: str | None = None


class _Named(msgspec.Struct):
    nick: str | None = None


class _Member(_Named, kw_only=True):
    user: _User


class _Authored(msgspec.Struct):
    author: _User


class _Resolved(msgspec.Struct):
    attachments: dict[str, _Attachment] = {}
    messages: dict[str, _Authored] = {}


class _Option(msgspec.Struct):
    name: str
    type: int
    value: str | float | bool | None = None
    options: list["_Option"] = []


class _Command(msgspec.Struct):
    name: str
    type: Literal[1, 2, 3] = 1
    guild_id: Id | None = None
    target_id: Id | None = None
    options: list[_Option] = []
    resolved: _Resolved = msgspec.field(default_factory=_Resolved)


class _Press(msgspec.Struct):
    custom_id: str
    component_type: int


class _Input(msgspec.Struct):
    """Of a submitted form: a field, or what fields stand in."""

    custom_id: str | None = None
    value: str | bool | None = None
    values: list[str] = []
    component: "_Input | None" = None
    components: list["_Input"] = []


class _Form(msgspec.Struct):
    custom_id: str
    components: list[_Input]
    resolved: _Resolved = msgspec.field(default_factory=_Resolved)


class _Interaction(msgspec.Struct):
    type: int
    data: dict[str, Any]
    channel: _Place
    attachment_size_limit: Count
    guild_id: Id | None = None
    member: _Member | None = None
    user: _User | None = None
    message: _Authored | None = None


class Answerable(msgspec.Struct):
    """The least that an interaction can be answered with."""

    id: Id
    application_id: Id
    type: int
    token: Annotated[str, Meta(pattern=r"^[\w.~-]{1,2000}\Z")]


class _Message(msgspec.Struct):
    id: Id
    channel_id: Id
    content: str
    attachments: list[_Attachment]
    author: _User
    mentions: list[_User]
    guild_id: Id | None = None
    member: _Named | None = None
    referenced_message: _Authored | None = None


_COMMAND, _COMPONENT, _COMPLETION, _SUBMISSION = 2, 3, 4, 5
_DATA: dict[int, type[msgspec.Struct]] = {
    _COMMAND: _Command,
    _COMPONENT: _Press,
    _COMPLETION: _Command,
    _SUBMISSION: _Form,
}
_STEPS, _TEXT, _FLAG, _FILE, _OTHERS = (1, 2), 3, 5, 11, (4, 6, 7, 8, 9, 10)
"""Application command option types: sub-commands and their groups, text, boolean, attachment, and the rest."""


def check_interaction(payload: Any) -> None:
    """Raises Unreadable, or msgspec's ValidationError."""
    msgspec.convert(payload, Answerable)
    found = msgspec.convert(payload, _Interaction)
    if found.type not in _DATA:
        raise Unreadable
    if (found.member if found.guild_id else found.user) is None:
        raise Unreadable
    if found.type == _COMPONENT and found.message is None:
        raise Unreadable
    data = msgspec.convert(found.data, _DATA[found.type])
    if isinstance(data, _Command):
        files = data.resolved.attachments if found.type == _COMMAND else None
        if not all(_fits(option, files) for option in data.options):
            raise Unreadable


def check_message(payload: Any) -> None:
    """Raises msgspec's ValidationError."""
    msgspec.convert(payload, _Message)


def _fits(option: _Option, files: dict[str, _Attachment] | None) -> bool:
    """Whether the value is of the option's type; *files* are unknown while a person still types."""
    if option.type == _TEXT:
        return isinstance(option.value, str)
    if option.type == _FLAG:
        return isinstance(option.value, bool)
    if option.type == _FILE:
        return files is None or option.value in files
    if option.type in _STEPS:
        return all(_fits(inner, files) for inner in option.options)
    return option.type in _OTHERS and option.value is not None
