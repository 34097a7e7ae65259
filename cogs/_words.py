"""Words of strangers made fit to be shown: nothing in them acts as markup, link or ping, and nothing overflows."""

import re
import unicodedata
from collections.abc import Callable
from urllib.parse import quote, quote_plus, urlsplit

from bot.core.words import legible

_MARKUP = re.compile(r"([\\*_~|`\[\]<>]|@(?=everyone|here))|(?m:^(\s*)([-+#]|\d+\.))")
_LINKING = re.compile(r"([\\\[\]<>]|@(?=everyone|here))|(?m:^(\s*)(#|-#))")
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    r"\U000e0000-\U000e007f]"
)
_SCHEME = re.compile(r"[\w+.-]*:/{2,}")
_BRACKETS = str.maketrans("[]<>", "()()")
_MOST_MARKS = 3
"""Signs above and below one letter: Hebrew, with vowels, has three."""
_URL_KEPT = "/:?#&=%;,+@!$~-._"
URL_LIMIT = 512
"""Characters of a link button's address (Discord docs, Button)."""


def plain(text: str) -> str:
    """Escape all of Discord's markup; what turns text around or hides it is taken out."""
    return _MARKUP.sub(_escape, _CONTROLS.sub("", text))


def tame(text: str) -> str:
    """Leave emphasis and lists to a model's words, and take links, mentions, headings and base64 from them."""
    return _LINKING.sub(_escape, legible(_CONTROLS.sub("", text)))


def cut(text: str, limit: int, dress: Callable[[str], str] = str) -> str:
    """*text*, dressed, in at most *limit* characters; shortened before it is dressed, so that no escape is torn."""
    whole = dress(text)
    if len(whole) <= limit:
        return whole
    end = min(len(text), limit)
    while end > 0:
        shown = dress(text[:end].rstrip()) + "…"
        if len(shown) <= limit:
            return shown
        end -= max(1, (len(shown) - limit) // 2)
    return "…"[:limit]


def code(text: str, limit: int = 80) -> str:
    """A stranger's name for something, set as code, in which nothing acts as markup."""
    return f"`{cut(calm(text.replace('`', '')), limit) or 'unknown'}`"


def label(text: str, limit: int) -> str:
    """A stranger's title as the words of a link, in at most *limit* characters; empty when nothing is left of it.

    It cannot end the link, be one itself, or rise over the lines around it (stacked marks).
    """
    return cut(one_line(_SCHEME.sub("", calm(text)).translate(_BRACKETS)), limit, plain)


def calm(text: str) -> str:
    """A stranger's words in one line that stays in its line; markup is not touched."""
    return one_line(_unstacked(_CONTROLS.sub("", one_line(text))))


def _unstacked(text: str) -> str:
    shown: list[str] = []
    marks = 0
    for sign in text:
        marks = marks + 1 if unicodedata.category(sign) in {"Mn", "Me"} else 0
        if marks <= _MOST_MARKS:
            shown.append(sign)
    return "".join(shown)


def one_line(text: str) -> str:
    return " ".join(text.split())


def web_address(uri: str, limit: int = URL_LIMIT) -> str | None:
    """*uri* in a form that cannot end a markdown link early; None unless it is a http(s) page of bearable length."""
    try:
        parts = urlsplit(uri.strip())
        acceptable = parts.scheme in ("http", "https") and parts.hostname and parts.username is None
        safe = quote(uri.strip(), safe=_URL_KEPT)
    except ValueError:  # half a surrogate pair is one, too
        return None
    return safe if acceptable and len(safe) <= limit else None


def link(words: str, address: str) -> str:
    """A markdown link; *words* are escaped already, *address* went through `web_address` or is our own."""
    return f"[{words}]({address})"


def search_address(query: str) -> str:
    """Google's page for a search suggestion, as its terms for grounding ask for; the end of a long one is left out."""
    words = calm(query)[:URL_LIMIT]
    while len(address := f"https://www.google.com/search?q={quote_plus(words)}") > URL_LIMIT:
        words = words[:-1]
    return address


def jump(guild: int | None, place: int, post: int) -> str:
    """The address of a post (Discord's own form)."""
    return f"https://discord.com/channels/{guild or '@me'}/{place}/{post}"


def _escape(found: re.Match[str]) -> str:
    sign, indent, start = found.groups()
    if sign:
        return f"\\{sign}"
    return f"{indent}{start[:-1]}\\{start[-1]}" if start[0].isdigit() else f"{indent}\\{start}"
