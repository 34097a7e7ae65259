"""The body of a request that is placed as a task: a preset's template, filled."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.core.reply import RawPart

REFERENCES = re.compile(rb'(?<=[\[,]) ?"data:image/[\w.+-]{1,40};base64,(blob[0-9a-f]{64})"')
"""Where tokens count in such a body: a whole entry of a list. Inside words every quotation mark is escaped."""

_LEFT_OUT: Any = object()


def filled(template: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """*template* with `{name}` replaced by the value of that name; other texts and numbers go out as they are.

    What has no value (None, "" or an empty list) is left out.
    """
    found = {key: _value(item, values) for key, item in template.items()}
    return {key: item for key, item in found.items() if item is not _LEFT_OUT}


def _value(item: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(item, Mapping):
        return filled(item, values)
    if isinstance(item, str) and item[:1] == "{" and item[-1:] == "}":
        return values.get(item[1:-1]) or _LEFT_OUT
    return item


def wish(parts: Sequence[RawPart]) -> tuple[str, list[str]]:
    """The words of a user turn, and its pictures as data URIs with tokens in place of their bytes."""
    words = "\n".join(part["text"] for part in parts if "text" in part)
    inline = [part["inlineData"] for part in parts if "inlineData" in part]
    return words, [f"data:{picture['mimeType']};base64,{picture['data']}" for picture in inline]


def ratio_like(width: int, height: int, ratios: Sequence[str]) -> str | None:
    """The one of *ratios* that is nearest to a picture's; None when its size is not known."""
    if not width or not height or not ratios:
        return None
    return min(ratios, key=lambda ratio: _distance(ratio, width / height))


def _distance(ratio: str, shape: float) -> float:
    width, height = map(int, ratio.split(":"))
    return max(shape * height / width, width / height / shape)
