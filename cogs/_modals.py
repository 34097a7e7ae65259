"""Forms. Like buttons they carry what they are about in their id, and nothing of them is kept while they are open."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from discord import SelectOption, TextStyle
from discord.ui import FileUpload, Item, Label, Modal, Select, TextInput

from bot.core.catalog import Family
from bot.core.limits import WORDS_LIMIT
from bot.core.request import Options
from bot.core.turn import Turn
from cogs._choices import AUTO
from cogs._ids import Form, form
from cogs._inbound import Attached, Interaction

MOST_FILES = 10
"""Discord docs, File Upload."""

_PROMPT, _RATIO, _SIZE, _FILES = "prompt", "ratio", "size", "files"


@dataclass(frozen=True, slots=True)
class Entered:
    """What a person sent with a form."""

    words: str
    options: Options
    attached: tuple[Attached, ...]


def edit_form(turn: Turn, family: Family) -> Modal:
    fields = [_words("How should it change?"), *_format(family, turn.request.options), _upload(family)]
    return _form("Edit picture", form(Form.EDIT, turn.id), fields)


def resize_form(turn: Turn, family: Family) -> Modal:
    return _form("Resize picture", form(Form.RESIZE, turn.id), _format(family, turn.request.options))


def draw_form(message: int, family: Family) -> Modal:
    """For a message that shows no turn: its pictures are the references."""
    fields = [_words("What should be made of it?"), *_format(family, Options()), _upload(family)]
    return _form("Edit picture", form(Form.DRAW, message), fields)


def entered(interaction: Interaction) -> Entered:
    """Read the raw form: it may have been opened by an earlier process (Discord docs, Modal Submit Data)."""
    data: Mapping[str, Any] = dict(interaction.data or {})
    fields = {part["custom_id"]: part for part in _inputs(data.get("components", ()))}
    files = data.get("resolved", {}).get("attachments", {})
    return Entered(
        str(fields.get(_PROMPT, {}).get("value") or ""),
        Options(ratio=_picked(fields, _RATIO), size=_picked(fields, _SIZE)),
        tuple(_attached(files[key]) for key in fields.get(_FILES, {}).get("values", ()) if key in files),
    )


def _form(title: str, custom_id: str, fields: Sequence[Item[Any]]) -> Modal:
    modal = Modal(title=title, custom_id=custom_id)
    for field in fields:
        modal.add_item(field)
    modal.stop()  # so discord.py does not keep it until it is sent, which for a dismissed form is for ever
    return modal


def _words(label: str) -> Label[Any]:
    text = TextInput[Any](custom_id=_PROMPT, style=TextStyle.paragraph, max_length=WORDS_LIMIT)
    return Label(text=label, component=text)


def _format(family: Family, now: Options) -> list[Item[Any]]:
    """Selects for what the family offers; a single choice is none."""
    ratios = [SelectOption(label="As it is", value=AUTO, default=True), *(SelectOption(label=r) for r in family.ratios)]
    fields: list[Item[Any]] = [Label(text="Ratio", component=Select[Any](custom_id=_RATIO, options=ratios))]
    if len(family.sizes) > 1:
        size = now.size if now.size in family.sizes else family.usual_size
        sizes = [SelectOption(label=s, default=s == size) for s in family.sizes]
        fields.append(Label(text="Size", component=Select[Any](custom_id=_SIZE, options=sizes)))
    return fields


def _upload(family: Family) -> Label[Any]:
    most = min(MOST_FILES, family.references)
    upload = FileUpload[Any](custom_id=_FILES, required=False, min_values=0, max_values=most)
    return Label(text="Pictures to use", description="Optional", component=upload)


def _inputs(components: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for part in components:
        if "custom_id" in part:
            yield part
        inner = part.get("component")
        yield from _inputs([*part.get("components", ()), *([inner] if inner else [])])


def _picked(fields: Mapping[str, Mapping[str, Any]], name: str) -> str | None:
    values = fields.get(name, {}).get("values") or [None]
    return None if values[0] in (None, AUTO) else str(values[0])


def _attached(file: Mapping[str, Any]) -> Attached:
    return Attached(str(file["url"]), int(file["size"]), file.get("content_type"))
