"""What a relay loses when it reads a request into its own records and writes it again."""

from typing import Any

# Spellings that relays written in Go take beside the proper ones (new-api, dto/gemini.go).
_TAKEN = {"inline_data": "inlineData", "mime_type": "mimeType"}


def marshalled(document: Any, drops: frozenset[str]) -> tuple[Any, list[str]]:
    """The request as it goes on to Google, and a note for each key that was lost on the way."""
    lost: list[str] = []
    return _copied(document, drops, "", lost), lost


def _copied(value: Any, drops: frozenset[str], place: str, lost: list[str]) -> Any:
    if isinstance(value, list):
        return [_copied(inner, drops, f"{place}[{at}]", lost) for at, inner in enumerate(value)]
    if not isinstance(value, dict):
        return value
    kept: dict[str, Any] = {}
    for key, inner in value.items():
        path = f"{place}.{key}".lstrip(".")
        if key in drops:
            lost.append(f"dropped {path}")
        else:
            kept[_TAKEN.get(str(key), str(key))] = _copied(inner, drops, path, lost)
    return kept
