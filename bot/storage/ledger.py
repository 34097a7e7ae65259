"""The ledger's entries, written in the transaction that moves their turn."""

from typing import Any

from sqlalchemy import Function, func, insert, select, true

from bot.core.charge import Budget
from bot.core.turn import Turn
from bot.storage.database import Database
from bot.storage.rows import utc
from bot.storage.tables import ledger, turns
from bot.storage.transaction import Transaction

_ENTRY = ("turn", "closing", "amount", "place", "guild", "person", "at")


class Ledger:
    """Writes through connections of *database*."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def reserve(self, connection: Transaction, turn: Turn) -> None:
        """The opening entry of a new turn."""
        place = turn.place
        entry = (turn.id, False, turn.reserved, place.id, place.guild, turn.person.id, utc(turn.created_at))
        await connection.execute(insert(ledger).values(dict(zip(_ENTRY, entry, strict=True))))

    async def settle(self, connection: Transaction, *turn_ids: str) -> bool:
        """Bring what the turns' entries come to up or down to what their rows say that they were charged, or else hold.

        Dated like the reservation, whose day's budget it is. Says whether any comes to more than before.
        """
        entered = select(_sum()).where(ledger.c.turn == turns.c.id).scalar_subquery()
        missing = func.coalesce(turns.c.charged, turns.c.reserved) - entered
        row = select(turns.c.id, true(), missing, turns.c.place, turns.c.guild, turns.c.person, turns.c.created_at)
        entries = row.where(turns.c.id.in_(turn_ids), missing != 0)
        added = insert(ledger).from_select(_ENTRY, entries).returning(ledger.c.amount)
        return any(amount > 0 for amount in (await connection.execute(added)).scalars())

    async def left(self, connection: Transaction, budget: Budget) -> int:
        """What of *budget* is neither held nor spent in its time, this transaction's entries included; below 0: over.

        In millionths of a US dollar.
        """
        return budget.limit - await self.spent(connection, budget)

    async def spent(self, connection: Transaction, budget: Budget) -> int:
        """What is held and spent in the budget's time, this transaction's entries included."""
        spent = select(_sum()).where(ledger.c.at >= budget.since, ledger.c.at < budget.until)
        return int((await connection.execute(spent)).scalar_one())

    async def balance(self, turn_id: str) -> int:
        """What a turn holds or has cost, in millionths of a US dollar. Raises StorageFailed."""
        held = select(_sum()).where(ledger.c.turn == turn_id)
        async with self._database.reading() as connection:
            return int((await connection.execute(held)).scalar_one())


def _sum() -> Function[Any]:
    return func.coalesce(func.sum(ledger.c.amount), 0)
