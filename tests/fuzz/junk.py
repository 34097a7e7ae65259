"""What strangers, broken programs and newer versions send: words and JSON that nobody is prepared for."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

PINGS = ("@everyone", "@here", "<@1>", "<@!1>", "<@&1>", "<#1>", "</imagine:1>", "<:a:1>", "<t:0:R>", "<id:browse>")
SIGNS = (
    "*",
    "_",
    "~",
    "|",
    "`",
    "```",
    "\\",
    "[",
    "](",
    "](https://evil.example)",
    "<",
    ">",
    "# ",
    "-# ",
    "> ",
    "- ",
    "1. ",
)
TRICKS = (
    "\u202e",
    "\u200b",
    "\ufeff",
    "\x00",
    "\x1b[31m",
    "\r\n",
    "\n",
    "\t",
    "e\u0301\u0301\u0301\u0301",
    "👩‍👩‍👧‍👧",
    "﷽",
    "\U000e0041",
)
LINKS = (
    "https://a.example/x(y)z",
    "http://u:p@a.example",
    "javascript:alert(1)",
    "data:,x",
    "https://",
    "https://[::1",
    "//a",
)
OPTIONS = ("ratio:16:9", "size:9K", "model:", "model:dall-e", "search:on", "spoiler:maybe", "thinking:hard", "--ar 1:1")

hostile = st.lists(
    st.one_of(st.sampled_from([*PINGS, *SIGNS, *TRICKS, *LINKS, *OPTIONS, "a fox", " "]), st.text(max_size=12)),
    max_size=12,
).map("".join)
"""Words that try to ping, to link, to break markup, to turn text around, or to be options."""

walls = st.builds(
    lambda sign, times: sign * times, st.sampled_from([*PINGS, *SIGNS, *TRICKS, "x", "é", "🦊"]), st.integers(1, 4500)
)
"""The same sign again and again."""

words = st.one_of(hostile, hostile, walls)


def _deep() -> Any:
    value: Any = "end"
    for _ in range(150):
        value = [value]
    return value


JUNK: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    2**63,
    0.5,
    1e300,
    "",
    "x",
    "512",
    "x" * 5000,
    "@everyone",
    [],
    {},
    [[]],
    [None],
    {"a": {}},
    {"id": "1"},
    _deep(),
    [{}] * 300,
)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is wrong with a payload: the value at one of its places is gone, doubled or something else."""

    place: int
    junk: int
    """Which of JUNK takes the place; beyond these the value is left out, or put in a list twice."""

    def made(self, payload: Any, spared: frozenset[str]) -> Any:
        """A copy of *payload* with that change; the *spared* keys at its top stay."""
        changed = copy.deepcopy(payload)
        places = [place for place in _places(changed) if not (place[0] is changed and place[1] in spared)]
        if not places:
            return changed
        inside, key = places[self.place % len(places)]
        if self.junk < len(JUNK):
            inside[key] = copy.deepcopy(JUNK[self.junk])
        elif self.junk == len(JUNK):
            del inside[key]
        else:
            inside[key] = [inside[key], copy.deepcopy(inside[key])]
        return changed


changes = st.lists(st.builds(Change, st.integers(0, 400), st.integers(0, len(JUNK) + 1)), min_size=1, max_size=3)
"""Up to three things that are wrong at once."""


def spoiled(payload: Any, wrong: list[Change], spared: frozenset[str] = frozenset()) -> Any:
    for change in wrong:
        payload = change.made(payload, spared)
    return payload


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in list(inner):
        yield value, key
        yield from _places(one)
