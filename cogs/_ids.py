"""Custom ids: what a button or form carries so that it works after any restart (Discord docs, Custom ID: 1-100)."""

import re
from enum import StrEnum


class Deed(StrEnum):
    """What a button on a card does; the value is its part of the custom id."""

    EDIT = "edit"
    AGAIN = "again"
    RESIZE = "resize"
    DETAILS = "details"
    ORIGINAL = "original"
    DELETE = "delete"
    CANCEL = "cancel"


class BatchDeed(StrEnum):
    """What a button on a batch's post does."""

    START = "start"
    CANCEL = "cancel"


class Form(StrEnum):
    """What a submitted form leads to; the last one is opened on a message that shows no turn."""

    EDIT = "form-edit"
    RESIZE = "form-resize"
    DRAW = "form-draw"


def button(deed: Deed, turn_id: str) -> str:
    return f"plantain:{deed}:{turn_id}"


def read_button(custom_id: str) -> str | None:
    """The id of the turn that a button belongs to; None when it is none of ours."""
    found = read_deed(custom_id)
    return found[1] if found else None


def read_deed(custom_id: str) -> tuple[Deed, str] | None:
    """What that button does, and the id of its turn; None when it is none of ours."""
    found = _BUTTON.fullmatch(custom_id)
    return (Deed(found["deed"]), found["turn"]) if found else None


def batch_button(deed: BatchDeed, batch_id: str) -> str:
    return f"plantain:batch-{deed}:{batch_id}"


def read_batch_button(custom_id: str) -> tuple[BatchDeed, str] | None:
    """What a button on a batch's post does, and the batch's id; None when it is none of ours."""
    found = _BATCH_BUTTON.fullmatch(custom_id)
    return (BatchDeed(found["deed"]), found["batch"]) if found else None


def form(kind: Form, subject: str | int) -> str:
    """The id of a form on a turn, or for DRAW on a message."""
    return f"plantain:{kind}:{subject}"


def read_form(custom_id: str) -> tuple[Form, str] | None:
    """Which form this is, and its subject; None when it is none of ours."""
    found = _FORM.fullmatch(custom_id)
    return (Form(found["kind"] or found["draw"]), found["subject"] or found["message"]) if found else None


_BUTTON = re.compile(rf"plantain:(?P<deed>{'|'.join(Deed)}):(?P<turn>[0-9a-v]{{13}})")
_BATCH_BUTTON = re.compile(rf"plantain:batch-(?P<deed>{'|'.join(BatchDeed)}):(?P<batch>[0-9a-v]{{13}})")
_FORM = re.compile(
    rf"plantain:(?:(?P<kind>{Form.EDIT}|{Form.RESIZE}):(?P<subject>[0-9a-v]{{13}})"
    rf"|(?P<draw>{Form.DRAW}):(?P<message>[0-9]{{1,20}}))"
)
