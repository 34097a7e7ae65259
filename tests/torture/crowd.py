"""Several people in several channels who ask, reply, mention, ask again and cancel, without much patience."""

import asyncio
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.playground.discord.actors import Person
from bot.playground.discord.blobs import Upload
from bot.playground.discord.choosing import NotPossible
from bot.playground.discord.components import walk
from bot.playground.discord.records import Channel, Message
from bot.playground.discord.server import StandIn
from tests.torture.evidence import turns_in
from tests.torture.mischief import Mischief
from tests.worlds import png

PEOPLE: Final = 6
_DEEDS: Final = {
    "imagine": 8, "private": 1, "edit": 3, "mention": 4, "reply": 4, "again": 3, "cancel": 3, "photo": 1,
}  # fmt: skip
_RESTLESS: Final = {"undo": 2, "reset": 1, "delete": 2}
"""What moves the newest picture, which nobody can tell from outside then: done in one place only."""
_THINGS: Final = ("a lighthouse", "a fox in snow", "a red boat", "a windmill", "make it winter", "add a moon")
PHOTO: Final = Upload("photo.png", png(64, 64))
SIZE: Final = "0.5K"
"""Quick to draw: what is tortured is the bot, not the painter."""


@dataclass
class Crowd:
    """`wishes` counts what was asked for; `follows` are the wishes that go on from the newest picture.

    `open` tells how many turns of each place are not over yet: nobody asks on and on.
    """

    dice: random.Random
    discord: StandIn
    mischief: Mischief
    channels: Sequence[Channel]
    people: Sequence[Person]
    open: Mapping[int, int] = field(default_factory=dict)
    up: asyncio.Event = field(default_factory=asyncio.Event)
    wishes: int = 0
    follows: set[int] = field(default_factory=set)
    deeds: dict[str, int] = field(default_factory=dict)
    taken_away: set[str] = field(default_factory=set)

    @property
    def restless(self) -> Channel:
        """The one place in which pictures are taken back."""
        return self.channels[0]

    async def live(self, channel: Channel, most_open: int, enough: asyncio.Event) -> None:
        """Do things in *channel* until it is *enough*."""
        while not enough.is_set():
            await asyncio.sleep(self.dice.uniform(0, 0.3))
            if self.open.get(channel.id, 0) >= most_open:
                continue
            if self.dice.random() < 0.9:  # some speak to a bot that is away, or does not hear them
                await self.up.wait()
                if not self.discord.gateway._connections:
                    continue
            deeds = _DEEDS | (_RESTLESS if channel == self.restless else {})
            deed = self.dice.choices(list(deeds), list(deeds.values()))[0]
            try:
                await self._do(deed, self.dice.choice(self.people), channel)
            except (NotPossible, KeyError):
                continue  # the post has changed, or commands are not there yet
            self.deeds[deed] = self.deeds.get(deed, 0) + 1

    async def _do(self, deed: str, person: Person, channel: Channel) -> None:
        if deed in ("again", "cancel", "delete"):
            post = self._post(channel, deed.capitalize())
            if deed == "delete":
                self.taken_away |= turns_in(post)
            await person.press(post, deed.capitalize())
            return
        if deed in ("undo", "reset"):
            await person.slash(channel, deed)
            return
        words = self._wish(follows=deed in ("edit", "mention"))
        if deed == "mention":
            await person.say(channel, f"{words} size:{SIZE}", mention_bot=True)
        elif deed == "reply":
            await person.say(channel, f"{words} size:{SIZE}", reply_to=self._post(channel, "Edit"), mention_bot=True)
        else:
            command = "edit" if deed == "edit" else "imagine"
            photo = {"image": PHOTO} if deed == "photo" else {}
            await person.slash(channel, command, {"prompt": words, "size": SIZE, "private": deed == "private", **photo})

    def _wish(self, *, follows: bool) -> str:
        self.wishes += 1
        self.mischief.beside(self.wishes)
        if follows:
            self.follows.add(self.wishes)
        return f"wish {self.wishes} {self.dice.choice(_THINGS)}"

    def _post(self, channel: Channel, button: str) -> Message:
        """One of the newer posts that everybody sees and that have the button."""
        seen = [post for post in self.discord.world.posts(channel) if not post.ephemeral and has(post, button)]
        if not seen:
            raise NotPossible(f"no post with {button}")
        return self.dice.choice(seen[-5:])


def has(post: Message, button: str) -> bool:
    return any(part.get("label") == button for _, part in walk(post.components))


def gather(discord: StandIn, channels: int) -> tuple[list[Channel], list[Person]]:
    """Make the places and the people."""
    world = discord.world
    users = [world.add_user(f"Person {number}") for number in range(1, PEOPLE + 1)]
    guild = world.add_guild("Torture", *users)
    places = [world.add_channel(guild, f"room-{number}") for number in range(1, channels + 1)]
    return places, [discord.person(user.name) for user in users]
