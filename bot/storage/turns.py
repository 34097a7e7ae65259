"""The turns port over SQL."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    delete,
    func,
    literal,
    null,
    or_,
    select,
    update,
)

from bot.core.charge import Budget
from bot.core.errors import BudgetSpent, StorageUnavailable
from bot.core.turn import State, Turn
from bot.storage import rows
from bot.storage.database import Database
from bot.storage.failures import storing
from bot.storage.ledger import Ledger
from bot.storage.reading import OPEN, Reader
from bot.storage.tables import asked, places, turns
from bot.storage.transaction import Transaction


class SqlTurns:
    """Keeps every promise of the port on any database that `Database` takes. Paths are cut at *longest_path* turns."""

    def __init__(self, database: Database, *, longest_path: int = 1000) -> None:
        self._database, self._ledger = database, Ledger(database)
        self._longest_path, self._reader = longest_path, Reader()

    async def accept(self, turn: Turn, budget: Budget | None = None) -> Turn:
        added = self._database.insert(turns).values(rows.added(turn)).on_conflict_do_nothing(index_elements=["origin"])
        async with self._database.writing() as connection:
            await connection.execute(delete(asked).where(asked.c.origin == turn.origin.id))
            if (await connection.execute(added)).rowcount:
                await self._ledger.reserve(connection, turn)
                if budget and (left := await self._ledger.left(connection, budget)) < 0:
                    raise BudgetSpent(turn.reserved, left + turn.reserved, budget.limit)
                return turn
            found = await connection.execute(select(turns).where(turns.c.origin == turn.origin.id))
            return rows.turn(found.mappings().one())

    async def spent(self, budget: Budget) -> int:
        async with self._database.reading() as connection:
            return await self._ledger.spent(connection, budget)

    async def get(self, turn_id: str) -> Turn | None:
        return await self._one(select(turns).where(turns.c.id == turn_id))

    async def by_origin(self, origin: int) -> Turn | None:
        return await self._one(select(turns).where(turns.c.origin == origin))

    async def shown_in(self, post: int) -> Turn | None:
        return await self._one(select(turns).where(turns.c.post == post).order_by(turns.c.seq.desc()).limit(1))

    async def path(self, turn_id: str) -> Sequence[Turn]:
        step = select(turns.c.seq, turns.c.parent, literal(1).label("depth")).where(turns.c.id == turn_id)
        path = step.cte("path", recursive=True)
        onward = select(turns.c.seq, turns.c.parent, path.c.depth + 1)
        path = path.union_all(onward.join(path, turns.c.id == path.c.parent).where(path.c.depth < self._longest_path))
        return await self._many(select(turns).join(path, turns.c.seq == path.c.seq).order_by(path.c.depth.desc()))

    async def save(self, turn: Turn, *, was: State, as_head: bool = False, budget: Budget | None = None) -> bool:
        kept: dict[str, ColumnElement[Any]] = {name: func.coalesce(new, turns.c[name]) for name, new in _lasting(turn)}
        if turn.unposted:  # what was noted as its post shows something else
            kept["post"] = null()
        change = (
            update(turns)
            .where(turns.c.id == turn.id, turns.c.state == was.value)
            .where(or_(turns.c.called_at.is_(None), turns.c.called_at == turn.called_at))
            .values(rows.changed(turn) | kept)
            .values(token=None if turn.closed_at else case((turns.c.closed_at.is_(None), turns.c.token)))
            .values(charged=func.coalesce(turns.c.charged, turn.charged))
        )
        async with self._database.writing() as connection:
            if not (await connection.execute(change)).rowcount:
                return False
            more = await self._ledger.settle(connection, turn.id)
            if more and budget and (left := await self._ledger.left(connection, budget)) < 0:
                raise BudgetSpent(turn.reserved, left + turn.reserved, budget.limit)
            if as_head:
                await self._lead(connection, turn)
            return True

    async def save_failed(self, failed: Sequence[Turn]) -> int:
        standing = select(turns.c.id).where(turns.c.closed_at.is_(None), turns.c.state == State.ACCEPTED.value)
        async with self._database.writing() as connection:
            accepted = set((await connection.execute(standing)).scalars())
            moved = [turn for turn in failed if turn.id in accepted]
            if moved:
                await connection.execute(_FAIL, [_failure(turn) for turn in moved])
                await self._ledger.settle(connection, *(turn.id for turn in moved))
            return len(moved)

    async def correct(self, turn: Turn) -> bool:
        change = (
            update(turns)
            .where(turns.c.id == turn.id, turns.c.state == State.CANCELLED.value, turns.c.reply.is_(None))
            .values(reply=rows.text(turn.reply) if turn.reply else None, charged=turn.charged)
        )
        async with self._database.writing() as connection:
            if not (await connection.execute(change)).rowcount:
                return False
            await self._ledger.settle(connection, turn.id)
            return True

    async def note_post(self, turn_id: str, post: int) -> None:
        open_or_unseen = or_(turns.c.closed_at.is_(None), and_(turns.c.post.is_(None), turns.c.unposted.is_(None)))
        async with self._database.writing() as connection:
            await connection.execute(update(turns).where(turns.c.id == turn_id, open_or_unseen).values(post=post))

    async def note_sending(self, turn_id: str, channel: int) -> bool:
        still_open = update(turns).where(turns.c.id == turn_id, turns.c.closed_at.is_(None))
        async with self._database.writing() as connection:
            return bool((await connection.execute(still_open.values(sent_to=channel))).rowcount)

    async def forget_post(self, turn_id: str) -> None:
        async with self._database.writing(StorageUnavailable) as connection:
            await connection.execute(update(turns).where(turns.c.id == turn_id).values(post=None))

    async def head(self, place: int) -> Turn | None:
        return await self._one(select(turns).join(places, places.c.head == turns.c.id).where(places.c.id == place))

    async def move_head(self, place: int, *, was: str, to: str | None) -> bool:
        moved = update(places).where(places.c.id == place, places.c.head == was).values(head=to)
        async with self._database.writing(StorageUnavailable) as connection:
            return bool((await connection.execute(moved)).rowcount)

    async def reset(self, place: int) -> None:
        newest = select(func.coalesce(func.max(turns.c.seq), 0)).where(turns.c.place == place).scalar_subquery()
        added = self._database.insert(places).values(id=place, head=None, reset_at=newest)
        again = {"head": None, "reset_at": newest}
        async with self._database.writing(StorageUnavailable) as connection:
            await connection.execute(added.on_conflict_do_update(index_elements=["id"], set_=again))

    async def awaited(self, place: int) -> Sequence[Turn]:
        reset_at = select(places.c.reset_at).where(places.c.id == place).scalar_subquery()
        still_open = OPEN.where(turns.c.place == place)
        return await self._readable(still_open.where(turns.c.seq > func.coalesce(reset_at, 0)))

    async def unfinished(self) -> Sequence[Turn]:
        return await self._readable(OPEN)

    async def owed(self, since: datetime) -> Sequence[Turn]:
        cancelled = select(turns).where(turns.c.state == State.CANCELLED.value, turns.c.created_at >= since)
        waiting = cancelled.where(turns.c.task.is_not(None), turns.c.reply.is_(None))
        return await self._readable(waiting.order_by(turns.c.seq))

    async def recent(self, place: int, limit: int, before: str | None = None) -> Sequence[Turn]:
        delivered = select(turns).where(turns.c.place == place, turns.c.state == State.DELIVERED.value)
        if before is not None:
            at = turns.alias()
            delivered = delivered.where(turns.c.seq < select(at.c.seq).where(at.c.id == before).scalar_subquery())
        return await self._readable(delivered.order_by(turns.c.seq.desc()).limit(limit))

    async def unposted(self, person: int, limit: int) -> Sequence[Turn]:
        theirs = select(turns).where(turns.c.person == person, turns.c.unposted.is_not(None))
        return await self._readable(theirs.order_by(turns.c.seq.desc()).limit(limit))

    async def _one(self, query: Select[Any]) -> Turn | None:
        async with self._database.reading() as connection:
            found = (await connection.execute(query)).mappings().one_or_none()
        with storing(StorageUnavailable):
            return rows.turn(found) if found else None

    async def _many(self, query: Select[Any]) -> Sequence[Turn]:
        """Reading the JSON of a long path takes longer than the event loop has: it happens in a thread."""
        async with self._database.reading() as connection:
            found = (await connection.execute(query)).mappings().all()
        with storing(StorageUnavailable):
            return await asyncio.to_thread(lambda: tuple(map(rows.turn, found)))

    async def _readable(self, query: Select[Any]) -> Sequence[Turn]:
        """The same without the rows that can't be read, where each stands for itself."""
        async with self._database.reading() as connection:
            found = (await connection.execute(query)).mappings().all()
        return await asyncio.to_thread(self._reader.turns, found)

    async def _lead(self, connection: Transaction, turn: Turn) -> None:
        seq = select(turns.c.seq).where(turns.c.id == turn.id).scalar_subquery()
        added = self._database.insert(places).values(id=turn.place.id, head=turn.id)
        since_reset = func.coalesce(places.c.reset_at, 0) < seq
        led = added.on_conflict_do_update(index_elements=["id"], set_={"head": turn.id}, where=since_reset)
        await connection.execute(led)


_FAIL = (
    update(turns)
    .where(turns.c.id == bindparam("failed"))
    .values(state=State.FAILED.value, failure=bindparam("why"), charged=bindparam("owed"))
)


def _failure(turn: Turn) -> dict[str, Any]:
    return {"failed": turn.id, "why": rows.text(turn.failure), "owed": turn.charged}


def _lasting(turn: Turn) -> Iterator[tuple[str, Any]]:
    """What a row never loses again, whoever saves it having read it before."""
    changes = rows.changed(turn) | {"post": turn.post, "task": turn.task}
    return ((name, changes[name]) for name in ("post", "task", "reply", "failure", "closed_at"))
