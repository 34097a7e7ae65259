"""Put a successful answer into Google's shape, whichever of the usual gateway shapes it came in.

Expects camelCase keys and tokens in place of payloads. Whatever has the wrong type is left out, never an exception.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.gemini.grounding import Place, moved
from bot.gemini.spoken import speaks_of_picture
from bot.gemini.tokens import Token
from bot.gemini.words import Parted, is_link, parted

_DATA_URI = re.compile(r"data:(?P<type>[\w.+-]+/[\w.+-]+)?[^,]{0,80};base64,\s{0,4}", re.IGNORECASE)
_FINISH_REASONS: Mapping[object, str] = {
    "stop": "STOP",
    "length": "MAX_TOKENS",
    "content_filter": "SAFETY",
    "tool_calls": "UNEXPECTED_TOOL_CALL",
}

Json = dict[str, Any]


def google_shape(body: Json) -> Json:
    """*body* with candidates, contents and parts where Google has them."""
    if not dicts(body.get("candidates")) and (candidates := list(_openai_candidates(body))):
        body = {**body, "candidates": candidates}
        body.pop("data", None)
        body.pop("choices", None)
    elif "candidates" not in body and (models := list(_openai_models(body))):
        return {**_without(body, "data"), "models": models}
    if isinstance(body.get("candidates"), list):
        return {**body, "candidates": [_candidate(item) for item in dicts(body["candidates"])]}
    return body


def has_picture(body: Mapping[str, Any]) -> bool:
    """Whether any candidate of *body*, in Google's shape, has a picture that is no draft."""
    return any(map(shows_picture, dicts(body.get("candidates"))))


def shows_picture(candidate: Mapping[str, Any]) -> bool:
    """Whether a part that is no thought has a picture, or tells where one is."""
    content = candidate.get("content")
    parts = dicts(content.get("parts")) if isinstance(content, dict) else []
    answered = (part for part in parts if not part.get("thought"))
    return any(is_picture(part) or isinstance(part.get("fileData"), dict) or _speaks(part) for part in answered)


def is_picture(part: Mapping[str, Any]) -> bool:
    """Whether a payload came along; a few letters in its place are none."""
    inline = part.get("inlineData")
    return isinstance(inline, dict) and Token.parse(inline.get("data")) is not None


def dicts(value: Any) -> list[Json]:
    """The objects of a list; nothing for anything else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _candidate(candidate: Json) -> Json:
    """Addresses in words stay there: `bot.gemini.reading` tells whether they may stand for the picture."""
    content = candidate.get("content")
    if not isinstance(content, dict):
        return candidate
    parts: list[Json] = []
    places: dict[int, Place] = {}
    for position, part in _single(content.get("parts")):
        words = parted(part["text"]) if _is_words(part) else None
        shaped = _with_pictures(part, words) if words else [_part(part)]
        if shaped:
            places.setdefault(position, Place(len(parts), words.place if words else int))
        parts += shaped
    whole = {**candidate, "content": {**content, "parts": parts}}
    if "groundingMetadata" in candidate:
        whole["groundingMetadata"] = moved(candidate["groundingMetadata"], places)
    return whole


def _single(parts: Any) -> Iterator[tuple[int, Json]]:
    """Each part with the position that it came at; one that has words and the address of a picture is two."""
    for position, part in enumerate(parts if isinstance(parts, list) else []):
        if isinstance(part, dict):
            yield from ((position, piece) for piece in _apart(part))


def _apart(part: Json) -> list[Json]:
    found = () if part.keys() & {"inlineData", "fileData"} else _at(part.get("url"))
    if not found:
        return [part]
    text = part.get("text")
    words = [{**_thought(part), "text": text}] if isinstance(text, str) and text.strip() else []
    rest = {key: value for key, value in part.items() if key not in {"url", "text"}}
    return [*words, {**rest, **found[0]}]


def _is_words(part: Json) -> bool:
    return isinstance(part.get("text"), str) and not isinstance(part.get("inlineData"), dict)


def _speaks(part: Json) -> bool:
    return _is_words(part) and speaks_of_picture(part["text"])


def _with_pictures(part: Json, text: Parted) -> list[Json]:
    """Words first, then the pictures; the first takes over what else the part has. Nothing of it may be left."""
    if text.pictures and not text.words:
        return [{**_without(part, "text"), **text.pictures[0]}, *text.pictures[1:]]
    left = {**part, "text": text.words}
    emptied = left == {"text": ""} != part
    return [*([] if emptied else [left]), *({**_thought(part), **picture} for picture in text.pictures)]


def _thought(part: Json) -> Json:
    return {"thought": True} if part.get("thought") is True else {}


def _part(part: Json) -> Json:
    """A part other than words as Google would have sent it."""
    if isinstance(part.get("inlineData"), dict):
        return _inline(part, part["inlineData"])
    file = part.get("fileData")
    if isinstance(file, dict) and not is_link(file.get("fileUri")) and (found := _at(file.get("fileUri"))):
        return {**_without(part, "fileData"), **found[0]}
    return part


def _at(address: Any) -> Sequence[Json]:
    """The picture that an address leads to, or that is written in its place."""
    if is_link(address):
        return [{"fileData": {"fileUri": address}}]
    return parted(address).pictures if isinstance(address, str) else ()


def _inline(part: Json, inline: Json) -> Json:
    data = inline.get("data")
    if is_link(data):
        named = {"mimeType": inline["mimeType"]} if "mimeType" in inline else {}
        return {**_without(part, "inlineData"), "fileData": {**named, "fileUri": data}}
    if isinstance(data, str) and (prefix := _DATA_URI.match(data)):
        bare = {**inline, "data": data[prefix.end() :]}
        return {**part, "inlineData": {"mimeType": prefix["type"], **bare} if prefix["type"] else bare}
    return part


def _without(part: Json, key: str) -> Json:
    return {name: value for name, value in part.items() if name != key}


def _openai_candidates(body: Json) -> Iterator[Json]:
    """The forms of OpenAI's API that mixed relays give under a Gemini path."""
    if pictures := [part for item in dicts(body.get("data")) for part in _openai_picture(item)]:
        yield _reply_of(pictures, "stop")
    for choice in dicts(body.get("choices")):
        message = choice.get("message")
        if isinstance(message, dict):
            yield _reply_of(list(_openai_message(message)), choice.get("finishReason"))


def _openai_models(body: Json) -> Iterator[Json]:
    """A list of models, which relays may give in OpenAI's form."""
    for item in dicts(body.get("data")):
        if isinstance(item.get("id"), str):
            yield {"name": f"models/{item['id']}"}


def _reply_of(parts: list[Json], reason: object) -> Json:
    finish = _FINISH_REASONS.get(reason, "OTHER") if isinstance(reason, str) else "STOP"
    return {"content": {"role": "model", "parts": parts}, "finishReason": finish}


def _openai_message(message: Json) -> Iterator[Json]:
    content = message.get("content")
    if isinstance(content, str) and content:
        yield {"text": content}
    for item in dicts(content) + dicts(message.get("images")):
        if isinstance(item.get("text"), str):
            yield {"text": item["text"]}
        yield from _openai_picture(item)


def _openai_picture(item: Json) -> Iterator[Json]:
    """Chats have an `imageUrl`, which is an object or the address itself."""
    image = item.get("imageUrl", item)
    image = image if isinstance(image, dict) else {"url": image}
    if isinstance(image.get("b64Json"), str):
        yield {"inlineData": {"mimeType": "image/png", "data": image["b64Json"]}}
    else:
        yield from _at(image.get("url"))
