import pytest

from bot.gemini.spelling import camel


def test_keys_become_camel_case_at_every_depth() -> None:
    """Schema keys are respelt, values never."""
    body = {"generation_config": {"image_config": {"image_size": "a_b"}}, "tools": [{"google_search": {}}], "x1_y2": 1}
    assert camel(body) == {
        "generationConfig": {"imageConfig": {"imageSize": "a_b"}},
        "tools": [{"googleSearch": {}}],
        "x1Y2": 1,
    }


def test_the_camel_case_twin_wins() -> None:
    """Where a gateway sends both spellings, Google's is kept, whichever comes first."""
    assert camel({"inline_data": 1, "inlineData": 2}) == {"inlineData": 2}
    assert camel({"inlineData": 2, "inline_data": 1}) == {"inlineData": 2}


def test_a_twin_without_a_value_does_not_win() -> None:
    """Relays that know both spellings may fill only the other one."""
    assert camel({"inline_data": 1, "inlineData": None}) == {"inlineData": 1}
    assert camel({"inlineData": None, "inline_data": 1}) == {"inlineData": 1}
    assert camel({"inline_data": None}) == {"inlineData": None}


@pytest.mark.parametrize("key", ["more", "args"])
def test_what_is_nested_without_end_is_left_out(key: str) -> None:
    """All else stays; nobody who walks through the copy runs out of stack."""
    deep: object = "end"
    for _ in range(900):
        deep = {"in": [deep]}
    copy = camel({"text": "kept", key: deep})
    assert copy["text"] == "kept"
    assert repr(copy).count("in") < 60


def test_keys_that_are_data_stay() -> None:
    """Free-form fields are left alone, in both spellings of their own name."""
    body = {"args": {"my_key": 1}, "custom_metadata": {"my_key": 1}, "labels": {"a_b": "c"}}
    assert camel(body) == {"args": {"my_key": 1}, "customMetadata": {"my_key": 1}, "labels": {"a_b": "c"}}
