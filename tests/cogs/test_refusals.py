"""What Discord's refusals mean: where to go on, and with what."""

from types import SimpleNamespace
from typing import Any

import discord
import pytest

from bot.core.errors import PostFailed
from cogs._refusals import can_be_replaced, is_closed_to_us, is_unacceptable

ARCHIVED, GONE, TOO_LARGE, UNKNOWN_CHANNEL = 50083, 10008, 40005, 10003


def failed(status: int, code: int = 0) -> PostFailed:
    """A post that failed because Discord answered so."""
    response: Any = SimpleNamespace(status=status, reason="")
    kind = {403: discord.Forbidden, 404: discord.NotFound}.get(status, discord.HTTPException)
    error = PostFailed()
    error.__cause__ = kind(response, {"code": code, "message": ""})
    return error


@pytest.mark.parametrize(("status", "code"), [(404, GONE), (400, ARCHIVED), (401, 50027), (404, 10015)])
def test_what_can_not_be_edited_any_more_is_replaced(status: int, code: int) -> None:
    """Gone, archived, or its token is over: a new post may still be taken."""
    assert can_be_replaced(failed(status, code))


def test_what_is_refused_for_another_reason_is_not_replaced() -> None:
    """A channel that is gone takes no new post, and an error that is none of Discord's says nothing."""
    assert not can_be_replaced(failed(404, UNKNOWN_CHANNEL))
    assert not can_be_replaced(PostFailed())


def test_a_place_is_closed_that_is_gone_forbidden_or_locked() -> None:
    """Trying again is in vain there, which is not so where Discord is in trouble."""
    assert all(is_closed_to_us(failed(*why)) for why in ((403,), (404,), (400, ARCHIVED)))
    assert not is_closed_to_us(failed(503), to_words=True)
    assert not is_closed_to_us(PostFailed(), to_words=True)


def test_a_place_that_refuses_mere_words_takes_nothing() -> None:
    """A card that is refused may be too much; a sentence can't be made less."""
    assert is_closed_to_us(failed(400), to_words=True)
    assert not is_closed_to_us(failed(400))


def test_what_is_too_large_or_against_the_rules_is_unacceptable() -> None:
    """Less may be taken; a server error is no word on what was sent."""
    assert is_unacceptable(failed(413, TOO_LARGE))
    assert is_unacceptable(failed(400))
    assert not is_unacceptable(failed(503))
