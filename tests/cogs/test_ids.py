"""Custom ids of buttons and forms."""

import pytest

from cogs._ids import (
    BatchDeed,
    Deed,
    Form,
    batch_button,
    button,
    form,
    read_batch_button,
    read_button,
    read_deed,
    read_form,
)

TURN = "turn000000001"


@pytest.mark.parametrize("deed", list(Deed))
def test_a_button_carries_its_turn(deed: Deed) -> None:
    """What was written is read again, and fits Discord's 100 characters."""
    assert read_button(button(deed, TURN)) == TURN
    assert read_deed(button(deed, TURN)) == (deed, TURN)
    assert len(button(deed, TURN)) <= 100


@pytest.mark.parametrize("deed", list(BatchDeed))
def test_a_button_of_a_batch_carries_it(deed: BatchDeed) -> None:
    """It is told apart from those of turns."""
    custom_id = batch_button(deed, TURN)
    assert (read_batch_button(custom_id), read_button(custom_id)) == ((deed, TURN), None)
    assert read_batch_button(button(Deed.CANCEL, TURN)) is None


@pytest.mark.parametrize(("kind", "subject"), [(Form.EDIT, TURN), (Form.RESIZE, TURN), (Form.DRAW, 2**63)])
def test_a_form_carries_what_it_is_about(kind: Form, subject: str | int) -> None:
    """A form says what kind it is, and the turn or the message that it was opened on."""
    assert read_form(form(kind, subject)) == (kind, str(subject))


@pytest.mark.parametrize(
    "custom_id",
    [
        "",
        "x",
        "plantain:again:short",
        f"plantain:sell:{TURN}",
        f"other:again:{TURN}",
        f"plantain:again:{TURN}\n",
        "plantain:form-draw:not-a-number",
        "plantain:form-draw:١٢٣",
        "plantain:form-edit:123",
    ],
)
def test_ids_of_others_are_not_read(custom_id: str) -> None:
    """What is none of ours is left alone."""
    assert read_button(custom_id) is None
    assert read_form(custom_id) is None
    assert read_deed(custom_id) is None
    assert read_batch_button(custom_id) is None
