from bot.playground.discord.snowflakes import seconds_of, snowflake_source
from tests.worlds import ManualClock


def test_ids_carry_their_time_and_never_repeat() -> None:
    """Ids grow even when the clock stands still or goes back, and tell when they were made."""
    clock = ManualClock()
    source = snowflake_source(clock)
    first, second = source(), source()
    clock.advance(-10)
    assert first < second < source()
    assert seconds_of(first) == clock.now + 10
