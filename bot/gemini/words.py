"""Words with pictures in them, as gateways write them: data URIs, bare or in Markdown."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

_NOWHERE = r"(?i:googleusercontent\.com)/image_generation_content/"
_PICTURE = re.compile(
    r"(?P<markdown>!?\[[^\[\]\n]*\]\(\s{0,4}<?)?"
    r"(?:(?i:data:(?P<type>[\w.+-]{0,20}(?:/[\w.+-]{1,40})?)(?:;[\w.=+-]{1,30}){0,2};base64),\s{0,4}(?P<token>blob[0-9a-f]{64})"
    rf"|(?i:https?)://{_NOWHERE}\w{{0,20}})"
    r"(?(markdown)>?(?:\s{1,4}\"[^\"\n]{0,200}\")?\s{0,4}\))"
)
"""Takes time in proportion to the words, whatever they are: no stretch of them is looked at from many places.

Proxies of Google's web page leave a placeholder that leads nowhere, beside the picture or in its place.
"""
_LINK = re.compile(rf"https?://(?!{_NOWHERE})", re.IGNORECASE)

Json = dict[str, Any]


class Cut(NamedTuple):
    """Letters that are taken out of a text; `known`: they are those that came, a token is none."""

    start: int
    end: int
    known: bool = True


@dataclass(frozen=True, slots=True)
class Parted:
    """Words without what was cut out of them, and the pictures of that as parts of an answer."""

    words: str
    pictures: Sequence[Json] = ()
    _cuts: Sequence[tuple[int, int | None]] = ()
    _margin: int = 0

    def place(self, offset: int) -> int:
        """Where the words up to a byte *offset*, in the words as they came, end now.

        Nobody knows how long a picture was in the letters that came: what is behind one is moved to the end.
        """
        gone, size = self._margin, len(self.words.encode())
        for start, end in self._cuts:
            if offset <= start:
                break
            if end is None:
                return size
            gone += min(offset, end) - start
        return min(max(0, offset - gone), size)


def parted(text: str) -> Parted:
    """The pictures out of *text*, where tokens stand in place of payloads, and without placeholders."""
    found = list(_PICTURE.finditer(text))
    pictures = [_picture(match) for match in found if match["token"]]
    return without(text, [Cut(*match.span(), known=not match["token"]) for match in found], pictures)


def without(text: str, cuts: Sequence[Cut], pictures: Sequence[Json] = ()) -> Parted:
    """*text* less the *cuts*, which are in order."""
    if not cuts:
        return Parted(text)
    whole = "".join(_kept(text, cuts))
    margin = len(whole) - len(whole.lstrip())
    return Parted(whole.strip(), pictures, list(_in_bytes(text, cuts)), len(whole[:margin].encode()))


def is_link(value: object) -> bool:
    """Whether *value* is a web address; whoever fetches it decides whether it is a safe one."""
    return isinstance(value, str) and bool(_LINK.match(value))


def _kept(text: str, cuts: Iterable[Cut]) -> Iterator[str]:
    at = 0
    for cut in cuts:
        yield text[at : cut.start]
        at = cut.end
    yield text[at:]


def _in_bytes(text: str, cuts: Iterable[Cut]) -> Iterator[tuple[int, int | None]]:
    """Where each cut starts and ends in UTF-8; None where nobody knows the end."""
    at = size = 0
    for cut in cuts:
        start = size + len(text[at : cut.start].encode())
        at, size = cut.end, start + len(text[cut.start : cut.end].encode())
        yield start, size if cut.known else None


def _picture(match: re.Match[str]) -> Json:
    """A type that is none of a picture is wrong or missing; whoever takes the part back wants one."""
    named = match["type"].lower()
    kind = named if named.startswith("image/") else "image/png"
    return {"inlineData": {"mimeType": kind, "data": match["token"]}}
