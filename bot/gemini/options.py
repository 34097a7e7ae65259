"""A request's options as one model of a provider takes them, and as google-genai's typed configuration."""

from collections.abc import Collection
from dataclasses import dataclass

from google.genai import types

from bot.core.family import HALF, Family
from bot.core.request import Options, Search, Thinking
from bot.gemini.experience import RESPELT, WHOLE
from bot.gemini.presets import Preset

MODALITIES = "modalities"


@dataclass(frozen=True, slots=True)
class SentOptions:
    """What is sent. `size` is spelt as the provider wants it; `left_out` are chosen options that it refuses.

    `half`: the size is the half one.
    """

    modalities: tuple[str, ...] = ("TEXT", "IMAGE")
    ratio: str | None = None
    size: str | None = None
    thinking: Thinking | None = None
    search: Search = Search.OFF
    left_out: tuple[str, ...] = ()
    thoughts: bool = False
    half: bool = False

    @property
    def sent(self) -> frozenset[str]:
        """Names of what is sent, as errors are told apart by them."""
        thinking = self.thinking or self.thoughts  # one object of the request, which is refused as a whole
        chosen = {"ratio": self.ratio, "size": self.size, "thinking": thinking, MODALITIES: self.modalities}
        search = {"search"} if self.search is not Search.OFF else set()
        return frozenset({name for name, value in chosen.items() if value} | search)

    @property
    def notes(self) -> tuple[str, ...]:
        """What people are to know of it."""
        names = " and ".join(self.left_out)
        return (f"left out, as the image service does not take it: {names}",) if names else ()

    @property
    def lost(self) -> frozenset[str]:
        """The fields of a request's options that are left out."""
        return frozenset(self.left_out)


def sent_options(options: Options, family: Family, preset: Preset, lessons: Collection[str] = ()) -> SentOptions:
    """*options* less what *lessons* tell that the model refuses. Nothing is sent that was not chosen.

    Words are always asked for beside the picture: a refusal then says why.
    """
    half = family.drawn_size(options.size) == HALF and WHOLE not in lessons
    size = preset.spelled(family.id, HALF if half else _whole(family, options.size))
    if size and RESPELT in lessons:
        size = preset.second_spelling.get(size, size)
    thoughts = options.thoughts and family.thinks
    whole = SentOptions(preset.modalities, options.ratio, size, options.thinking, options.search, thoughts=thoughts)
    return SentOptions(
        modalities=() if MODALITIES in lessons else whole.modalities,
        ratio=None if "ratio" in lessons else whole.ratio,
        size=None if "size" in lessons else whole.size,
        thinking=None if "thinking" in lessons else whole.thinking,
        search=Search.OFF if "search" in lessons else whole.search,
        left_out=_left_out(whole, lessons),
        thoughts=whole.thoughts and "thinking" not in lessons,
        half=half and "size" not in lessons,
    )


def _left_out(whole: SentOptions, lessons: Collection[str]) -> tuple[str, ...]:
    """A level and thoughts are refused together, and each is named where it was chosen; nobody chooses modalities."""
    names = whole.sent.intersection(lessons) - {MODALITIES}
    if "thinking" in names:
        chosen = {"thinking": whole.thinking, "thoughts": whole.thoughts}
        names = names - {"thinking"} | {name for name, value in chosen.items() if value}
    return tuple(sorted(names))


def _whole(family: Family, size: str | None) -> str | None:
    """The size to ask for where no half one is drawn: pictures are scaled down afterwards."""
    return family.drawn_size(family.usual_size if size == HALF else size)


def configuration(sent: SentOptions) -> types.GenerateContentConfig:
    """The same for google-genai."""
    return types.GenerateContentConfig(
        response_modalities=list(sent.modalities) or None,
        image_config=types.ImageConfig(aspect_ratio=sent.ratio, image_size=sent.size)
        if sent.ratio or sent.size
        else None,
        thinking_config=_thinking(sent) if sent.thinking or sent.thoughts else None,
        tools=[types.Tool(google_search=_search(sent.search))] if sent.search is not Search.OFF else None,
    )


def _thinking(sent: SentOptions) -> types.ThinkingConfig:
    """Whether thoughts are shown makes no difference to the price (Google's guide, thinking)."""
    return types.ThinkingConfig(
        thinking_level=types.ThinkingLevel(sent.thinking.upper()) if sent.thinking else None,
        include_thoughts=True if sent.thoughts else None,
    )


def _search(search: Search) -> types.GoogleSearch:
    if search is Search.WEB:
        return types.GoogleSearch()
    return types.GoogleSearch(
        search_types=types.SearchTypes(web_search=types.WebSearch(), image_search=types.ImageSearch())
    )
