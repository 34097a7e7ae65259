"""The tables by themselves; what each row comes to is in test_every_failure.py."""

import pytest

from bot.gemini.failure_tables import Meaning, meaning, named_option


@pytest.mark.parametrize("status", [*range(300, 310), *range(400, 430), *range(500, 530), 599, 999])
def test_every_status_means_something_to_every_provider(status: int) -> None:
    """The last row of the common table holds always."""
    for tables in ((), ("newapi",), ("dmxapi", "newapi"), ("modelverse",), ("litellm",)):
        assert meaning(tables, status, "", "") in Meaning


def test_a_providers_own_table_comes_before_the_common_one() -> None:
    """The same answer is another failure where the provider says so."""
    assert meaning((), 401, "", "no") is Meaning.KEY
    assert meaning(("dmxapi", "newapi"), 401, "", "no") is Meaning.DOMAIN
    assert meaning((), 503, "model_not_found", "no") is Meaning.OVERLOADED
    assert meaning(("newapi",), 503, "model_not_found", "no") is Meaning.GROUP


@pytest.mark.parametrize(
    ("words", "option"),
    [
        ("Invalid value at 'generation_config.image_config.image_size'", "size"),
        ("imageSize 512 is not supported", "size"),
        ("Invalid aspect ratio '1:8'", "ratio"),
        ("aspectRatio is unknown", "ratio"),
        ("Thinking is not enabled for models/m", "thinking"),
        ("thinking_level HIGH is not supported", "thinking"),
        ("Search Grounding is not supported for this model.", "search"),
        ("tools[0].google_search", "search"),
        ("response_modalities must hold TEXT", "modalities"),
        ("Unable to process input image", None),
    ],
)
def test_the_option_that_an_error_names_is_found(words: str, option: str | None) -> None:
    """In camel case, snake case or words."""
    assert named_option(words) == option


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Image size is not supported for gemini-2.5-flash-image.", Meaning.OPTION),
        ("Thinking level HIGH is not supported for this model.", Meaning.OPTION),
        ("The model gemini-x does not exist", Meaning.GONE),
        ("Model gemini-x is no longer available", Meaning.GONE),
        ("Invalid value", Meaning.REJECTED),
    ],
)
def test_a_400_tells_options_from_models(message: str, expected: Meaning) -> None:
    """An option that a model lacks must not make the model count as gone."""
    assert meaning((), 400, "", message) is expected


@pytest.mark.parametrize("words", ["", "Moved", "<html>Moved</html>"])
@pytest.mark.parametrize("tables", [(), ("newapi",), ("dmxapi", "newapi"), ("modelverse",), ("litellm",)])
def test_a_redirect_tells_that_the_address_is_wrong(tables: tuple[str, ...], words: str) -> None:
    """Nothing was carried out, whatever the body says; 303 alone may lead to an answer that was made."""
    for status in (301, 302, 307, 308):
        assert meaning(tables, status, "", words) is Meaning.ADDRESS
    assert meaning(tables, 303, "", "") is Meaning.UNREADABLE
