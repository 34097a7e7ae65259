from bot.playground.discord.faults import Dropped, Faults, RateLimited, ServerError


def test_a_plan_strikes_the_nth_request_for_so_many_times() -> None:
    """Only matching requests count, and a plan ends."""
    faults = Faults()
    limited = RateLimited()
    faults.plan("POST", "/channels/*/messages", limited, nth=2, times=2)
    struck = [faults.strike("POST", "/channels/1/messages") for _ in range(4)]
    assert struck == [None, limited, limited, None]
    assert faults.strike("GET", "/channels/1/messages") is None


def test_plans_strike_one_after_the_other() -> None:
    """One request meets one fault; the next plan waits for the next request."""
    faults = Faults()
    faults.plan("*", "*", ServerError())
    faults.plan("GET", "/users/@me", Dropped())
    assert faults.unused == 2
    assert [faults.strike("GET", "/users/@me") for _ in range(3)] == [ServerError(), Dropped(), None]
    assert faults.unused == 0
