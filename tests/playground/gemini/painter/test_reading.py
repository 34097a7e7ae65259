"""Words and what they mean."""

import pytest

from bot.playground.gemini.painter.reading import mood


def test_times_weathers_colours_and_things_are_heard() -> None:
    """A prompt's words become what is to be seen."""
    heard = mood("A red Lighthouse at DUSK, in winter")
    assert (heard.time, heard.weather, heard.things, heard.sea) == ("dusk", ("snow",), ("lighthouse",), True)
    assert heard.colour == (214, 48, 49)


@pytest.mark.parametrize("words", ["", "something else", "snowman-like houseboats"])
def test_whole_words_only(words: str) -> None:
    """A word inside another word means nothing."""
    assert mood(words).empty


def test_some_chinese_is_understood() -> None:
    """Signs count wherever they stand."""
    assert mood("夜里的灯塔").time == "night"
    assert mood("夜里的灯塔").things == ("lighthouse",)
