"""Words with pictures in them, as gateways write them: Markdown, data URIs and links."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_PICTURE = re.compile(
    r"(?P<markdown>!?\[[^\[\]\n]*\]\()?(?i:data:(?P<type>image/[\w.+-]{1,40})(?:;[\w.=+-]{1,30}){0,2};base64),\s{0,4}"
    r"(?P<token>blob[0-9a-f]{64})(?(markdown)\s{0,4}\))"
    r"|!\[[^\[\]\n]*\]\((?P<link>(?i:https?)://[^\s)\[]{1,4000})\)"
    r"|^[ \t]*(?P<alone>(?i:https?)://\S{1,4000})[ \t]*$",
    re.MULTILINE,
)
"""Takes time in proportion to the words, whatever they are: no stretch of them is looked at from many places."""

_NAMED = re.compile(r"\.(?:png|jpe?g|webp)(?:\?|\Z)", re.IGNORECASE)
_LINK = re.compile(r"https?://(?!googleusercontent\.com/image_generation_content/)", re.IGNORECASE)
"""Proxies of Google's web page leave a placeholder that leads nowhere."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Parted:
    """Words without the pictures that stood in them, and these as parts of an answer."""

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


def parted(text: str, *, links: bool) -> Parted:
    """*links*: those in the words stand for pictures, too. Tokens stand in place of payloads."""
    found = [match for match in _PICTURE.finditer(text) if match["token"] or (links and _leads_to_picture(match))]
    if not found:
        return Parted(text)
    kept: list[str] = []
    cuts: list[tuple[int, int | None]] = []
    at = size = 0
    for match in found:
        kept.append(text[at : match.start()])
        start = size + len(kept[-1].encode())
        at, size = match.end(), start + len(match[0].encode())
        cuts.append((start, None if match["token"] else size))
    whole = "".join([*kept, text[at:]])
    margin = len(whole) - len(whole.lstrip())
    return Parted(whole.strip(), [_picture(match) for match in found], cuts, len(whole[:margin].encode()))


def is_link(value: object) -> bool:
    """Whether *value* is a web address; whoever fetches it decides whether it is a safe one."""
    return isinstance(value, str) and bool(_LINK.match(value))


def _leads_to_picture(match: re.Match[str]) -> bool:
    """Alone in its line, an address must be called like a picture; in Markdown it is said to be one."""
    return bool(match["link"] or _NAMED.search(match["alone"]))


def _picture(match: re.Match[str]) -> Json:
    if link := match["link"] or match["alone"]:
        return {"fileData": {"fileUri": link}}
    return {"inlineData": {"mimeType": match["type"].lower(), "data": match["token"]}}
