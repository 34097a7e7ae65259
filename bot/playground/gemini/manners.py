"""How a provider differs from Google: addresses, keys, ids, spellings, shapes, errors; as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from bot.playground.gemini.call import Call
from bot.playground.gemini.catalog import MODELS, Model
from bot.playground.gemini.dialects import Dialect, google
from bot.playground.gemini.errors import invalid
from bot.playground.gemini.failures import FAILURES, Failure
from bot.playground.gemini.response_shapes import Shape

Place = Literal["header", "query", "bearer", "bare"]
"""Where a key may be: ``x-goog-api-key``, ``?key=``, ``Authorization: Bearer``, ``Authorization`` without a scheme."""
Listing = Literal["google", "relay", "openai", "publisher"]
"""Google's list of models, a relay's imitation of it, OpenAI's, Vertex's."""

SIZES: Mapping[str, str | None] = {size: size for size in ("512", "1K", "2K", "4K")}
_IMAGE = "generation_config.image_config"


@dataclass(frozen=True, slots=True)
class Entrance:
    """An address below which models are called, as a pattern of aiohttp's; and where its key may be."""

    path: str
    keys: frozenset[Place]


@dataclass(frozen=True, slots=True)
class Manner:
    """One provider.

    ``prefix`` follows the origin in the base URL. ``ids`` maps each id that is sold to Google's for the same model,
    ``sizes`` each spelling that is taken to Google's, or to None where it is ignored in silence. ``ratios``: those
    taken, None for all of the model's. ``shapes`` come in turn. ``enforced``: whether a missing signature is a 400.
    ``search``: the kinds passed on; others are dropped in silence. ``drops``: keys of a request that are lost.
    ``listings``: lists of models by address; ``open_list`` shows them without a key. ``tasks``: generations of the
    asynchronous interface. ``failures``: those that this provider has in another form.
    """

    name: str
    title: str
    entrances: tuple[Entrance, ...]
    ids: Mapping[str, str]
    listings: Mapping[str, Listing]
    prefix: str = ""
    retired: frozenset[str] = frozenset()
    dialect: Dialect = google
    sizes: Mapping[str, str | None] = field(default_factory=lambda: SIZES)
    ratios: frozenset[str] | None = None
    shapes: tuple[Shape, ...] = ("inline",)
    signatures: Literal["pass", "empty", "drop"] = "pass"
    enforced: bool = True
    search: frozenset[str] = frozenset({"webSearch", "imageSearch"})
    drops: frozenset[str] = frozenset()
    relay: bool = True
    open_list: bool = False
    tasks: frozenset[Literal["A", "B"]] = frozenset()
    batches: bool = False
    gives_tokens: bool = False
    failures: Mapping[str, Failure] = field(default_factory=dict)

    @property
    def known_failures(self) -> Mapping[str, Failure]:
        return {**FAILURES, **self.failures}

    def models(self) -> dict[str, Model]:
        """The models that are sold, by the ids of this provider."""
        google_models = {model.id: model for model in MODELS}
        return {id_: replace(google_models[at_google], id=id_) for id_, at_google in self.ids.items()}

    def without(self, retired: frozenset[str]) -> "Manner":
        """The same provider after it has switched these ids off."""
        left = {id_: at_google for id_, at_google in self.ids.items() if id_ not in retired}
        return replace(self, ids=left, retired=self.retired | retired)

    def heard(self, call: Call) -> tuple[Call, list[str]]:
        """The call as it reaches the model, and what was lost in silence; raises 400 for what is told."""
        notes = []
        if call.ratio is not None and self.ratios is not None and call.ratio not in self.ratios:
            allowed = ", ".join(sorted(self.ratios))
            raise invalid(
                f"aspectRatio '{call.ratio[:20]}' is not supported. Use one of: {allowed}.", f"{_IMAGE}.aspect_ratio"
            )
        if call.size is not None:
            if call.size not in self.sizes:
                allowed = ", ".join(self.sizes)
                raise invalid(f"Invalid image size '{call.size[:20]}'. Use one of: {allowed}.", f"{_IMAGE}.image_size")
            if self.sizes[call.size] is None:
                notes.append(f"ignored imageSize {call.size}")
            call = replace(call, size=self.sizes[call.size])
        if lost := call.search - self.search:
            notes.append(f"dropped {' and '.join(sorted(lost))}")
            call = replace(call, search=call.search & self.search)
        return call, notes
