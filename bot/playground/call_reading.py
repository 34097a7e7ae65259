"""What the bot asks of a model, whichever interface it asks by; whatever has an unexpected shape is left out."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

CALL: Final = re.compile(r"/(?P<model>[^/:]+):generateContent$")
BATCH: Final = re.compile(r"/(?P<model>[^/:]+):batchGenerateContent$")
TASK: Final = re.compile(r"/v1/(?:task/submit|images/async/generations)$")
QUESTION: Final = re.compile(r"/(?:v1/task|v1/images/async/generations|v1beta/batches)/(?P<name>[^/:]+)(?::cancel)?$")
_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """`history` counts the turns sent along before; None where nothing of the kind can be sent."""

    model: str
    words: str = ""
    options: dict[str, str] = field(default_factory=dict)
    history: int | None = None


def is_question(method: str, path: str) -> bool:
    """Whether it is only asked how something stands that was ordered before."""
    return method == "GET" and QUESTION.search(path) is not None


def asked(path: str, request: Any, response: Any) -> Asked | None:
    """None for what has nothing to do with pictures."""
    for form, read in _FORMS:
        if found := form.search(path):
            return read(found[1] if found.re.groups else "", _dict(request), _dict(response))
    return None


def _call(model: str, request: Mapping[str, Any], _response: Mapping[str, Any]) -> Asked:
    contents = _dicts(request.get("contents"))
    history = sum(turn.get("role") == "model" for turn in contents)
    return Asked(model, _words(contents[-1]) if contents else "", _options(request), history)


def _batch(model: str, request: Mapping[str, Any], _response: Mapping[str, Any]) -> Asked:
    requests = _dicts(_at(request, "batch", "inputConfig", "requests").get("requests"))
    inside = [_call(model, _dict(each.get("request")), {}) for each in requests]
    more = ["…"] if len(inside) > _SHOWN else []
    words = " · ".join([*(each.words for each in inside[:_SHOWN]), *more])
    return Asked(model, words, {"batch of": str(len(inside))})


def _task(_: str, request: Mapping[str, Any], _response: Mapping[str, Any]) -> Asked:
    """Of 12AI's generation B, whose options are inside of `input`, or A, which calls the ratio a size."""
    inside = _dict(request.get("input"))
    wish = inside or request
    pictures = wish.get("images")
    chosen = {
        "ratio": inside.get("aspect_ratio") or request.get("size"),
        "size": inside.get("image_size") or request.get("quality"),
        "references": len(pictures) if isinstance(pictures, list) else None,
    }
    return Asked(_text(request.get("model")) or "a task", _text(wish.get("prompt")), _chosen(chosen))


def _question(name: str, _request: Mapping[str, Any], response: Mapping[str, Any]) -> Asked:
    state = _text(response.get("status")) or _text(_dict(response.get("metadata")).get("state"))
    return Asked(name, state)


_FORMS: Final[tuple[tuple[re.Pattern[str], Callable[[str, Mapping[str, Any], Mapping[str, Any]], Asked]], ...]] = (
    (CALL, _call),
    (BATCH, _batch),
    (TASK, _task),
    (QUESTION, _question),
)


def _options(body: Mapping[str, Any]) -> dict[str, str]:
    config = _dict(body.get("generationConfig"))
    image = _dict(config.get("imageConfig"))
    chosen = {
        "ratio": image.get("aspectRatio"),
        "size": image.get("imageSize"),
        "thinking": _dict(config.get("thinkingConfig")).get("thinkingLevel"),
        "search": "on" if body.get("tools") else None,
    }
    return _chosen(chosen)


def _chosen(options: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in options.items() if value}


def _words(turn: Mapping[str, Any]) -> str:
    return " ".join(filter(None, (_text(part.get("text")) for part in _dicts(turn.get("parts")))))


def _at(value: Mapping[str, Any], *path: str) -> Mapping[str, Any]:
    for step in path:
        value = _dict(value.get(step))
    return value


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _dicts(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
