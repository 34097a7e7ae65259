"""Forms, and what people send with them."""

from types import SimpleNamespace
from typing import Any

from bot.core.request import Options
from cogs._inbound import Attached
from cogs._modals import draw_form, edit_form, entered, resize_form
from tests.fakes import CATALOG, request, turn

FAMILY, LITE = CATALOG.family("nano-banana-2.1"), CATALOG.family("nano-banana")


def fields(form: Any) -> dict[str, dict[str, Any]]:
    return {part["component"]["custom_id"]: part["component"] for part in form.to_dict()["components"]}


def sent(data: dict[str, Any]) -> Any:
    return SimpleNamespace(data=data)


async def test_the_edit_form_offers_what_the_family_has() -> None:
    """Prompt, the family's ratios and sizes with the present ones chosen, and as many files as it takes."""
    form = edit_form(turn(request=request(options=Options("16:9", "2K"))), FAMILY)
    found = fields(form)
    assert list(found) == ["prompt", "ratio", "size", "files"]
    assert found["prompt"]["max_length"] == 4000
    assert [o["value"] for o in found["ratio"]["options"]] == ["auto", *FAMILY.ratios]
    assert [o["value"] for o in found["size"]["options"] if o["default"]] == ["2K"]
    assert found["files"]["max_values"] == 10
    assert form.is_finished(), "an open form must not be kept by the client"


def test_a_family_with_one_size_has_no_choice_of_size() -> None:
    """What cannot be chosen is not asked for, and a family that takes three pictures says so."""
    assert list(fields(resize_form(turn(), LITE))) == ["ratio"]
    assert fields(draw_form(7, LITE))["files"]["max_values"] == LITE.references


def test_every_form_keeps_discords_limits() -> None:
    """Five fields, 25 options, 45 characters of title and labels."""
    for family in CATALOG.families:
        for form in (edit_form(turn(), family), resize_form(turn(), family), draw_form(2**63, family)):
            body = form.to_dict()
            assert 1 <= len(body["components"]) <= 5
            assert len(body["title"]) <= 45
            assert all(len(part["label"]) <= 45 for part in body["components"])
            assert all(len(field.get("options", ())) <= 25 for field in fields(form).values())


def test_what_was_entered_is_read_from_the_raw_form() -> None:
    """Words, choices and files, in the order in which the person chose these."""
    files = {
        "1": {"url": "https://cdn.test/1", "size": 5, "content_type": "image/png"},
        "2": {"url": "https://cdn.test/2", "size": 6},
    }
    components = [
        {"type": 18, "component": {"type": 4, "custom_id": "prompt", "value": "make it winter"}},
        {"type": 18, "component": {"type": 3, "custom_id": "ratio", "values": ["auto"]}},
        {"type": 18, "component": {"type": 3, "custom_id": "size", "values": ["4K"]}},
        {"type": 18, "component": {"type": 19, "custom_id": "files", "values": ["2", "1", "3"]}},
    ]
    form = entered(sent({"components": components, "resolved": {"attachments": files}}))
    assert (form.words, form.options) == ("make it winter", Options(None, "4K"))
    assert form.attached == (Attached("https://cdn.test/2", 6), Attached("https://cdn.test/1", 5, "image/png"))


def test_an_empty_form_asks_for_nothing() -> None:
    """Rows of the old kind and fields that are missing don't trouble."""
    row = {"type": 1, "components": [{"type": 4, "custom_id": "prompt", "value": None}]}
    form = entered(sent({"components": [row]}))
    assert (form.words, form.options, form.attached) == ("", Options(), ())
