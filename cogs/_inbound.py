"""The first move: what Discord hands over, read into the studio's words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import discord
from discord.utils import DEFAULT_FILE_SIZE_LIMIT_BYTES

from bot.core.errors.door import PlaceUnknown
from bot.core.request import Options
from bot.core.turn import Origin, Person, Place
from cogs._ids import read_button


@dataclass(frozen=True, slots=True)
class Attached:
    """A file as Discord describes it; the bytes may be something else. `size` is in bytes."""

    url: str
    size: int
    content_type: str | None = None

    @property
    def looks_like_a_picture(self) -> bool:
        return (self.content_type or "").startswith("image/")


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for before it is checked; `family` is what they typed, if anything.

    `like`: the family of what it is about, where that is not what it goes on from.
    """

    words: str = ""
    attached: tuple[Attached, ...] = ()
    family: str | None = None
    options: Options = field(default_factory=Options)
    spoiler: bool = False
    private: bool = False
    resized: bool = False
    like: str | None = None


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, where, and by which event."""

    place: Place
    person: Person
    origin: Origin


Interaction = discord.Interaction[Any]


def place_of(interaction: Interaction) -> int:
    """The channel, thread or DM. Raises PlaceUnknown: discord.py has no channel of a kind that is newer than itself."""
    if interaction.channel_id is None:
        raise PlaceUnknown
    return interaction.channel_id


def asker(interaction: Interaction) -> Asker:
    place = Place(place_of(interaction), interaction.guild_id, interaction.filesize_limit)
    origin = Origin(interaction.id, interaction.application_id, token=interaction.token)
    return Asker(place, person(interaction.user), origin)


def message_asker(message: discord.Message, application: int) -> Asker:
    limit = message.guild.filesize_limit if message.guild else DEFAULT_FILE_SIZE_LIMIT_BYTES
    place = Place(message.channel.id, message.guild.id if message.guild else None, limit)
    return Asker(place, person(message.author), Origin(message.id, application, message=message.id))


def person(user: discord.abc.User) -> Person:
    return Person(user.id, user.display_name)


def attached(attachments: Sequence[discord.Attachment | None]) -> tuple[Attached, ...]:
    return tuple(Attached(found.url, found.size, found.content_type) for found in attachments if found)


def pictures_of(message: discord.Message) -> tuple[Attached, ...]:
    """What of a message can serve as references: what looks like a picture, else whatever is attached."""
    everything = attached(message.attachments)
    return tuple(found for found in everything if found.looks_like_a_picture) or everything


def turn_shown(message: discord.Message) -> str | None:
    """The id of the turn whose buttons a message carries: it is there from the moment when the post is."""
    return next(filter(None, map(read_button, _pressable(message))), None)


def carries(message: discord.Message | None, custom_id: str) -> bool:
    """Whether one of the message's buttons has that id: another one was not pressed there."""
    return message is not None and custom_id in _pressable(message)


def _pressable(message: discord.Message) -> Iterator[str]:
    """The ids of a message's buttons; discord.py 2.7 leaves all components out where one of them can't be read."""
    rows = (part for part in getattr(message, "components", ()) if isinstance(part, discord.ActionRow))
    buttons = (part for row in rows for part in row.children if isinstance(part, discord.Button))
    return (button.custom_id for button in buttons if button.custom_id)


def words_of(message: discord.Message, me: int) -> str:
    """The words without the mention of the bot, which only says whom they are for."""
    words = message.content
    for mention in (f"<@{me}>", f"<@!{me}>"):
        words = words.replace(mention, " ")
    return words.strip()
