"""The forms in which providers hand over a picture, all made from Google's own."""

from collections.abc import Callable, Mapping
from typing import Any, Literal, get_args

import pybase64

Shape = Literal[
    "inline",
    "snake",
    "mixed case",
    "data uri",
    "markdown",
    "link",
    "markdown link",
    "link in words",
    "file link",
    "file link snake",
    "url",
    "openai b64",
    "openai url",
    "openai chat",
    "placeholder",
]
SHAPES: tuple[Shape, ...] = get_args(Shape)
Json = dict[str, Any]
Keep = Callable[[bytes, str], str]
"""Keeps a picture of some media type; returns its address."""


def shaped(answer: Json, shape: Shape, keep: Keep) -> Json:
    """``answer`` with its final pictures in this form; thoughts keep Google's. CPU work."""
    if shape in _WHOLES:
        return _WHOLES[shape](_pictures(answer), keep)
    return _in_parts(answer, lambda part: _PARTS[shape](part, keep))


def signed_as(answer: Json, signatures: Literal["pass", "empty", "drop"]) -> Json:
    """What a provider leaves of the signatures."""
    if signatures == "pass":
        return answer

    def left(part: Json) -> list[Json]:
        rest = {key: value for key, value in part.items() if key != "thoughtSignature"}
        emptied = {"thoughtSignature": ""} if signatures == "empty" and "thoughtSignature" in part else {}
        return [rest | emptied]

    return _in_parts(answer, left)


def with_number_words(answer: Json) -> Json:
    """Numbers of the usage as strings, as int64 is written in some JSON."""
    return {**answer, "usageMetadata": _worded(answer.get("usageMetadata", {}))}


def _worded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _worded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_worded(inner) for inner in value]
    return str(value) if isinstance(value, int) else value


def _in_parts(answer: Json, change: Callable[[Json], list[Json]]) -> Json:
    if not answer.get("candidates"):
        return answer
    candidates = []
    for candidate in answer["candidates"]:
        content = candidate.get("content")
        if content is None:
            candidates.append(candidate)
            continue
        parts = [new for part in content["parts"] for new in ([part] if part.get("thought") else change(part))]
        candidates.append({**candidate, "content": {**content, "parts": parts}})
    return {**answer, "candidates": candidates}


def _pictures(answer: Json) -> list[Json]:
    parts = [part for candidate in answer["candidates"] for part in candidate["content"]["parts"]]
    return [part["inlineData"] for part in parts if "inlineData" in part and not part.get("thought")]


def _blob(part: Json) -> Mapping[str, str] | None:
    found: Mapping[str, str] | None = part.get("inlineData")
    return found


def _data_uri(blob: Mapping[str, str]) -> str:
    return f"data:{blob['mimeType']};base64,{blob['data']}"


def _link(blob: Mapping[str, str], keep: Keep) -> str:
    return keep(pybase64.b64decode(blob["data"]), blob["mimeType"])


def _inline(part: Json, _: Keep) -> list[Json]:
    return [part]


def _snake(part: Json, _: Keep) -> list[Json]:
    blob = _blob(part)
    renamed = {"thought_signature" if key == "thoughtSignature" else key: value for key, value in part.items()}
    if blob is None:
        return [renamed]
    del renamed["inlineData"]
    return [{"inline_data": {"mime_type": blob["mimeType"], "data": blob["data"]}, **renamed}]


def _mixed(part: Json, _: Keep) -> list[Json]:
    blob = _blob(part)
    return [part if blob is None else {**part, "inlineData": {"mime_type": blob["mimeType"], "data": blob["data"]}}]


def _placeholder(part: Json, _: Keep) -> list[Json]:
    """With the link to nowhere that proxies of the web page leave beside the picture."""
    return [{"text": "http://googleusercontent.com/image_generation_content/0"}, part] if _blob(part) else [part]


def _instead(make: Callable[[Mapping[str, str], Keep], Json]) -> Callable[[Json, Keep], list[Json]]:
    """Something in the picture's place: its signature is lost with it."""

    def change(part: Json, keep: Keep) -> list[Json]:
        blob = _blob(part)
        return [part if blob is None else make(blob, keep)]

    return change


_PARTS: Mapping[str, Callable[[Json, Keep], list[Json]]] = {
    "inline": _inline,
    "snake": _snake,
    "mixed case": _mixed,
    "placeholder": _placeholder,
    "data uri": _instead(lambda blob, _: {"text": _data_uri(blob)}),
    "markdown": _instead(lambda blob, _: {"text": f"![image]({_data_uri(blob)})"}),
    "link": _instead(lambda blob, keep: {"text": _link(blob, keep)}),
    "markdown link": _instead(lambda blob, keep: {"text": f"![image]({_link(blob, keep)})"}),
    "link in words": _instead(lambda blob, keep: {"text": f"Here is [your picture]({_link(blob, keep)}). Enjoy!"}),
    "url": _instead(lambda blob, keep: {"url": _link(blob, keep)}),
    "file link": _instead(
        lambda blob, keep: {"fileData": {"mimeType": blob["mimeType"], "fileUri": _link(blob, keep)}}
    ),
    "file link snake": _instead(
        lambda blob, keep: {"file_data": {"mime_type": blob["mimeType"], "file_uri": _link(blob, keep)}}
    ),
}


def _openai_b64(pictures: list[Json], _: Keep) -> Json:
    return {"created": 0, "data": [{"b64_json": blob["data"]} for blob in pictures]}


def _openai_url(pictures: list[Json], keep: Keep) -> Json:
    return {"created": 0, "data": [{"url": _link(blob, keep)} for blob in pictures]}


def _openai_chat(pictures: list[Json], _: Keep) -> Json:
    images = [{"type": "image_url", "image_url": {"url": _data_uri(blob)}} for blob in pictures]
    message = {"role": "assistant", "content": "Here you are.", "images": images}
    return {"object": "chat.completion", "choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}


_WHOLES: Mapping[str, Callable[[list[Json], Keep], Json]] = {
    "openai b64": _openai_b64,
    "openai url": _openai_url,
    "openai chat": _openai_chat,
}
