"""The raw JSON of an answer → its parts, words, citations and usage; or the refusal that it is."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.citations import Citations, numbered
from bot.core.errors import (
    AnswerStopped,
    AnswerUnreadable,
    Cost,
    ModelRefused,
    NoPicture,
    PictureWithheld,
    PlantainError,
    ProhibitedContent,
    PromptBlocked,
    Recitation,
    SignatureRefused,
    WordsOnly,
)
from bot.core.limits import THOUGHT_WORDS
from bot.core.reply import RawPart, Usage
from bot.gemini.counting import bill, count, drawn, usage
from bot.gemini.grounding import citations
from bot.gemini.shapes import is_picture, shows_picture
from bot.gemini.spoken import Spoken, silenced, spoken
from bot.gemini.words import is_link

_MOST_LINKS = 8
_NAME = re.compile(r"[\w.:/@+-]{1,100}")
_PICTURE_LABELS = ("image/", "application/octet-stream", "binary/octet-stream")
_REFUSALS: Mapping[str, Callable[[], ModelRefused]] = {
    "SAFETY": PictureWithheld,
    "IMAGE_SAFETY": PictureWithheld,
    "BLOCKLIST": ProhibitedContent,
    "PROHIBITED_CONTENT": ProhibitedContent,
    "IMAGE_PROHIBITED_CONTENT": ProhibitedContent,
    "SPII": ProhibitedContent,
    "RECITATION": Recitation,
    "IMAGE_RECITATION": Recitation,
    "MAX_TOKENS": AnswerStopped,
    "LANGUAGE": AnswerStopped,
}
"""Google's FinishReason (google-genai 3.4); any other without a picture is `NoPicture`."""

_WAIVED = re.compile(r"not be charged", re.IGNORECASE)
"""Google says in the finishMessage of a blocked picture that it is not charged."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`shown`: positions in `parts` of the result's pictures; `linked`: addresses of those that are not in it.

    `spoken`: addresses in `texts` that may be the picture's where there is none; `refusal`: what the answer is if they
    are not, unless it says in another way that a picture was made. `drafts`: positions of pictures that were made while
    thinking and are no result; `thoughts`: what was thought. `model` is what it calls itself, if that is a name.
    """

    parts: tuple[RawPart, ...]
    shown: tuple[int, ...]
    linked: tuple[str, ...]
    texts: tuple[str, ...]
    citations: Citations
    usage: Usage
    finish: str
    model: str
    drafts: tuple[int, ...] = ()
    thoughts: tuple[str, ...] = ()
    spoken: tuple[Spoken, ...] = ()
    refusal: PlantainError | None = None

    @property
    def guesses(self) -> bool:
        """Whether nothing says that there are pictures behind the addresses."""
        return bool(self.spoken) and not any(link.sure for link in self.spoken)


def read(body: Any, *, waiver: bool = False) -> Answer:
    """Raises ModelRefused when there is no picture, AnswerUnreadable when *body* is no answer at all.

    *waiver*: the one who answers also charges, so that its word on what is not charged counts.
    """
    if not isinstance(body, Mapping):
        raise AnswerUnreadable
    candidate = _candidate(body)
    parts = tuple(part for part in _list(_dict(candidate, "content"), "parts") if isinstance(part, dict))
    words = [at for at, part in enumerate(parts) if isinstance(part.get("text"), str) and not part.get("thought")]
    texts = tuple(parts[at]["text"] for at in words)
    cited = citations(candidate.get("groundingMetadata"), words)
    linked, said = _links(parts), tuple(spoken(texts))
    sure = any(link.sure for link in said)
    shown = _pictures(parts, or_draft=not linked and _is_silent(body, candidate, texts))
    refusal = None if shown or linked else _refusal(body, candidate, texts, cited, waiver=waiver)
    if refusal and not sure and not (said and isinstance(refusal, WordsOnly)):
        raise refusal
    if sure and isinstance(refusal, WordsOnly) and (drawn(_counts(body)) or not _beside(texts, said)):
        refusal = None
    return Answer(
        parts=parts,
        shown=shown,
        linked=linked,
        texts=texts,
        citations=cited,
        usage=usage(_counts(body)),
        finish=_finish(candidate),
        model=_name(body.get("modelVersion")),
        drafts=_drafts(parts, shown),
        thoughts=_thoughts(parts),
        spoken=() if shown or linked else said,
        refusal=refusal,
    )


