"""The batches port over SQL."""

import asyncio
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, insert, select, update

from bot.core.batch import Batch, BatchState, Job, JobState, origins
from bot.core.charge import Budget
from bot.core.errors import BudgetSpent, StorageUnavailable
from bot.core.turn import Turn
from bot.storage import batch_rows, rows
from bot.storage.database import Database
from bot.storage.failures import storing
from bot.storage.ledger import Ledger
from bot.storage.rows import utc
from bot.storage.tables import batch_items, batch_jobs, batches, turns
from bot.storage.transaction import Transaction

_UNSTARTED = batches.c.started_at.is_(None)


class SqlBatches:
    """Keeps every promise of the port on any database that `Database` takes."""

    def __init__(self, database: Database) -> None:
        self._database, self._ledger = database, Ledger(database)

    async def add(self, batch: Batch, most: int) -> Batch:
        added = self._database.insert(batches).values(batch_rows.added(batch))
        async with self._database.writing() as connection:
            new = (await connection.execute(added.on_conflict_do_nothing(index_elements=["origin"]))).rowcount
            same = select(batches.c.serial).where(batches.c.origin == batch.origin)
            serial = int((await connection.execute(same)).scalar_one())
            if new:
                numbered = enumerate(batch.requests, start=1)
                items = [batch_rows.item(serial, number, request) for number, request in numbered]
                await connection.execute(insert(batch_items), items)
                if batch.jobs:
                    jobs = [batch_rows.job_added(serial, job) for job in batch.jobs]
                    await connection.execute(insert(batch_jobs), jobs)
                await self._forget(connection, _beyond(batch.person.id, most))
            return (await self._found(connection, batches.c.serial == serial))[0]

    async def get(self, batch_id: str) -> Batch | None:
        async with self._database.reading() as connection:
            found = await self._found(connection, batches.c.id == batch_id)
        return found[0] if found else None

    async def start(self, batch: Batch, turns: Sequence[Turn], budget: Budget | None = None) -> bool:
        async with self._database.writing() as connection:
            if not await self._moved(connection, batch, {BatchState.OFFERED}):
                return False
            for turn in turns:
                await self._accept(connection, turn)
            if budget and (left := await self._ledger.left(connection, budget)) < 0:
                needed = sum(turn.reserved for turn in turns)
                raise BudgetSpent(needed, left + needed, budget.limit, is_list=True)
            return True

    async def forget_offers(self, before: datetime) -> int:
        found = select(batches.c.serial).where(_UNSTARTED, batches.c.created_at < utc(before))
        async with self._database.reading() as connection:
            if (await connection.execute(found.limit(1))).first() is None:
                return 0
        async with self._database.writing() as connection:
            return await self._forget(connection, found)

    async def move(self, batch: Batch, *, was: Collection[BatchState]) -> bool:
        async with self._database.writing() as connection:
            return await self._moved(connection, batch, was)

    async def save_job(self, batch: Batch, job: Job, *, was: JobState) -> bool:
        change = (
            update(batch_jobs)
            .where(
                batch_jobs.c.batch == batch.serial,
                batch_jobs.c.number == job.number,
                batch_jobs.c.state == was.value,
            )
            .values(batch_rows.job_changed(job))
        )
        async with self._database.writing() as connection:
            return bool((await connection.execute(change)).rowcount)

    async def turns(self, batch: Batch) -> Sequence[Turn]:
        found = select(turns).where(turns.c.origin.between(*origins(batch.serial))).order_by(turns.c.seq)
        async with self._database.reading() as connection:
            entries = (await connection.execute(found)).mappings().all()
        with storing(StorageUnavailable):
            return await asyncio.to_thread(lambda: tuple(map(rows.turn, entries)))

    async def running(self) -> Sequence[Batch]:
        started, closed = batches.c.started_at, batches.c.closed_at
        async with self._database.reading() as connection:
            return await self._found(connection, started.is_not(None) & closed.is_(None))

    async def _forget(self, connection: Transaction, found: Select[tuple[int]]) -> int:
        for part in (batch_items, batch_jobs):
            await connection.execute(delete(part).where(part.c.batch.in_(found)))
        return (await connection.execute(delete(batches).where(batches.c.serial.in_(found)))).rowcount

    async def _accept(self, connection: Transaction, turn: Turn) -> None:
        await connection.execute(insert(turns).values(rows.added(turn)))
        await self._ledger.reserve(connection, turn)

    async def _moved(self, connection: Transaction, batch: Batch, was: Collection[BatchState]) -> bool:
        states = [state.value for state in was]
        change = update(batches).where(batches.c.serial == batch.serial, batches.c.state.in_(states))
        return bool((await connection.execute(change.values(batch_rows.changed(batch)))).rowcount)

    async def _found(self, connection: Transaction, wanted: ColumnElement[bool]) -> Sequence[Batch]:
        found = (await connection.execute(select(batches).where(wanted).order_by(batches.c.serial))).mappings().all()
        parts: list[tuple[Any, ...]] = []
        for row in found:
            items = select(batch_items).where(batch_items.c.batch == row["serial"]).order_by(batch_items.c.number)
            jobs = select(batch_jobs).where(batch_jobs.c.batch == row["serial"]).order_by(batch_jobs.c.number)
            parts.append((row, *[(await connection.execute(part)).mappings().all() for part in (items, jobs)]))
        with storing(StorageUnavailable):
            return await asyncio.to_thread(lambda: tuple(batch_rows.batch(*each) for each in parts))


def _beyond(person: int, most: int) -> Select[tuple[int]]:
    """What a person never started, without the *most* that count most: those that can be started yet, newest first."""
    theirs = select(batches.c.serial).where(_UNSTARTED, batches.c.person == person)
    return theirs.order_by(batches.c.closed_at.is_not(None), batches.c.serial.desc()).offset(most)
