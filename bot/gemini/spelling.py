"""Spell the keys of requests and replies the way Google documents them: camelCase."""

import re
from typing import Any

_UNDERSCORE = re.compile(r"_([a-z0-9])")
_FREE_FORM = frozenset(
    {
        "args",
        "customMetadata",
        "labels",
        "metadata",
        "parametersJsonSchema",
        "partMetadata",
        "properties",
        "response",
        "responseJsonSchema",
    }
)
"""Fields whose keys are data."""


def camel(value: Any) -> Any:
    """A copy with every schema key in camelCase; where both spellings are present, the camelCase one wins."""
    if isinstance(value, list):
        return [camel(item) for item in value]
    if not isinstance(value, dict):
        return value
    spelt: dict[str, Any] = {}
    for key, item in value.items():
        name = _UNDERSCORE.sub(lambda letter: letter[1].upper(), key) if "_" in key else key
        if name == key or name not in value:
            spelt[name] = item if name in _FREE_FORM else camel(item)
    return spelt
