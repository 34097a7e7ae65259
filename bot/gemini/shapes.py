"""Put a successful answer into Google's shape, whichever of the usual gateway shapes it came in.

Expects camelCase keys and tokens in place of payloads. Whatever has the wrong type is left out, never an exception.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.gemini.tokens import Token

_PICTURE = re.compile(
    r"!?\[[^\]\n]*\]\(data:(?P<type>image/[\w.+-]+);base64,(?P<token>blob[0-9a-f]{64})\)"
    r"|data:(?P<bare_type>image/[\w.+-]+);base64,(?P<bare_token>blob[0-9a-f]{64})"
    r"|!\[[^\]\n]*\]\((?P<link>(?i:https?)://[^\s)]+)\)"
    r"|^[ \t]*(?P<alone>(?i:https?)://\S{1,2000}\.(?i:png|jpe?g|webp)(?:\?\S*)?)[ \t]*$",
    re.MULTILINE,
)
_LINK = re.compile(r"https?://(?!googleusercontent\.com/image_generation_content/)", re.IGNORECASE)
"""Proxies of Google's web page leave a placeholder that leads nowhere."""
_DATA_URI = re.compile(r"data:(?P<type>[\w.+-]+/[\w.+-]+)?[^,]{0,40};base64,")
_FINISH_REASONS: Mapping[object, str] = {
    "stop": "STOP",
    "length": "MAX_TOKENS",
    "content_filter": "SAFETY",
    "tool_calls": "UNEXPECTED_TOOL_CALL",
}

Json = dict[str, Any]


def google_shape(body: Json) -> Json:
    """*body* with candidates, contents and parts where Google has them."""
    if "candidates" not in body and (candidates := list(_openai_candidates(body))):
        body = {**body, "candidates": candidates}
        body.pop("data", None)
        body.pop("choices", None)
    elif "candidates" not in body and (models := list(_openai_models(body))):
        return {**_without(body, "data"), "models": models}
    if isinstance(body.get("candidates"), list):
        return {**body, "candidates": [_candidate(item) for item in dicts(body["candidates"])]}
    return body


def has_picture(body: Mapping[str, Any]) -> bool:
    """Whether any candidate of *body*, in Google's shape, has a picture."""
    return any(map(shows_picture, dicts(body.get("candidates"))))


def shows_picture(candidate: Mapping[str, Any]) -> bool:
    """Whether a part has a picture, or tells where one is."""
    content = candidate.get("content")
    parts = dicts(content.get("parts")) if isinstance(content, dict) else []
    return any(is_picture(part) or isinstance(part.get("fileData"), dict) for part in parts)


def is_picture(part: Mapping[str, Any]) -> bool:
    """Whether a payload came along; a few letters in its place are none."""
    inline = part.get("inlineData")
    return isinstance(inline, dict) and Token.parse(inline.get("data")) is not None


def dicts(value: Any) -> list[Json]:
    """The objects of a list; nothing for anything else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _candidate(candidate: Json) -> Json:
    content = candidate.get("content")
    if not isinstance(content, dict):
        return candidate
    parts = [new for part in dicts(content.get("parts")) for new in _parts(part)]
    return {**candidate, "content": {**content, "parts": parts}}


def _parts(part: Json) -> list[Json]:
    """One part as Google would have sent it; words with pictures in them become several."""
    if isinstance(part.get("inlineData"), dict):
        return [_inline(part, part["inlineData"])]
    if "text" not in part and is_link(part.get("url")):
        url = part["url"]
        return [{**_without(part, "url"), "fileData": {"fileUri": url}}]
    if isinstance(part.get("text"), str):
        return _words(part, part["text"])
    return [part]


def is_link(value: object) -> bool:
    """Whether *value* is a web address; whoever fetches it decides whether it is a safe one."""
    return isinstance(value, str) and bool(_LINK.match(value))


def _inline(part: Json, inline: Json) -> Json:
    data = inline.get("data")
    if is_link(data):
        named = {"mimeType": inline["mimeType"]} if "mimeType" in inline else {}
        return {**_without(part, "inlineData"), "fileData": {**named, "fileUri": data}}
    if isinstance(data, str) and (prefix := _DATA_URI.match(data)):
        bare = {**inline, "data": data[prefix.end() :]}
        return {**part, "inlineData": {"mimeType": prefix["type"], **bare} if prefix["type"] else bare}
    return part


def _words(part: Json, text: str) -> list[Json]:
    found = [_picture(match) for match in _PICTURE.finditer(text)]
    words = _PICTURE.sub("", text).strip() if found else text
    if not found:
        return [part]
    if words:
        marks = {"thought": True} if part.get("thought") is True else {}
        return [{**part, "text": words}, *({**marks, **picture} for picture in found)]
    return [{**_without(part, "text"), **found[0]}, *found[1:]]


def _picture(match: re.Match[str]) -> Json:
    if link := match["link"] or match["alone"]:
        return {"fileData": {"fileUri": link}}
    return {
        "inlineData": {
            "mimeType": match["type"] or match["bare_type"],
            "data": match["token"] or match["bare_token"],
        }
    }


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
        if isinstance(item.get("imageUrl"), dict):
            yield from _openai_picture(item["imageUrl"])


def _openai_picture(item: Json) -> Iterator[Json]:
    if isinstance(item.get("b64Json"), str):
        yield {"inlineData": {"mimeType": "image/png", "data": item["b64Json"]}}
    elif is_link(item.get("url")):
        yield {"fileData": {"fileUri": item["url"]}}
    elif isinstance(item.get("url"), str):
        yield {"text": item["url"]}
