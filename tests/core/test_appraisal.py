"""What there is to say of a reply."""

from dataclasses import replace

import pytest

from bot.core.appraisal import appraised
from bot.core.request import Options
from tests.fakes import CATALOG, picture, reply, request

FAMILY = CATALOG.family("nano-banana-2.1")


def test_what_came_as_asked_needs_no_words() -> None:
    """What was said of it before stays."""
    made = reply(notes=("odd",))
    assert appraised(made, request(), FAMILY, CATALOG) == made


@pytest.mark.parametrize(
    ("size", "side", "shrink", "note"),
    [
        ("0.5K", 1024, 2, "drawn at 1K and scaled down"),
        ("0.5K", 4096, 8, "drawn at 4K and scaled down"),
        ("2K", 1024, 1, "asked 2K, received 1024\N{MULTIPLICATION SIGN}1024"),
    ],
)
def test_another_size_than_asked_is_told(size: str, side: int, shrink: int, note: str) -> None:
    """Larger is scaled down where that was to be had nowhere, smaller stays as it is."""
    made = reply(pictures=(replace(picture(), width=side, height=side),))
    seen = appraised(made, request(options=Options("1:1", size)), FAMILY, CATALOG)
    assert (seen.shrink, [said.replace("1:1 ", "") for said in seen.notes]) == (shrink, [note])


def test_another_family_is_told() -> None:
    """By the id that the answer gives itself."""
    (note,) = appraised(reply(model="gemini-3-pro-image"), request(), FAMILY, CATALOG).notes
    assert note == "the provider let Nano Banana Pro draw this in place of Nano Banana 2.1"
