"""Ids as Discord makes them: milliseconds since 2015 in the upper bits (Discord docs, API reference, Snowflakes)."""

from collections.abc import Callable

EPOCH_MS = 1_420_070_400_000


def snowflake_source(clock: Callable[[], float]) -> Callable[[], int]:
    """Make an id source that never gives the same or a smaller id twice, whatever the clock does."""
    last = 0

    def next_id() -> int:
        nonlocal last
        last = max(last + 1, (int(clock() * 1000) - EPOCH_MS) << 22)
        return last

    return next_id


def seconds_of(snowflake: int) -> float:
    """When the id was made, in seconds since 1970."""
    return ((snowflake >> 22) + EPOCH_MS) / 1000
