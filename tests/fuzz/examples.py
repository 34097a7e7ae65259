"""How many examples are tried: few and the same ones every time, or with HYPOTHESIS_PROFILE=long many new ones."""

import os

from hypothesis import HealthCheck, Phase, settings

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
_TIMES = 20
_LEAST = 5


def examples(count: int) -> settings:
    """The decorator for a test that tries *count* examples, in a usual run half as many: every run has to be short."""
    return settings(
        max_examples=count * _TIMES if LONG else max(_LEAST, count // 2),
        derandomize=not LONG,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
