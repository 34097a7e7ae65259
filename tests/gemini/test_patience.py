"""Trying again, and when not to."""

import pytest

from bot.core.errors import AnswerCut, Overloaded, PlantainError, ProviderBroken, RateLimited, TimedOut
from bot.gemini.patience import Patience


class Calls:
    """A call that fails with each of *failures*, then succeeds."""

    def __init__(self, *failures: PlantainError) -> None:
        self.failures, self.made, self.waited = list(failures), 0, list[float]()

    async def attempt(self) -> str:
        self.made += 1
        if self.failures:
            raise self.failures.pop(0)
        return "done"

    async def wait(self, seconds: float) -> None:
        self.waited.append(seconds)

    def patience(self) -> Patience:
        return Patience(self.wait, lambda: 0.5)


async def test_the_providers_own_delay_is_honoured() -> None:
    """RetryInfo says 7 seconds: the next try comes after 7 and a little jitter."""
    calls = Calls(RateLimited(7))
    assert await calls.patience().through(calls.attempt) == "done"
    assert calls.waited == [7.5]


async def test_pauses_grow_where_no_delay_is_named() -> None:
    """Two more tries, then the failure is told."""
    calls = Calls(Overloaded(), RateLimited(), Overloaded(), Overloaded())
    with pytest.raises(Overloaded):
        await calls.patience().through(calls.attempt)
    assert (calls.made, calls.waited) == (3, [2.5, 8.5])


async def test_a_long_delay_is_told_instead_of_waited_for() -> None:
    """A quota that resets in an hour is the person's to know at once."""
    calls = Calls(RateLimited(3600))
    with pytest.raises(RateLimited):
        await calls.patience().through(calls.attempt)
    assert calls.waited == []


@pytest.mark.parametrize("failure", [ProviderBroken(), TimedOut(300), AnswerCut()])
async def test_what_may_have_been_billed_is_never_sent_again(failure: PlantainError) -> None:
    """One attempt, then the sentence that says that it may have cost."""
    calls = Calls(failure)
    with pytest.raises(type(failure)):
        await calls.patience().through(calls.attempt)
    assert calls.made == 1
