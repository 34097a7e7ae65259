"""What families go by."""

from dataclasses import replace

import pytest

from bot.core.naming import as_listed, bare, folded, is_called, names, spelt
from tests.fakes import CATALOG

PRO = replace(CATALOG.family("nano-banana-pro"), ids={"mine": ("pro", "pro-2")})


def test_names_are_compared_whatever_the_case_and_the_blanks() -> None:
    """As people type them; what is asked for is spelt as the data spell it."""
    assert folded("  Nano \n BANANA ") == "nano banana"
    assert spelt("PRO-2", PRO) == "pro-2"
    assert spelt("Other", PRO) == "Other"


def test_a_family_goes_by_its_names_and_by_every_id_that_it_has_or_had() -> None:
    """Also where a relay puts the vendor in front."""
    assert {"nano-banana-pro", "Nano Banana Pro", "pro", "gemini-3-pro-image-preview"} <= names(PRO)
    assert all(
        is_called(PRO, name) for name in ("nano banana pro", "PRO-2", "google/pro", "a/b/gemini-3-pro-image-preview")
    )
    assert not any(is_called(PRO, name) for name in ("google/", "pro/x", ""))


@pytest.mark.parametrize(("model", "expected"), [("google/m", "m"), ("a/b/m", "m"), ("m", "m"), ("m/", ""), ("", "")])
def test_the_vendor_is_what_stands_before_the_last_slash(model: str, expected: str) -> None:
    """If anything does."""
    assert bare(model) == expected


@pytest.mark.parametrize(
    ("listed", "ids"),
    [
        ((), ("pro", "pro-2")),
        (("google/pro",), ("google/pro", "pro", "pro-2")),
        (("google/pro", "google/pro"), ("google/pro", "pro", "pro-2")),
        (("google/pro-2", "x/y"), ("pro", "google/pro-2", "pro-2")),
        (("google/pro", "pro"), ("pro", "pro-2")),
        (("google/pro", "vertex/pro"), ("pro", "pro-2")),
        (("pro/google", "google/pro-3"), ("pro", "pro-2")),
    ],
)
def test_an_id_is_asked_for_as_the_provider_lists_it(listed: tuple[str, ...], ids: tuple[str, ...]) -> None:
    """With its vendor in front where just one is listed; nothing is guessed between two."""
    (family,) = as_listed((PRO,), listed)
    assert family == replace(PRO, ids={"mine": ids})


def test_an_id_that_has_its_vendor_already_stays_the_first() -> None:
    """An operator may have named it so."""
    named = replace(PRO, ids={"mine": ("google/pro", "pro")})
    assert as_listed((named,), ("google/pro",)) == (named,)
