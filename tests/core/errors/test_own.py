"""Failures of our own."""

from bot.core.errors import Cost, Interrupted, PostFailed, StorageFailed, StorageUnavailable, Unexpected


def test_a_restart_in_the_middle_of_a_call_offers_again() -> None:
    """Nothing is repeated in silence: the person decides."""
    assert "Again" in Interrupted().told
    assert Interrupted().charge is Cost.MAYBE


def test_a_picture_that_discord_refused_is_kept() -> None:
    """The person learns where it is, and that it was paid for."""
    assert "/history" in PostFailed().told
    assert PostFailed().charge is Cost.CHARGED


def test_what_is_not_asked_of_a_model_costs_nothing() -> None:
    """A result that is not stored may have been paid for; looking at what is kept never is."""
    assert StorageFailed().charge is Cost.MAYBE
    assert StorageUnavailable().told.endswith(Cost.NOTHING.sentence)
    assert isinstance(StorageUnavailable(), StorageFailed)


def test_what_nobody_foresaw_has_an_id() -> None:
    """The id leads the operator to the log entry."""
    assert "abc123" in Unexpected("abc123").told
