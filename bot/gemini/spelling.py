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


_DEEPEST = 100
"""Levels; Google's own messages have some ten."""


def camel(value: Any, *, levels: int = _DEEPEST, respell: bool = True) -> Any:
    """A copy with every schema key in camelCase; where both spellings have a value, that of the camelCase one wins.

    What is nested too deeply for those who read the copy is left out, as null.
    """
    if not isinstance(value, (list, dict)):
        return value
    if not levels:
        return None
    if isinstance(value, list):
        return [camel(item, levels=levels - 1, respell=respell) for item in value]
    copy: dict[str, Any] = {}
    for key, item in value.items():
        name = _UNDERSCORE.sub(lambda letter: letter[1].upper(), key) if respell and "_" in key else key
        if (name == key or value.get(name) is None) and (item is not None or name not in copy):
            copy[name] = camel(item, levels=levels - 1, respell=respell and name not in _FREE_FORM)
    return copy
