"""What must hold of money after any torture, each as a count of what breaks it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from tests.torture.books import Row
from tests.torture.evidence import Evidence


def overpaid(found: Evidence) -> Iterator[str]:
    """Nobody is charged twice for one turn: a call that may have been charged is never made again."""
    turns = Counter(turn.wish for turn in found.called)
    charged = Counter(call.wish for call in found.calls if call.billed)
    yield from (
        f"wish {wish}: {times} charged calls for {turns[wish]} turns"
        for wish, times in charged.items()
        if times > turns[wish]
    )
    if found.billed > len(found.called) + found.hit:
        yield f"{found.billed} charged calls for {len(found.called)} turns that were begun"


def unbalanced(found: Evidence) -> Iterator[str]:
    """For each turn the ledger's entries sum up to what the turn was charged, and nothing stays reserved."""
    for turn in found.turns:
        entries = found.entries[turn.id]
        opened = sum(not entry.closing for entry in entries)
        if opened != 1 or turn.charged is None:
            yield f"{turn.id} has {opened} opening entries and was charged {turn.charged}"
        elif sum(entry.amount for entry in entries) != turn.charged:
            yield f"{turn.id} was charged {turn.charged}, the ledger says {sum(entry.amount for entry in entries)}"
    if strangers := found.entries.keys() - {turn.id for turn in found.turns}:
        yield f"entries of turns that there are not: {strangers}"


def mischarged(found: Evidence) -> Iterator[str]:
    """A shown picture costs what the model's own count says, a failure what its sentence says, and no call nothing."""
    prices: dict[int, Counter[int]] = defaultdict(Counter)
    for call in found.calls:
        if call.billed and call.price is not None:
            prices[call.wish][call.price] += 1
    for turn in found.turns:
        if turn.state == "delivered":
            if not prices[turn.wish][turn.charged or 0]:
                yield f"{turn.id} was charged {turn.charged}, and the answers to its wish cost {prices[turn.wish]}"
            prices[turn.wish][turn.charged or 0] -= 1
        elif turn.charged not in (owed := _owed(turn, prices[turn.wish])):
            yield f"{turn.id} ({turn.state}, cost: {turn.cost}) was charged {turn.charged} instead of {owed}"


def forgiven(found: Evidence) -> Iterator[str]:
    """Every call that would be charged is in the books of one turn."""
    charged = Counter(turn.wish for turn in found.turns if turn.charged)
    for wish, times in Counter(call.wish for call in found.calls if call.billed).items():
        if times > charged[wish]:
            yield f"wish {wish}: {times} charged calls, and {charged[wish]} turns that were charged"


def _owed(turn: Row, prices: Iterable[int]) -> set[int]:
    """Nothing where it says so; else what an answer without a picture cost, or all that was held where none came.

    A cancelled turn said what it may cost before its call had its end, which may have been for nothing.
    """
    if not turn.called_at or turn.cost == "nothing":
        return {0}
    return {turn.reserved, *prices, *([0] if turn.state == "cancelled" else [])}
