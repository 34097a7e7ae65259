"""The short form of the torture; `make torture` is the long one."""

import secrets
from pathlib import Path

from tests.torture.ordeal import SHORT, torture


async def test_a_short_torture_loses_doubles_and_mixes_up_nothing(tmp_path: Path) -> None:
    """Killed at random moments amid faults on both sides, every accepted turn ends once, in order, paid once."""
    seed = secrets.randbelow(2**31)
    outcome = await torture(tmp_path, seed, SHORT)
    assert [str(verdict) for verdict in outcome.verdicts if verdict.broken] == [], f"seed {seed}"
