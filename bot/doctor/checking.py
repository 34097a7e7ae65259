"""Checks side by side, each within its time."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.doctor.findings import Finding, broken

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Check:
    """*look* finds something about *name*; after *seconds* it is given up."""

    name: str
    look: Callable[[], Awaitable[Sequence[Finding]]]
    seconds: float = 30.0


async def checked(checks: Sequence[Check]) -> list[Finding]:
    """What all of them find, in their order, whatever becomes of one."""
    found = await asyncio.gather(*map(_one, checks))
    return [finding for findings in found for finding in findings]


async def _one(check: Check) -> Sequence[Finding]:
    try:
        async with asyncio.timeout(check.seconds):
            return await check.look()
    except TimeoutError:
        sentence = f"did not come to an end within {check.seconds:g} seconds"
        return [broken(check.name, sentence, "Try again; when it stays like that, something on the way hangs.")]
    except Exception as error:  # noqa: BLE001 - one check that fails must not hide what the others find
        _log.debug("check %s", check.name, exc_info=error)
        sentence = f"could not be looked at ({type(error).__name__})"
        return [broken(check.name, sentence, "LOG_LEVEL=debug shows where; please report it.")]
