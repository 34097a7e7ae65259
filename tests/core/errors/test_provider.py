"""Providers that give no usable answer."""

from bot.core.errors import AnswerUnreadable, Cost, KeyRefused, RateLimited


def test_a_wait_that_the_provider_names_is_passed_on() -> None:
    """RetryInfo's seconds reach the person."""
    assert "about 7 seconds" in RateLimited(6.6).sentence
    assert RateLimited(0.4).sentence.endswith("in about 1 second.")
    assert "few minutes" in RateLimited().sentence


def test_the_request_id_is_for_the_log_alone() -> None:
    """The provider's id is kept on the failure and not in the sentence."""
    error = KeyRefused(request_id="req-123")
    assert error.request_id == "req-123"
    assert "req-123" not in error.told


def test_an_unreadable_picture_was_charged_for() -> None:
    """Whoever knows that the answer was a success says so."""
    assert AnswerUnreadable(cost=Cost.CHARGED).charge is Cost.CHARGED
