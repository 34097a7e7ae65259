"""Presets: what a provider's interface is like, as data; overridable field by field in an operator's file."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field
from msgspec.structs import force_setattr

from bot.core.offer import EVERY, Offer

_ADDRESS = r"^(https?://[^\s/?#@]+(/[^\s?#]*)?)?\Z"
_PATH = r"^(?!.*\.\.)/[\w./-]*\Z"
_POLL = r"^(?!.*\.\.)/[\w./-]*\{id\}[\w./-]*\Z"
_VERSION = r"^v\d\w{0,10}\Z"
_PREFIX = r"^(/[\w-]+)*\Z"
_MODELS = r"^(?!.*\.\.)[\w/.-]*\Z"
_MODEL = r"^(?!.*\.\.)[^\s?&#%\\\x00-\x1f\x7f]+\Z"
_NAME = r"^[^\x00-\x1f\x7f]+\Z"
_HEADER = r"^[A-Za-z0-9-]{1,80}\Z"
_HEADER_TEXT = r"^[\x20-\x7e]*\Z"
PATTERNS: Mapping[str, str] = {
    _ADDRESS: "a web address such as https://host/path, without a name or password in it",
    _PATH: "a path such as /v1/task/submit",
    _POLL: "a path with {id}, such as /v1/task/{id}",
    _VERSION: "a version such as v1beta",
    _PREFIX: "a path such as /gemini",
    _MODELS: "a path such as v1/models",
    _MODEL: "a model id such as gemini-3-pro-image",
    _NAME: "text on one line",
    _HEADER: "the name of a header, letters and dashes",
    _HEADER_TEXT: "plain letters on one line",
}
"""What to call a pattern in a sentence."""

Name = Annotated[str, Meta(pattern=_NAME, max_length=80)]
ModelId = Annotated[str, Meta(pattern=_MODEL, max_length=200)]
Address = Annotated[str, Meta(pattern=_ADDRESS)]
Path = Annotated[str, Meta(pattern=_PATH)]
PollPath = Annotated[str, Meta(pattern=_POLL)]
Size = Literal["0.5K", "1K", "2K", "4K"]
Spelled = Annotated[str, Meta(min_length=1, max_length=20)]
Seconds = Annotated[float, Meta(ge=1, le=3600)]
Dollars = Annotated[float, Meta(ge=0, le=100)]
Bytes = Annotated[int, Meta(ge=1024)]
HeaderName = Annotated[str, Meta(pattern=_HEADER)]
HeaderText = Annotated[str, Meta(pattern=_HEADER_TEXT)]
_GOOGLES: Mapping[Size, str] = {"0.5K": "512", "1K": "1K", "2K": "2K", "4K": "4K"}
"""Google writes the half size without a unit (image generation guide, table of resolutions)."""


class Tasks(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One generation of an interface for tasks: a request is submitted, then asked for until it is done.

    `submit` and `poll` are paths after the base address, `{id}` is the task's. In `body`, `{model}`, `{prompt}`,
    `{ratio}`, `{size}` and `{references}` (a list of data URIs) stand for values; what has none is left out. `ids`,
    `states`, `results` and `errors` are places in an answer, dots lead into objects and lists; the first that is there
    counts. States are compared in small letters; without `running` every other one means that it runs. Pauses between
    polls go in seconds from `first_pause` to `longest_pause`, `longest` is for all.
    """

    submit: Path
    poll: PollPath
    body: dict[str, Any]
    ids: tuple[Name, ...]
    states: tuple[Name, ...]
    results: tuple[Name, ...]
    done: tuple[str, ...]
    failed: tuple[str, ...]
    errors: tuple[Name, ...] = ()
    partial: tuple[str, ...] = ()
    running: tuple[str, ...] = ()
    sizes: dict[Size, Spelled] = {}
    first_pause: Seconds = 3
    longest_pause: Seconds = 12
    request_timeout: Seconds = 60
    longest: Seconds = 900

    def __post_init__(self) -> None:
        for states in ("done", "failed", "partial", "running"):
            force_setattr(self, states, tuple(map(str.lower, getattr(self, states))))


