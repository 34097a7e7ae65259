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


def test_keys_that_are_data_stay() -> None:
    """Free-form fields are left alone, in both spellings of their own name."""
    body = {"args": {"my_key": 1}, "custom_metadata": {"my_key": 1}, "labels": {"a_b": "c"}}
    assert camel(body) == {"args": {"my_key": 1}, "customMetadata": {"my_key": 1}, "labels": {"a_b": "c"}}
