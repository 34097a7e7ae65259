"""The ledger's entries, written in the transaction that moves their turn."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.charge import Budget
from bot.core.turn import Turn
from bot.storage.database import Database
from bot.storage.tables import ledger


class Ledger:
    """Writes through connections of *database*; an entry that is there already stays as it is."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def reserve(self, connection: AsyncConnection, turn: Turn) -> None:
        await self._add(connection, [_entry(turn, closing=False, amount=turn.reserved)])

    async def settle(self, connection: AsyncConnection, *turns: Turn) -> None:
        """Close the turns' entries with what they were charged, dated like the reservation: it is that day's budget."""
        charged = [(turn, turn.charged - turn.reserved) for turn in turns if turn.charged is not None]
        await self._add(connection, [_entry(turn, closing=True, amount=more) for turn, more in charged])

    async def within(self, connection: AsyncConnection, budget: Budget) -> bool:
        """Whether what is held and spent since the budget's start, this transaction's entries included, is in it."""
        spent = select(func.coalesce(func.sum(ledger.c.amount), 0)).where(ledger.c.at >= budget.since)
        return int((await connection.execute(spent)).scalar_one()) <= budget.limit

    async def balance(self, turn_id: str) -> int:
        """What a turn holds or has cost, in millionths of a US dollar. Raises StorageFailed."""
        held = select(func.coalesce(func.sum(ledger.c.amount), 0)).where(ledger.c.turn == turn_id)
        async with self._database.reading() as connection:
            return int((await connection.execute(held)).scalar_one())

    async def _add(self, connection: AsyncConnection, entries: Sequence[dict[str, Any]]) -> None:
        if entries:
            added = self._database.insert(ledger).on_conflict_do_nothing(index_elements=["turn", "closing"])
            await connection.execute(added, entries)


def _entry(turn: Turn, *, closing: bool, amount: int) -> dict[str, Any]:
    return {
        "turn": turn.id,
        "closing": closing,
        "amount": amount,
        "place": turn.place.id,
        "guild": turn.place.guild,
        "person": turn.person.id,
        "at": turn.created_at,
    }
