"""A walker for discovery-style schemas: it tells where a JSON value breaks the contract, key by key."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import pybase64

Schema = Mapping[str, Any]
_SCALARS: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}


@dataclass(frozen=True, slots=True)
class Violation:
    """``field`` is the path in snake_case, as Google spells it in its own messages."""

    field: str
    message: str


class Contract:
    """Schemas by name, and the names of the request's and the response's.

    ``document`` has the keys ``request``, ``response`` and ``schemas``; a schema has the keywords of Google's
    discovery documents: ``$ref``, ``type``, ``format``, ``enum``, ``properties``, ``additionalProperties``, ``items``.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._schemas: Mapping[str, Schema] = document["schemas"]
        self._request: Schema = {"$ref": document["request"]}
        self._response: Schema = {"$ref": document["response"]}

    @classmethod
    def load(cls, path: Path) -> Self:
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def request(self, value: object) -> list[Violation]:
        return list(self._walk(self._request, value, ""))

    def response(self, value: object) -> list[Violation]:
        return list(self._walk(self._response, value, ""))

    def _walk(self, schema: Schema, value: object, path: str) -> Iterator[Violation]:
        if "$ref" in schema:
            schema = self._schemas[schema["$ref"]]
        kind = schema["type"]
        if kind == "object":
            yield from self._object(schema, value, path)
        elif kind == "array":
            yield from self._array(schema, value, path)
        elif kind != "any":
            yield from _scalar(schema, value, path)

    def _object(self, schema: Schema, value: object, path: str) -> Iterator[Violation]:
        if not isinstance(value, dict):
            yield _wrong(path, "an object", value)
            return
        known = schema.get("properties", {})
        rest = schema.get("additionalProperties")
        for key, inner in value.items():
            found = known.get(key, rest)
            if found is None:
                place = f" at '{path}'" if path else ""
                text = f'Invalid JSON payload received. Unknown name "{key[:80]}"{place}: Cannot find field.'
                yield Violation(path, text)
            else:
                yield from self._walk(found, inner, f"{path}.{snake(key)}" if path else snake(key))

    def _array(self, schema: Schema, value: object, path: str) -> Iterator[Violation]:
        if not isinstance(value, list):
            yield _wrong(path, "a list", value)
            return
        for position, inner in enumerate(value):
            yield from self._walk(schema["items"], inner, f"{path}[{position}]")


def snake(key: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", r"_\1", key).lower()


def decode(text: str) -> bytes:
    """Standard padded base64 and nothing else; raises ``ValueError`` for any other spelling."""
    return pybase64.b64decode(text, validate=True)


def _scalar(schema: Schema, value: object, path: str) -> Iterator[Violation]:
    kind: str = schema["type"]
    if not isinstance(value, _SCALARS[kind]) or (isinstance(value, bool) and kind != "boolean"):
        yield _wrong(path, f"a {kind}", value)
    elif "enum" in schema and value not in schema["enum"]:
        yield Violation(path, f"Invalid value at '{path}' (TYPE_ENUM), \"{str(value)[:80]}\"")
    elif schema.get("format") == "byte" and isinstance(value, str):
        try:
            decode(value)
        except ValueError:
            yield Violation(
                path, f"Invalid value at '{path}' (TYPE_BYTES), Base64 decoding failed for \"{value[:40]}\""
            )


def _wrong(path: str, wanted: str, value: object) -> Violation:
    return Violation(path, f"Invalid value at '{path}': {wanted} was expected, {type(value).__name__} was given.")
