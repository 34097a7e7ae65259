"""Bodies of 12AI's two task interfaces, read into calls."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pybase64

from bot.playground.gemini.call import Call, Content, Part, Picture
from bot.playground.gemini.checks import sniff
from bot.playground.gemini.errors import invalid

_MOST_AT_ONCE = 10
_OPENAI_SIZES = {
    "1024x1024": "1:1",
    "1536x1024": "3:2",
    "1024x1536": "2:3",
    "1024x1792": "9:16",
    "1792x1024": "16:9",
}
_QUALITIES = {"standard": "1K", "hd": "2K", "1K": "1K", "2K": "2K", "4K": "4K"}


@dataclass(frozen=True, slots=True)
class Wish:
    model: str
    call: Call
    count: int


def read_b(body: Any) -> Wish:
    """``{"model", "input": {"prompt", "aspect_ratio", "image_size", "images", "n"}}``; the prompt is inside only."""
    _only(body, {"model", "input"}, "")
    inside = body.get("input")
    _only(inside, {"prompt", "aspect_ratio", "image_size", "images", "n"}, "input")
    if inside.get("images") == []:
        raise invalid("input.images must not be empty")
    ratio, size = inside.get("aspect_ratio", "1:1"), inside.get("image_size", "1K")
    return _wish(body.get("model"), inside, ratio, size, inside.get("images", ()))


def read_a(body: Any) -> Wish:
    """``{"model", "prompt", "n", "size", "quality", "image" | "images"}``; ``size`` is a ratio or OpenAI's pixels."""
    _only(body, {"model", "prompt", "n", "size", "quality", "image", "images"}, "")
    size = body.get("size", "1:1")
    quality = body.get("quality", "standard")
    if quality not in _QUALITIES:
        raise invalid(f"quality is one of: {', '.join(_QUALITIES)}")
    pictures = body.get("images") or ([body["image"]] if body.get("image") else ())
    model = body.get("model", "gemini-2.5-flash-image")
    return _wish(model, body, _OPENAI_SIZES.get(size, size), _QUALITIES[quality], pictures)


def _wish(model: Any, told: Mapping[str, Any], ratio: Any, size: Any, pictures: Any) -> Wish:
    prompt, count = told.get("prompt"), told.get("n", 1)
    if not isinstance(prompt, str) or not prompt:
        raise invalid("prompt is required")
    if not all(isinstance(value, str) for value in (model, ratio, size)):
        raise invalid("model, ratio and size are strings")
    if not isinstance(count, int) or not 1 <= count <= _MOST_AT_ONCE:
        raise invalid(f"n is a number from 1 to {_MOST_AT_ONCE}")
    parts = [Part(prompt), *(Part(picture=_picture(given)) for given in pictures)]
    sized = None if model.startswith("gemini-2.5") else size
    return Wish(model, Call(model, (Content("user", tuple(parts)),), ("IMAGE",), ratio, sized), count)


def _picture(given: Any) -> Picture:
    """A data URI or bare base64; the stand-in fetches no addresses."""
    if not isinstance(given, str) or given.startswith(("http:", "https:")):
        raise invalid("the image could not be fetched")
    try:
        data = pybase64.b64decode(given.partition(";base64,")[2] or given, validate=True)
    except ValueError:
        raise invalid("the image is no base64") from None
    kind = sniff(Picture(data, "", ""))
    if not kind:
        raise invalid("the image is of no known kind")
    return Picture.of(data, kind)


def _only(body: Any, allowed: set[str], place: str) -> None:
    if not isinstance(body, dict):
        raise invalid(f"{place or 'the body'} must be an object")
    if unknown := sorted(body.keys() - allowed):
        raise invalid(f"unknown field {unknown[0][:80]!r} in {place or 'the body'}")
