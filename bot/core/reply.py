"""What the model gave back, in the form that history keeps."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.core.citations import Citations
from bot.core.picture import Picture
from bot.core.request import Options

RawPart = dict[str, Any]
"""One part exactly as the provider spelt it, except that payloads stand as tokens (`blob…`, `text…` and a SHA-256)."""

_PAYLOADS = {"data": re.compile("blob([0-9a-f]{64})"), "thoughtSignature": re.compile("text([0-9a-f]{64})")}


@dataclass(frozen=True, slots=True)
class Maker:
    """Who made a reply. Signatures hold only among turns of one maker; `key` is a fingerprint, never the key."""

    provider: str
    family: str
    key: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the provider counted them; None where it said nothing."""

    prompt: int | None = None
    words: int | None = None
    pictures: int | None = None
    thoughts: int | None = None

    @property
    def total(self) -> int:
        return sum(count or 0 for count in (self.prompt, self.words, self.pictures, self.thoughts))


@dataclass(frozen=True, slots=True)
class Reply:
    """`sent` is the user content as it went out and `parts` the model content as it came: both go back verbatim.

    `texts` are the words, one for each text part that is no thought (citations count in them); `pictures` leave out
    drafts; `seconds` is the time from sending to the last byte; `bytes_kept` is the size of all that `parts` name,
    `bytes_sent` of the pictures that `sent` names, None where nobody wrote that down; `shrink` is by how much the
    pictures are scaled down when they are posted, because nobody draws them so small.
    `drafts` and `thoughts` (in words) are kept where they were asked for, are no part of `parts`, and never go back.
    `earlier` grounds the pictures that this one was made from. `share`: what is paid of the list price. `options` are
    those that went out, which may lack what a provider refuses; None where nobody kept them.
    """

    maker: Maker
    model: str
    sent: tuple[RawPart, ...]
    parts: tuple[RawPart, ...]
    pictures: tuple[Picture, ...]
    texts: tuple[str, ...] = ()
    citations: Citations = field(default_factory=Citations)
    earlier: Citations = field(default_factory=Citations)
    usage: Usage = field(default_factory=Usage)
    finish: str = "STOP"
    seconds: float = 0.0
    bytes_kept: int = 0
    bytes_sent: int | None = None
    request_id: str | None = None
    reseeded: bool = False
    shrink: int = 1
    drafts: tuple[Picture, ...] = ()
    thoughts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    share: float = 1.0
    options: Options | None = None

    @property
    def addresses(self) -> frozenset[str]:
        """The SHA-256 of every payload that goes back with this reply."""
        return frozenset(_addresses([*self.sent, *self._back]))

    @property
    def replayable(self) -> bool:
        """Whether the parts that go back show a picture; a lone draft was taken for the picture otherwise.

        A part that only links to its picture is kept as it came, and never sent back: links expire. Nor is one whose
        signature is no text: nobody takes that.
        """
        back = self._back
        shows = any(part.get("inlineData") for part in back) and not any(part.get("fileData") for part in back)
        return shows and all(isinstance(part.get("thoughtSignature"), str | None) for part in back)

    @property
    def signed(self) -> bool:
        """Whether every picture that goes back has a signature; an empty one counts as none (gateways send those)."""
        signatures = [part.get("thoughtSignature") for part in self._back if part.get("inlineData")]
        return all(isinstance(signature, str) and signature for signature in signatures)

    @property
    def words(self) -> str:
        return "\n".join(text for text in self.texts if text.strip())

    @property
    def _back(self) -> list[RawPart]:
        return [part for part in self.parts if not part.get("thought")]


def _addresses(json: Any) -> Iterator[str]:
    """A token counts only as the whole value of its key, at whatever depth that is."""
    if isinstance(json, dict):
        for key, value in json.items():
            if isinstance(value, str):
                if key in _PAYLOADS and (token := _PAYLOADS[key].fullmatch(value)):
                    yield token[1]
            else:
                yield from _addresses(value)
    elif isinstance(json, list):
        for item in json:
            yield from _addresses(item)
