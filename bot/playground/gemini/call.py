"""One call of ``generateContent``, read into small immutable records."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.playground.gemini.contract import decode

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Picture:
    data: bytes
    media_type: str
    sha256: str

    @classmethod
    def of(cls, data: bytes, media_type: str) -> "Picture":
        return cls(data, media_type, hashlib.sha256(data).hexdigest())


@dataclass(frozen=True, slots=True)
class Part:
    """Words or a picture; ``signature`` is the base64 text of the wire."""

    text: str | None = None
    picture: Picture | None = None
    signature: str | None = None
    thought: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    role: str
    parts: tuple[Part, ...]

    @property
    def words(self) -> str:
        return "\n".join(part.text for part in self.parts if part.text and not part.thought)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return tuple(part.picture for part in self.parts if part.picture and not part.thought)


@dataclass(frozen=True, slots=True)
class Call:
    """``search`` holds ``webSearch`` and ``imageSearch`` as asked; ``ratio``, ``size``, ``level`` only when given."""

    model: str
    contents: tuple[Content, ...]
    modalities: tuple[str, ...]
    ratio: str | None = None
    size: str | None = None
    level: str | None = None
    include_thoughts: bool = False
    search: frozenset[str] = frozenset()
    instruction: str = ""

    @property
    def words(self) -> str:
        return self.contents[-1].words

    @property
    def references(self) -> tuple[Picture, ...]:
        """The pictures of the newest turn."""
        return self.contents[-1].pictures

    @property
    def trail(self) -> tuple[str, ...]:
        """What was asked for in the turns before, oldest first."""
        return tuple(content.words for content in self.contents[:-1] if content.role == "user")

    @property
    def edited(self) -> Picture | None:
        """The newest picture of the model, else the first reference."""
        painted = [p for content in self.contents if content.role == "model" for p in content.pictures]
        return next(iter([*painted[-1:], *self.references]), None)

    @property
    def newest(self) -> Picture | None:
        """The picture whose ratio a call without a ratio follows."""
        every = [picture for content in self.contents for picture in content.pictures]
        return every[-1] if every else None


def read_call(model: str, body: Json) -> Call:
    """Reads a body that has passed the contract; base64 that does not decode raises ``ValueError``."""
    config = body.get("generationConfig", {})
    image = config.get("imageConfig", {})
    thinking = config.get("thinkingConfig", {})
    return Call(
        model=model,
        contents=tuple(_content(content) for content in body.get("contents", ())),
        modalities=tuple(config.get("responseModalities", ())),
        ratio=image.get("aspectRatio"),
        size=image.get("imageSize"),
        level=thinking.get("thinkingLevel"),
        include_thoughts=thinking.get("includeThoughts", False),
        search=_search(body.get("tools", ())),
        instruction=_content(body.get("systemInstruction", {})).words,
    )


def _content(content: Json) -> Content:
    return Content(content.get("role", "user"), tuple(_part(part) for part in content.get("parts", ())))


def _part(part: Json) -> Part:
    blob = part.get("inlineData")
    picture = Picture.of(decode(blob.get("data", "")), blob.get("mimeType", "")) if blob is not None else None
    return Part(part.get("text"), picture, part.get("thoughtSignature"), part.get("thought", False))


def _search(tools: Sequence[Json]) -> frozenset[str]:
    asked = [tool["googleSearch"] for tool in tools if "googleSearch" in tool]
    if not asked:
        return frozenset()
    return frozenset(name for search in asked for name in search.get("searchTypes") or ("webSearch",))
