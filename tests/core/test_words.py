"""What of words can be read."""

import pytest

from bot.core.words import legible, said


@pytest.mark.parametrize(
    "nothing", ["", " \t\n", "\u200b", "\ufeff\u2060", "\u3164", "\u2800 ", "\ufe0f", "\U000e0061", "\x00"]
)
def test_what_cannot_be_seen_says_nothing(nothing: str) -> None:
    """Spaces, signs without width, fillers and marks for what is not there."""
    assert said(nothing) == ""


@pytest.mark.parametrize(
    "words", ["a", "1", "\N{FOX FACE}", "\N{WOMAN}\u200d\N{ROCKET}", "\u200bfox", "\u0301", "\U000f0000"]
)
def test_what_can_be_seen_stays_as_it_is(words: str) -> None:
    """With the signs without width that hold it together; only the space around it goes."""
    assert said(f" {words}\n") == words


LINE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"


@pytest.mark.parametrize(
    ("words", "left"),
    [
        (f"Here: data:;base64,{LINE * 9}== Done", "Here: … Done"),
        (f"![x](data:image/png;charset=utf-8;base64, {LINE})", "![x](…)"),
        (f"{LINE}\n{LINE}\nDone", "…\n…\nDone"),
        (LINE.replace("+", "-").replace("/", "_"), "…"),
        (f"see https://a.example/{LINE * 2}?b={LINE} for more", f"see https://a.example/{LINE * 2}?b={LINE} for more"),
        ("-" * 80 + "\n" + "灯台" * 80, "-" * 80 + "\n" + "灯台" * 80),
        ("Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz", None),
    ],
)
def test_what_only_machines_read_is_left_out(words: str, left: str | None) -> None:
    """Base64, with what announces it; long words, rules, letters of other alphabets and addresses are for people."""
    assert legible(words) == (left or words)


@pytest.mark.parametrize("text", ["data:", "A" * 59 + " ", "data:a/b;c,", "https://", "A", "data:a;b=" + "c" * 110])
def test_reading_takes_no_time_without_end(text: str) -> None:
    """A megabyte of beginnings is read as quickly as a megabyte of anything else."""
    assert legible(text * (2**20 // len(text)))
