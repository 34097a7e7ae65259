"""What a person sees, the same in every world: posts, their pictures and buttons, and forms."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.playground.discord.components import ComponentKind, walk
from bot.playground.gemini.painter import measure

Json = Mapping[str, Any]
File = tuple[str, bytes]
"""A file that a person sends: its name and its bytes."""

_PLACEHOLDERS = ("-# Painting", "-# Waiting")


@dataclass(frozen=True, slots=True)
class Picture:
    """A file of a post, loaded when it is looked at."""

    name: str
    read: Callable[[], bytes] = field(repr=False)
    description: str | None = None

    @property
    def data(self) -> bytes:
        return self.read()

    @property
    def pixels(self) -> tuple[int, int]:
        return measure(self.data)

    @property
    def suffix(self) -> str:
        return Path(self.name).suffix


@dataclass(frozen=True, slots=True)
class Post:
    """A message as it was when it was looked at; `raw` is what the world itself knows it by."""

    id: int
    place: int
    content: str
    components: tuple[dict[str, Any], ...]
    pictures: tuple[Picture, ...]
    ephemeral: bool
    thinking: bool
    reply_to: int | None
    pinged: tuple[int, ...]
    raw: Any = field(repr=False)

    @property
    def words(self) -> str:
        """Everything there is to read, a line for each text."""
        return "\n".join(filter(None, [self.content, *(part["content"] for part in self._parts("TEXT_DISPLAY"))]))

    @property
    def head(self) -> str:
        return self.words.split("\n", 1)[0]

    @property
    def sentence(self) -> str:
        """The first line as Discord shows it, without the signs that keep it from being read as markup."""
        return re.sub(r"\\(.)", r"\1", self.head)

    @property
    def facts(self) -> str:
        """A card's small last line."""
        return self.words.rsplit("\n", 1)[-1]

    @property
    def buttons(self) -> list[str]:
        return [part["label"] for part in self._parts("BUTTON")]

    @property
    def links(self) -> list[str]:
        return [part["url"] for part in self._parts("BUTTON") if "url" in part]

    @property
    def gallery(self) -> list[dict[str, Any]]:
        return [item for part in self._parts("MEDIA_GALLERY") for item in part["items"]]

    @property
    def is_card(self) -> bool:
        return bool(self.gallery)

    @property
    def is_finished(self) -> bool:
        """Whether this is more than a sign that something is under way."""
        return not self.thinking and not self.words.startswith(_PLACEHOLDERS)

    @property
    def turn(self) -> str:
        """The id that the buttons carry."""
        ids = [part["custom_id"] for part in self._parts("BUTTON") if "custom_id" in part]
        return str(ids[0].rsplit(":", 1)[-1])

    def _parts(self, kind: str) -> Iterator[dict[str, Any]]:
        return (part for _, part in walk(self.components) if part.get("type") == ComponentKind[kind])


@dataclass(frozen=True, slots=True)
class Form:
    """An open form: the inputs by their labels."""

    body: Json
    raw: Any = field(repr=False)

    @property
    def title(self) -> str:
        return str(self.body["title"])

    @property
    def inputs(self) -> dict[str, dict[str, Any]]:
        labels = (part for _, part in walk(self.body["components"]) if part.get("type") == ComponentKind.LABEL)
        return {part["label"]: part["component"] for part in labels}

    def offered(self, label: str) -> list[str]:
        """What a select has to choose from."""
        return [option["value"] for option in self.inputs[label].get("options", ())]


def digest(picture: Picture | File) -> str:
    """How Gemini's record names the bytes of a picture."""
    return hashlib.sha256(picture.data if isinstance(picture, Picture) else picture[1]).hexdigest()
