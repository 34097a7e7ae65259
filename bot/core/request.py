"""What a person asked for: words, references, options."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

from bot.core.picture import Picture

_REFERENCE_TOKENS = 1120
"""A picture as input counts like a 1K picture (Google's guide)."""

_BYTES_OF_A_TOKEN = 3
"""Of words in UTF-8: rather few, so that in no alphabet more tokens are billed than were reckoned with."""

RATIOS = ("1:1", "1:4", "1:8", "2:3", "3:2", "3:4", "4:1", "4:3", "4:5", "5:4", "8:1", "9:16", "16:9", "21:9")
SIZES = ("0.5K", "1K", "2K", "4K")


class Thinking(StrEnum):
    """How long the model may think before it draws."""

    MINIMAL = "minimal"
    MEDIUM = "medium"
    HIGH = "high"


class Search(StrEnum):
    """What the model may look up before it draws."""

    OFF = "off"
    WEB = "web"
    WEB_AND_IMAGES = "web + images"


@dataclass(frozen=True, slots=True)
class Options:
    """None leaves it to the family: a ratio like the newest picture's, the usual size, the default thinking.

    `thoughts`: whether what the model thinks is to be kept and shown.
    """

    ratio: str | None = None
    size: str | None = None
    thinking: Thinking | None = None
    search: Search = Search.OFF
    thoughts: bool = False

    def without(self, lost: Collection[str]) -> Self:
        """These, with the fields that *lost* names as if nobody had chosen them."""
        unset = type(self)()
        return replace(self, **{name: getattr(unset, name) for name in lost})


@dataclass(frozen=True, slots=True)
class Request:
    """`family` is an id in the catalog; `notes` tell what was changed on the way in, such as a converted GIF.

    `resized`: nothing is asked for but the picture as it is, in the format of the options. `any_family`: nobody chose
    `family`, so the default one may stand in where it is gone. `must_continue`: without a picture to go on from it is
    no wish.
    """

    words: str
    family: str
    references: tuple[Picture, ...] = ()
    options: Options = field(default_factory=Options)
    spoiler: bool = False
    private: bool = False
    notes: tuple[str, ...] = ()
    resized: bool = False
    any_family: bool = False
    must_continue: bool = False

    @property
    def tokens(self) -> int:
        """About how many tokens it is as input, rather too many than too few."""
        return tokens_of(self.words, pictures=len(self.references))

    @property
    def told(self) -> str:
        """What was asked for, for people to read."""
        if self.words.strip() or not self.resized:
            return self.words
        return f"resized to {', '.join(filter(None, (self.options.ratio, self.options.size)))}"


def tokens_of(words: str, *, pictures: int) -> int:
    """About how many tokens *words* and so many *pictures* are as input, rather too many than too few."""
    return len(words.encode(errors="surrogatepass")) // _BYTES_OF_A_TOKEN + _REFERENCE_TOKENS * pictures
