"""A family of image models: what it can do, what it costs, how large its pictures are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bot.core.picture import Picture
from bot.core.reply import Usage
from bot.core.request import Options

HALF = "0.5K"
_SCALES: Mapping[str, float] = {HALF: 0.5, "1K": 1, "2K": 2, "4K": 4}
_LEAST_AREA = 0.8
_MOST_SKEW = 1.08
"""Real pixels differ a little from the tables (1408x768 came for 16:9); beyond these they are not what was asked."""

Signatures = Literal["needed", "none", "lost"]
"""Whether signatures must go back with a picture, don't exist, or don't survive the way to the provider."""


@dataclass(frozen=True, slots=True)
class Family:
    """What people choose; `ids` name it per provider, in order of preference.

    `thinks`: whether it has thoughts to show; `thinking` without entries means that the level cannot be set, `sizes`
    without entries that there is one size only.
    Prices are US dollars per million tokens, `usual_seconds` and `picture_tokens` go by size; `per_search` is what one
    search costs, `per_picture` what a provider takes in dollars for each picture instead of all that. `unsure` are
    providers of whom only their own list tells whether they have it. `ended`: when Google switched ids off.
    """

    id: str
    name: str
    ratios: tuple[str, ...]
    sizes: tuple[str, ...]
    references: int
    thinking: tuple[str, ...]
    search: tuple[str, ...]
    picture_tokens: Mapping[str, int]
    price: Mapping[str, float]
    usual_seconds: Mapping[str, int]
    ids: Mapping[str, tuple[str, ...]]
    pixels: Mapping[str, tuple[int, int]]
    thinking_default: str | None = None
    thinks: bool = True
    successor: str | None = None
    released: date | None = None
    deprecated: date | None = None
    shutdown: date | None = None
    ended: Mapping[str, date] = field(default_factory=dict)
    unsure: tuple[str, ...] = ()
    signatures: Signatures = "needed"
    per_search: float = 0.0
    per_picture: float | None = None

    @property
    def status(self) -> str:
        """How it stands with Google; a gateway may keep a family longer."""
        if self.deprecated and self.shutdown:
            return f"deprecated {self.deprecated}, off at Google {self.shutdown}"
        if self.shutdown or self.deprecated:
            return f"off at Google {self.shutdown}" if self.shutdown else f"deprecated {self.deprecated}"
        return f"current since {self.released}" if self.released else "named by the operator"

    @property
    def usual_size(self) -> str:
        return "1K"

    @property
    def choosable_sizes(self) -> tuple[str, ...]:
        """The sizes that a person may choose: the only one, too, and half of it by scaling down if need be."""
        drawn = self.sizes or (self.usual_size,)
        return drawn if HALF in drawn else (HALF, *drawn)

    def shrink(self, size: str | None) -> int:
        """By how much a picture must be scaled down because nobody draws it in *size*; 1 for not at all."""
        return 2 if size == HALF and HALF not in self.sizes else 1

    def drawn_size(self, size: str | None) -> str | None:
        """The size to ask the model for; None where it has one size only."""
        if self.shrink(size) > 1:
            size = self.usual_size
        return size if size in self.sizes else None

    def scaling(self, options: Options, pictures: Sequence[Picture]) -> int:
        """By how much *pictures* must be scaled down to be as small as was asked; some gateways ignore half a size."""
        if options.size != HALF or not pictures:
            return 1
        width, height = self.dimensions(self._known(options.ratio), HALF)
        area = max(picture.width * picture.height for picture in pictures)
        return next((factor for factor in (8, 4, 2) if area >= width * height * factor**2 * _LEAST_AREA), 1)

    def dimensions(self, ratio: str, size: str | None) -> tuple[int, int]:
        """Width and height in pixels that the model gives for *ratio* and *size*."""
        scale = _SCALES[size or self.usual_size]
        width, height = self.pixels[ratio]
        return int(width * scale), int(height * scale)

    def shortfall(self, options: Options, pictures: Sequence[Picture]) -> str | None:
        """What to say when a picture has fewer pixels, or another shape, than was asked for; gateways may do so."""
        size = HALF if options.size == HALF else self.drawn_size(options.size)
        for picture in pictures:
            if picture.width and picture.height and self._falls_short(options.ratio, size, picture):
                asked = " ".join(filter(None, (options.ratio, size)))
                return f"asked {asked}, received {picture.width}\N{MULTIPLICATION SIGN}{picture.height}"
        return None

    def _falls_short(self, ratio: str | None, size: str | None, picture: Picture) -> bool:
        width, height = self.dimensions(self._known(ratio), size)
        skew = (picture.width / picture.height) / (width / height) if ratio in self.pixels else 1.0
        too_small = size is not None and picture.width * picture.height < width * height * _LEAST_AREA
        return too_small or not 1 / _MOST_SKEW <= skew <= _MOST_SKEW

    def _known(self, ratio: str | None) -> str:
        """A ratio that the table of pixels has; all have about the same area."""
        return ratio if ratio in self.pixels and ratio else self.ratios[0]

    def price_at(self, size: str) -> float:
        """US dollars for one picture of *size*."""
        tokens = self.picture_tokens.get(self.drawn_size(size) or self.usual_size, 0)
        return self.per_picture if self.per_picture is not None else tokens * self.price["pictures"] / 1_000_000

    def cost(self, usage: Usage, searches: int = 0) -> float:
        """US dollars by list price; thoughts are billed as words, searches one by one (Gemini API pricing page)."""
        if self.per_picture is not None:
            return self.per_picture
        words = (usage.words or 0) + (usage.thoughts or 0)
        spent = {"prompt": usage.prompt or 0, "words": words, "pictures": usage.pictures or 0}
        return sum(count * self.price[kind] for kind, count in spent.items()) / 1_000_000 + searches * self.per_search
