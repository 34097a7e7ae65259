"""Options written at the end of a mention: `… ratio:16:9 size:2K`."""

import re
from collections.abc import Callable
from dataclasses import replace

from bot.core.request import Options, Search, Thinking
from cogs._inbound import Wish

_LAST = re.compile(
    r"(?:^|\s+)(?P<key>ratio|size|thinking|thoughts|search|model|spoiler):(?P<value>\S+)\Z", re.IGNORECASE
)
_RATIO, _SIZE = re.compile(r"\d{1,3}:\d{1,3}"), re.compile(r"\d{1,3}(\.\d)?k")
_SEARCHES = {"off": Search.OFF, "web": Search.WEB, "web+images": Search.WEB_AND_IMAGES}
_FLAGS = {"true": True, "yes": True, "false": False, "no": False}


def read(words: str, is_family: Callable[[str], bool]) -> Wish:
    """Take the options from the end of *words*; what is not exactly a known key and value stays a word.

    A ratio or a size that nobody has is one all the same: the catalog refuses it and names what works.
    """
    wish = Wish()
    while (last := _LAST.search(words)) and (more := _with(wish, last["key"].lower(), last["value"], is_family)):
        words, wish = words[: last.start()], more
    return replace(wish, words=words.strip())


def _with(wish: Wish, key: str, value: str, is_family: Callable[[str], bool]) -> Wish | None:
    """*wish* with the option; None when the value is none of those that exist."""
    low = value.lower()
    if key == "model":
        return replace(wish, family=value) if is_family(value) else None
    if key == "spoiler":
        return replace(wish, spoiler=_FLAGS[low]) if low in _FLAGS else None
    options = _chosen(wish.options, key, low)
    return replace(wish, options=options) if options else None


def _chosen(options: Options, key: str, value: str) -> Options | None:
    match key:
        case "ratio" if value == "auto" or _RATIO.fullmatch(value):
            return replace(options, ratio=None if value == "auto" else value)
        case "size" if _SIZE.fullmatch(value):
            return replace(options, size=value.upper())
        case "thinking" if value in list(Thinking):
            return replace(options, thinking=Thinking(value))
        case "thoughts" if value in _FLAGS:
            return replace(options, thoughts=_FLAGS[value])
        case "search" if value in _SEARCHES:
            return replace(options, search=_SEARCHES[value])
    return None