class Preset(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One provider. Tables whose keys are ids of families have `*` for all others, except `ids`.

    `title`: how sentences call it. `base_url`: without the version, empty where the operator has to say it; `prefix`:
    the path that the Gemini API is under. `models_path`: of the list of models, after the base; empty where there is
    none. `account`: what is asked for, a key or also Google Cloud's credentials. `headers` go with every request and
    count as secrets. `key_prefixes`: how keys begin, to know one of another provider by. `key_proof`: what shows for
    nothing that a key works: the list of models, or, where that is missing or open to all, the refusal of a call
    without contents. `failures`: tables of `bot.gemini.failure_tables` that hold before the common one. `sizes`: the
    spelling of each size; one that is not there is lacking. `second_spelling`: what to try for a spelling that is
    refused. `modalities` and `thinking` (spelling of the level, `none` where it must not be sent) are put into every
    request. `charge_200`: answers without a picture are charged. `signature`: what becomes of thought signatures on the
    way. `tasks`: generations of the interface for tasks, the preferred first; `way` chooses it in place of calls.
    `batches`: it speaks Google's Batch API, at half the price; who is `like` it has to say so anew. `notes` are for the
    operator.
    """

    name: str = ""
    kin: tuple[str, ...] = ()
    title: Name = "The image service"
    base_url: Address = ""
    api_version: Annotated[str, Meta(pattern=_VERSION)] = "v1beta"
    prefix: Annotated[str, Meta(pattern=_PREFIX)] = ""
    models_path: Annotated[str, Meta(pattern=_MODELS)] = "v1beta/models"
    account: Literal["key", "google-cloud"] = "key"
    key_in: Literal["header", "query", "bearer"] = "header"
    key_prefixes: tuple[Name, ...] = ()
    key_proof: Literal["list", "refusal"] = "list"
    headers: dict[HeaderName, HeaderText] = {}
    failures: tuple[Literal["newapi", "dmxapi", "modelverse", "litellm"], ...] = ()
    ids: dict[str, tuple[ModelId, ...]] = {}
    sizes: dict[str, dict[Size, Spelled]] = field(default_factory=lambda: {EVERY: dict(_GOOGLES)})
    second_spelling: dict[str, Spelled] = {}
    ratios: dict[str, tuple[str, ...]] = {}
    modalities: tuple[Literal["TEXT", "IMAGE"], ...] = ("TEXT", "IMAGE")
    thinking: Literal["upper", "lower", "none"] = "upper"
    search: dict[str, tuple[Literal["web", "web + images"], ...]] = {}
    references: Annotated[int, Meta(ge=1)] | None = None
    reference_bytes: Bytes | None = None
    request_bytes: Bytes | None = None
    per_picture: dict[str, Dollars] = {}
    signature: Literal["pass", "drop", "unknown"] = "pass"
    charge_200: bool = False
    timeout: Seconds = 300
    way: Literal["call", "task"] = "call"
    tasks: dict[str, Tasks] = {}
    batches: bool = False
    notes: tuple[str, ...] = ()

    def spelled(self, family: str, size: str | None) -> str | None:
        """How *size* is written in a request for *family*."""
        table: Mapping[Any, str] = self.sizes.get(family, self.sizes.get(EVERY, {}))
        return table.get(size) if size else None

    @property
    def offer(self) -> Offer:
        """What the catalog has to know of it. Interfaces for tasks have no field for thinking or search."""
        calls = self.way == "call"
        return Offer(
            provider=self.name,
            title=self.title,
            kin=self.kin,
            ids=self.ids,
            sizes={family: tuple(spelled) for family, spelled in self.sizes.items()},
            ratios=self.ratios,
            search={family: tuple(kinds) for family, kinds in self.search.items()} if calls else {EVERY: ()},
            per_picture=self.per_picture,
            thinking=calls and self.thinking != "none",
            references=self.references,
            reference_bytes=self.reference_bytes,
            request_bytes=self.request_bytes,
            signature=self.signature,
        )
