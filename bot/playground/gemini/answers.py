"""Google's answer to a call: words, picture, thoughts, grounding and what it used."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import pybase64

from bot.playground.gemini.call import Call, Part, Picture
from bot.playground.gemini.catalog import Model
from bot.playground.gemini.errors import picture_unreadable
from bot.playground.gemini.failures import Refusal, Touch
from bot.playground.gemini.grounding import Grounded, ground
from bot.playground.gemini.painter import Brief, Unreadable, measure, paint
from bot.playground.gemini.signatures import Signer

_OPENINGS = ("Here is {}.", "Voilà — {}.", "Here you are: {}.", "With pleasure: {}.")
_CHANGES = ("Done — {}.", "As you wish: {}.", "Voilà: {}.", "The same picture, and now: {}.")
_TOKENS_PER_INPUT_PICTURE = {True: 1120, False: 258}
_THOUGHTS = {"MINIMAL": 90, "LOW": 160, "MEDIUM": 310, "HIGH": 720}


def pictured(call: Call, model: Model, signer: Signer, touch: Touch) -> dict[str, Any]:
    """The whole answer with a picture. CPU work."""
    picture = painted(call, model, touch)
    parts = [*_thoughts(call, model, touch), Part(picture=picture)]
    grounding: dict[str, Any] = {}
    if "TEXT" in call.modalities:
        grounded = _words(call, len(parts) - 1)
        parts.insert(-1, Part(grounded.text))
        grounding = grounded.metadata
    signed = signer.signed(call.model, parts) if touch.signed and model.thinks else tuple(parts)
    candidate: dict[str, Any] = {
        "content": {"parts": [_part_json(part) for part in signed], "role": "model"},
        "finishReason": "STOP",
        "index": 0,
    }
    if grounding:
        candidate["groundingMetadata"] = grounding
    return {"candidates": [candidate], "usageMetadata": _usage(call, model, signed)}


def painted(call: Call, model: Model, touch: Touch) -> Picture:
    """The picture alone. CPU work."""
    return Picture.of(paint(_brief(call, model, touch)), touch.label or f"image/{touch.format.lower()}")


def refused(call: Call, model: Model, signer: Signer, refusal: Refusal) -> dict[str, Any]:
    """An answer without a picture."""
    usage = _usage(call, model, (Part(refusal.words),) if refusal.words else ())
    if refusal.block:
        return {"promptFeedback": {"blockReason": refusal.block}, "usageMetadata": usage}
    if refusal.candidates_null:
        return {"candidates": None, "usageMetadata": {**usage, "candidatesTokenCount": 0}}
    candidate: dict[str, Any] = {"finishReason": refusal.finish, "index": 0}
    if refusal.message:
        candidate["finishMessage"] = refusal.message
    if refusal.words:
        parts = signer.signed(call.model, [Part(refusal.words)]) if model.thinks else (Part(refusal.words),)
        candidate = {"content": {"parts": [_part_json(part) for part in parts], "role": "model"}, **candidate}
    return {"candidates": [candidate], "usageMetadata": usage}


def encoded(answer: Mapping[str, Any]) -> bytes:
    """The body, indented as Google's is."""
    return msgspec.json.format(msgspec.json.encode(answer), indent=2)


def pixels(call: Call, model: Model) -> tuple[str, tuple[int, int]]:
    """The ratio and the size of the picture: as asked, else after the newest picture given, else square."""
    ratio = call.ratio
    if ratio is None and call.newest:
        ratio = model.nearest_ratio(*_measured(call.newest))
    ratio = ratio or "1:1"
    return ratio, model.pixels(ratio, call.size or "1K")


def check_readable(call: Call) -> None:
    """Raises Google's 400 for a picture whose header can't be read; HEIC is believed."""
    for content in call.contents:
        for picture in content.pictures:
            _measured(picture)


def _measured(picture: Picture) -> tuple[int, int]:
    try:
        return measure(picture.data)
    except Unreadable:
        if picture.media_type in ("image/heic", "image/heif"):
            return 1, 1
        raise picture_unreadable() from None


def _brief(call: Call, model: Model, touch: Touch) -> Brief:
    ratio, (width, height) = pixels(call, model)
    width, height = width // touch.shrink, height // touch.shrink
    edits = len([content for content in call.contents if content.role == "model"])
    notes = [ratio, call.size or ("1K" if model.sized else ""), f"{width} x {height}", model.title]
    notes += [f"edit {edits}"] if edits else []
    return Brief(
        words=call.words,
        caption=" · ".join(note for note in notes if note),
        width=width,
        height=height,
        trail=tuple(words for words in call.trail if words),
        edited=call.edited.data if call.edited else None,
        references=tuple(picture.data for picture in call.references),
        format=touch.format,
        grain=touch.grain,
        at_least=touch.at_least,
    )


def _thoughts(call: Call, model: Model, touch: Touch) -> list[Part]:
    if not (call.include_thoughts and model.thinks):
        return []
    brief = _brief(call, model, touch)
    draft = Brief(
        words=brief.words,
        caption="draft",
        width=max(brief.width // 4, 96),
        height=max(brief.height // 4, 96),
        edited=brief.edited,
        draft=True,
        format="JPEG",
    )
    plan = f"**Laying out the scene**\n\nFirst the sky, then what “{_short(call.words)}” asks for, then the light.\n"
    return [Part(plan, thought=True), Part(picture=Picture.of(paint(draft), "image/jpeg"), thought=True)]


def _words(call: Call, part_index: int) -> Grounded:
    openings = _CHANGES if call.edited else _OPENINGS
    chosen = hashlib.sha256(call.words.encode()).digest()[0] % len(openings)
    opening = openings[chosen].format(_short(call.words) or "your picture")
    if not call.search:
        return Grounded(opening, {})
    return ground(opening, _short(call.words), call.search, part_index)


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= 80 else f"{line[:79]}…"  # noqa: PLR2004 - a line of a caption


def _part_json(part: Part) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    if part.picture:
        data = pybase64.b64encode_as_string(part.picture.data)
        shown["inlineData"] = {"mimeType": part.picture.media_type, "data": data}
    else:
        shown["text"] = part.text
    if part.thought:
        shown["thought"] = True
    if part.signature:
        shown["thoughtSignature"] = part.signature
    return shown


def _usage(call: Call, model: Model, parts: Sequence[Part]) -> Mapping[str, Any]:
    asked = [part for content in call.contents for part in content.parts]
    words = sum(_text_tokens(part.text) for part in asked) + _text_tokens(call.instruction)
    pictures = sum(_TOKENS_PER_INPUT_PICTURE[model.thinks] for part in asked if part.picture)
    lasting = [part for part in parts if not part.thought]
    written = sum(_text_tokens(part.text) for part in lasting)
    painted = sum(model.tokens[call.size or "1K"] for part in lasting if part.picture)
    thoughts = _THOUGHTS[call.level or "MEDIUM"] if model.thinks else 0
    usage: dict[str, Any] = {
        "promptTokenCount": words + pictures,
        "candidatesTokenCount": written + painted,
        "totalTokenCount": words + pictures + written + painted + thoughts,
        "promptTokensDetails": _details(TEXT=words, IMAGE=pictures),
        "candidatesTokensDetails": _details(IMAGE=painted, TEXT=written),
    }
    if thoughts:
        usage["thoughtsTokenCount"] = thoughts
    return usage


def _details(**counts: int) -> list[dict[str, Any]]:
    return [{"modality": modality, "tokenCount": count} for modality, count in counts.items() if count]


def _text_tokens(text: str | None) -> int:
    return (len(text) + 3) // 4 if text else 0
