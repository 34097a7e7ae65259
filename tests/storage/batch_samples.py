"""Batches to store."""

from dataclasses import replace
from itertools import count

from bot.core.batch import Batch, Way, plan
from bot.core.request import Options, Request, Thinking
from bot.core.turn import Person, Place
from tests.fakes import CATALOG
from tests.storage.samples import NOW

REQUESTS = (
    Request("a fox", "nano-banana-2.1", options=Options("16:9", "2K", Thinking.HIGH)),
    Request('=1+"ü', "nano-banana-2.1"),
    Request("an owl", "nano-banana-pro"),
)
_numbers = count(1)


def a_batch(**changes: object) -> Batch:
    """A fresh one with two jobs."""
    number = next(_numbers)
    plain = Batch(
        id=f"b{number:012d}",
        place=Place(2**62, 10, 10 * 2**20),
        person=Person(1, "Ada"),
        origin=2**60 + number,
        application=5,
        requests=REQUESTS,
        way=Way.JOBS,
        created_at=NOW,
        jobs=plan(REQUESTS, CATALOG),
    )
    return replace(plain, **changes)  # type: ignore[arg-type] # any field
