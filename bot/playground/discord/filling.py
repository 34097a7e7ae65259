"""How a submitted form looks on the wire, and what a client refuses to submit (Discord docs, Components reference)."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.playground.discord.choosing import NotPossible
from bot.playground.discord.components import ComponentKind
from bot.playground.discord.invocations import Modal
from bot.playground.discord.records import Attachment, Json

Chosen = Mapping[str, str | bool | Sequence[str]]
Uploads = Mapping[str, tuple[Attachment, ...]]


def fill(modal: Modal, chosen: Chosen, uploads: Uploads) -> list[Json]:
    """Make the `components` of a modal submit; NotPossible where the client would hold the form back."""
    fields = modal.fields
    if unknown := [key for key in (*chosen, *uploads) if key not in fields]:
        raise NotPossible(f"the form has no field {unknown[0]!r}; it has {[*modal.labels, *fields]}")
    return [_part(component, chosen, uploads) for component in modal.body["components"]]


def _part(component: Json, chosen: Chosen, uploads: Uploads) -> Json:
    base = {"type": component["type"], "id": component["id"]}
    match component["type"]:
        case ComponentKind.ACTION_ROW:
            return {**base, "components": [_field(child, chosen, uploads) for child in component["components"]]}
        case ComponentKind.LABEL:
            return {**base, "component": _field(component["component"], chosen, uploads, component["label"])}
        case _:
            return base


def _field(field: Json, chosen: Chosen, uploads: Uploads, label: str | None = None) -> Json:
    name, kind = field["custom_id"], field["type"]
    if kind == ComponentKind.FILE_UPLOAD:
        given: Any = [str(attachment.id) for attachment in uploads.get(name, ())]
    else:
        given = chosen.get(name, _shown(field))
    _check(label or field.get("label") or name, field, given)
    key = "values" if isinstance(given, list | tuple) else "value"
    return {"type": kind, "id": field["id"], "custom_id": name, key: list(given) if key == "values" else given}


def _shown(field: Json) -> Any:
    """What the form shows before anybody touches it."""
    picked = [option["value"] for option in field.get("options", ()) if option.get("default")]
    match field["type"]:
        case ComponentKind.TEXT_INPUT:
            return field.get("value") or ""
        case ComponentKind.CHECKBOX:
            return bool(field.get("default"))
        case ComponentKind.RADIO_GROUP:
            return picked[0] if picked else None
        case _:
            return picked


def _check(title: str, field: Json, given: Any) -> None:
    if field.get("required", True) and given in ("", None, [], ()):
        raise NotPossible(f"“{title}” is required.")
    if not given or isinstance(given, bool):
        return
    if isinstance(given, str):
        least, most = field.get("min_length") or 0, field.get("max_length") or 4000
        known = [option["value"] for option in field.get("options", ())]
        wrong = [given] if known and given not in known else []
    else:
        least, most = field.get("min_values", 1), field.get("max_values", 1)
        known = [option["value"] for option in field.get("options", ())]
        wrong = [value for value in given if known and value not in known]
    if wrong:
        raise NotPossible(f"“{title}”: {wrong[0]} is not among {', '.join(known)}.")
    if not isinstance(given, str) or not known:
        _check_length(title, len(given), least, most)


def _check_length(title: str, length: int, least: int, most: int) -> None:
    if not least <= length <= most:
        raise NotPossible(f"“{title}”: {length} is outside {least} to {most}.")
