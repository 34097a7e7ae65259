"""What relays lose."""

from bot.playground.gemini.marshalling import marshalled

DROPS = frozenset({"thought_signature", "file_data", "generation_config"})


def test_keys_that_a_relay_has_no_place_for_are_lost_and_named() -> None:
    """Nothing tells the client, so the record does."""
    parts = [{"text": "a", "thought_signature": "x"}, {"file_data": {}}]
    kept, lost = marshalled({"contents": [{"parts": parts}], "generation_config": {}}, DROPS)
    assert kept == {"contents": [{"parts": [{"text": "a"}, {}]}]}
    assert lost == [
        "dropped contents[0].parts[0].thought_signature",
        "dropped contents[0].parts[1].file_data",
        "dropped generation_config",
    ]


def test_pictures_in_snake_case_are_understood() -> None:
    """The one snake_case key that relays do know."""
    part = {"inline_data": {"mime_type": "image/png", "data": "AA=="}}
    assert marshalled([part], DROPS) == ([{"inlineData": {"mimeType": "image/png", "data": "AA=="}}], [])