def _candidate(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The first that has a picture, else the first."""
    found = [candidate for candidate in _list(body, "candidates") if isinstance(candidate, Mapping)]
    return next((candidate for candidate in found if shows_picture(candidate)), found[0] if found else {})


def _pictures(parts: Sequence[RawPart], *, or_draft: bool) -> tuple[int, ...]:
    """Pictures that are no drafts; *or_draft*: where there are only drafts, the last (Google's guide, thinking)."""
    pictures = [at for at, part in enumerate(parts) if is_picture(part)]
    final = [at for at in pictures if not parts[at].get("thought")]
    return tuple(final or (pictures[-1:] if or_draft else ()))


def _is_silent(body: Mapping[str, Any], candidate: Mapping[str, Any], texts: Sequence[str]) -> bool:
    """Whether it is finished, and nothing was refused or said."""
    return _finish(candidate) == "STOP" and not _blocked(body) and not "".join(texts).strip()


def _drafts(parts: Sequence[RawPart], shown: Sequence[int]) -> tuple[int, ...]:
    pictures = (at for at, part in enumerate(parts) if part.get("thought") and is_picture(part))
    return tuple(at for at in pictures if at not in shown)


def _thoughts(parts: Sequence[RawPart]) -> tuple[str, ...]:
    """Summaries of what was thought, cut where they would fill the disk."""
    kept: list[str] = []
    room = THOUGHT_WORDS
    for part in parts:
        text = part.get("text")
        if part.get("thought") and isinstance(text, str) and text.strip() and room > 0:
            kept.append(text if len(text) <= room else f"{text[:room]}…")
            room -= len(text)
    return tuple(kept)


def _beside(texts: Sequence[str], links: Sequence[Spoken]) -> bool:
    """Whether anything but these links is said."""
    return any(text.strip() for text in silenced(texts, Citations(), links)[0])


def _links(parts: Sequence[RawPart]) -> tuple[str, ...]:
    """Where parts lead that stand for pictures; a label that says something else is believed."""
    files = [_dict(part, "fileData") for part in parts if not part.get("thought")]
    pictures = (file for file in files if str(file.get("mimeType") or "image/").startswith(_PICTURE_LABELS))
    found = dict.fromkeys(str(file["fileUri"]) for file in pictures if is_link(file.get("fileUri")))
    return tuple(found)[:_MOST_LINKS]


def _finish(candidate: Mapping[str, Any]) -> str:
    return _name(candidate.get("finishReason") or "STOP") or "OTHER"


def _refusal(
    body: Mapping[str, Any], candidate: Mapping[str, Any], texts: Sequence[str], cited: Citations, *, waiver: bool
) -> PlantainError:
    """What an answer without a picture is, with what was counted for it."""
    waived = waiver and bool(_WAIVED.search(str(candidate.get("finishMessage") or "")))
    failure = _reason(body, _finish(candidate), waived=waived) or _said(texts, cited)
    failure.usage = bill(_counts(body), withheld=isinstance(failure, PictureWithheld))
    failure.searches = cited.searches
    return failure


def _reason(body: Mapping[str, Any], finish: str, *, waived: bool) -> PlantainError | None:
    if _blocked(body) or _rejected_before(body):
        return PromptBlocked()
    if finish == "MISSING_THOUGHT_SIGNATURE":
        return SignatureRefused(cost=Cost.MAYBE)
    if finish in _REFUSALS:
        failure = _REFUSALS[finish]()
        failure.charge = Cost.NOTHING if waived else failure.charge
        return failure
    return None


def _said(texts: Sequence[str], cited: Citations) -> ModelRefused:
    return WordsOnly(numbered(texts, cited), cited) if "".join(texts).strip() else NoPicture()


def _blocked(body: Mapping[str, Any]) -> bool:
    return bool(_dict(body, "promptFeedback").get("blockReason"))


def _rejected_before(body: Mapping[str, Any]) -> bool:
    """No candidate, and not a token counted for any (APIYI's page on failures of pictures)."""
    return not body.get("candidates") and count(_counts(body).get("candidatesTokenCount")) == 0


def _counts(body: Mapping[str, Any]) -> Mapping[str, Any]:
    return _dict(body, "usageMetadata")


def _name(value: object) -> str:
    """What calls itself so; nothing where it is no name."""
    return str(value) if isinstance(value, str | int) and _NAME.fullmatch(str(value)) else ""


def _dict(holder: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = holder.get(key)
    return value if isinstance(value, Mapping) else {}


def _list(holder: Mapping[str, Any], key: str) -> list[Any]:
    value = holder.get(key)
    return value if isinstance(value, list) else []
