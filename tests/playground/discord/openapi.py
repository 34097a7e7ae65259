"""Recorded traffic held against Discord's OpenAPI file, where a copy lies beside the project."""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # ships no types
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from bot.playground.discord.record import Entry

CONTRACT = Path(__file__).parents[4] / "shared" / "contracts" / "discord-openapi.json"
BASE = "urn:discord"
# Where the client is known to differ from the file: it sends ids as numbers.
SNOWFLAKE = {"type": ["string", "integer"]}


def complaints(entries: Iterable[Entry]) -> list[str]:
    """What is wrong with these REST entries, in words; nothing where the file is absent.

    Requests that the stand-in refused, and responses that a fault made, are not looked at.
    """
    if not CONTRACT.exists():
        return []
    return [complaint for entry in entries if not entry.fault for complaint in _look_at(entry)]


def _look_at(entry: Entry) -> Iterator[str]:
    operation, path = _operation(entry.method, entry.path)
    if operation is None:
        yield f"{entry.method} {entry.path}: not in the file"
        return
    if entry.status < 400 and entry.request is not None:
        media = "multipart/form-data" if entry.multipart else "application/json"
        place = [*path, "requestBody", "content", media, "schema"]
        yield from _errors(entry, "request", entry.request, place)
    if entry.response is not None and 200 <= entry.status < 300:
        place = [*path, "responses", str(entry.status), "content", "application/json", "schema"]
        yield from _errors(entry, "response", entry.response, place)


def _errors(entry: Entry, side: str, body: Any, place: list[str]) -> Iterator[str]:
    if not _exists(place):
        yield f"{entry.method} {entry.path}: the file has no {side} at {place[4:]}"
        return
    pointer = "/".join(step.replace("~", "~0").replace("/", "~1") for step in place)
    validator = _validator(side, pointer)
    for error in validator.iter_errors(body):
        best = jsonschema.exceptions.best_match([error]) or error
        yield f"{entry.method} {entry.path} {side} {list(best.absolute_path)}: {best.message[:300]}"


@cache
def _contract() -> Any:
    return json.loads(CONTRACT.read_text(encoding="utf-8"))


def _exists(place: list[str]) -> bool:
    found = _contract()
    for step in place:
        if not isinstance(found, dict) or step not in found:
            return False
        found = found[step]
    return True


@cache
def _templates() -> list[tuple[re.Pattern[str], str]]:
    """The file's paths as patterns, those with the fewest variables first."""
    paths = sorted(_contract()["paths"], key=lambda path: path.count("{"))
    return [(re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)), path) for path in paths]


def _operation(method: str, path: str) -> tuple[Any, list[str]]:
    for pattern, template in _templates():
        operation = _contract()["paths"][template].get(method.lower())
        if operation and pattern.fullmatch(path):
            return operation, ["paths", template, method.lower()]
    return None, []


@cache
def _registry(side: str) -> Registry[Any]:
    contract = _contract()
    if side == "request":
        contract = {**contract, "components": {**contract["components"]}}
        contract["components"]["schemas"] = {**contract["components"]["schemas"], "SnowflakeType": SNOWFLAKE}
    return Registry[Any]().with_contents([(BASE, contract)], default_specification=DRAFT202012)


@cache
def _validator(side: str, pointer: str) -> jsonschema.Draft202012Validator:
    # quoted once for the URI: `{` and `}` of path templates are not allowed there, `~1` is
    reference = pointer.replace("{", "%7B").replace("}", "%7D").replace("@", "%40")
    schema = {"$ref": f"{BASE}#/{reference}"}
    return jsonschema.Draft202012Validator(schema, registry=_registry(side))
