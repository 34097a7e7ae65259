"""The ledger's entries, written in the transaction that moves their turn."""

from datetime import datetime
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
        await self._add(connection, turn, turn.created_at, closing=False, amount=turn.reserved)

    async def settle(self, connection: AsyncConnection, turn: Turn) -> None:
        """Close the turn's entry with what it was charged; dated like the reservation, whose day's budget it is."""
        if turn.charged is not None:
            given_back = turn.charged - turn.reserved
            await self._add(connection, turn, turn.created_at, closing=True, amount=given_back)

    async def within(self, connection: AsyncConnection, budget: Budget) -> bool:
        """Whether what is held and spent since the budget's start, this transaction's entries included, is in it."""
        spent = select(func.coalesce(func.sum(ledger.c.amount), 0)).where(ledger.c.at >= budget.since)
        return int((await connection.execute(spent)).scalar_one()) <= budget.limit

    async def balance(self, turn_id: str) -> int:
        """What a turn holds or has cost, in millionths of a US dollar. Raises StorageFailed."""
        held = select(func.coalesce(func.sum(ledger.c.amount), 0)).where(ledger.c.turn == turn_id)
        async with self._database.reading() as connection:
            return int((await connection.execute(held)).scalar_one())

    async def _add(self, connection: AsyncConnection, turn: Turn, at: datetime, *, closing: bool, amount: int) -> None:
        entry: dict[str, Any] = {
            "turn": turn.id,
            "closing": closing,
            "amount": amount,
            "place": turn.place.id,
            "guild": turn.place.guild,
            "person": turn.person.id,
            "at": at,
        }
        added = self._database.insert(ledger).values(entry)
        await connection.execute(added.on_conflict_do_nothing(index_elements=["turn", "closing"]))
