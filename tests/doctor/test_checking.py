"""Checks side by side."""

import asyncio
from collections.abc import Sequence

from bot.doctor.checking import Check, checked
from bot.doctor.findings import Finding, State, ok


async def test_checks_run_side_by_side_and_keep_their_order() -> None:
    """The first waits for the second here, and is still told first."""
    met = asyncio.Event()

    async def first() -> Sequence[Finding]:
        await met.wait()
        return [ok("first", "")]

    async def second() -> Sequence[Finding]:
        met.set()
        return [ok("second", ""), ok("third", "")]

    found = await checked([Check("first", first), Check("second", second)])
    assert [finding.name for finding in found] == ["first", "second", "third"]


async def test_one_that_hangs_or_fails_does_not_hide_the_others() -> None:
    """Each of these is a broken finding of its own, without the error's text, which may hold a secret."""

    async def hangs() -> Sequence[Finding]:
        await asyncio.Event().wait()
        return []

    async def fails() -> Sequence[Finding]:
        raise ValueError("secret")

    async def works() -> Sequence[Finding]:
        return [ok("works", "")]

    late, failed, fine = await checked([Check("hangs", hangs, 0.01), Check("fails", fails), Check("works", works)])
    assert (late.state, failed.state, fine.state) == (State.BROKEN, State.BROKEN, State.OK)
    assert "did not come to an end" in late.sentence
    assert "ValueError" in failed.sentence
    assert "secret" not in failed.sentence
