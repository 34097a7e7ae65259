"""The contract of the turns port over SQLite, and what SQL adds to it."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from bot.core.errors import StorageFailed, StorageUnavailable
from bot.core.reception import Asked
from bot.core.turn import State, Turn
from bot.storage.asked import SqlAsked
from bot.storage.database import Database
from bot.storage.turns import SqlTurns
from tests.storage.samples import NOW, PLACE, REPLY, a_turn
from tests.storage.turns_contract import TurnsContract


@pytest.fixture
def turns(database: Database) -> SqlTurns:
    return SqlTurns(database)


class TestSqlTurns(TurnsContract):
    """Everything of the contract."""


async def test_turns_outlive_the_process(database: Database, turns: SqlTurns, url: str) -> None:
    """Another connection to the same file finds every turn and head."""
    turn = a_turn()
    await turns.accept(turn)
    await turns.save(turn.generated(REPLY).delivered(5, NOW), was=State.ACCEPTED, as_head=True)
    await database.close()
    reopened = Database(url)
    assert await SqlTurns(reopened).head(PLACE.id) == turn.generated(REPLY).delivered(5, NOW)
    await reopened.close()


async def test_a_path_is_one_query_however_long(database: Database, turns: SqlTurns) -> None:
    """A path is read with a single statement besides its transaction's, whatever its length."""
    leaf = await _chain(turns, 12)
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(database._engine.sync_engine, "before_cursor_execute", note)
    assert len(await turns.path(leaf)) == 12
    assert [statement for statement in statements if statement != "BEGIN"] == statements[-1:]


async def test_a_start_reads_only_what_is_left_to_do(database: Database, turns: SqlTurns) -> None:
    """However many turns there are, each list of unfinished things comes from an index of its own."""
    asked: list[tuple[str, Any]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        asked.append((statement, parameters))

    event.listen(database._engine.sync_engine, "before_cursor_execute", note)
    await turns.unfinished()
    await turns.owed(NOW)
    await turns.unposted(7, 5)
    event.remove(database._engine.sync_engine, "before_cursor_execute", note)

    def explained(connection: Connection) -> list[str]:
        selects = [(statement, given) for statement, given in asked if statement.startswith("SELECT")]
        explain = connection.exec_driver_sql
        return [str(explain(f"EXPLAIN QUERY PLAN {statement}", given).all()) for statement, given in selects]

    async with database.reading() as connection:
        plans = await connection.run_sync(explained)
    for plan, index in zip(plans, ("unfinished", "owed", "unposted"), strict=True):
        assert f"USING INDEX turns_{index}_idx" in plan


async def test_a_path_is_cut_at_its_old_end(database: Database) -> None:
    """Of a path longer than the bound the newest turns remain."""
    turns = SqlTurns(database, longest_path=5)
    leaf = await _chain(turns, 8)
    path = await turns.path(leaf)
    assert len(path) == 5
    assert path[-1].id == leaf


async def test_a_broken_promise_of_the_database_is_storage_failed(turns: SqlTurns) -> None:
    """What the database refuses is raised as a StorageFailed with its cause, and the next call works."""
    head = await turns.accept(a_turn())
    await turns.save(head.generated(REPLY), was=State.ACCEPTED, as_head=True)
    with pytest.raises(StorageUnavailable) as failure:
        await turns.move_head(PLACE.id, was=head.id, to="nothing")
    assert "FOREIGN KEY" in str(failure.value.__cause__)
    assert await turns.move_head(PLACE.id, was=head.id, to=None)


async def test_a_failure_never_spells_a_token(turns: SqlTurns) -> None:
    """The text of a database failure holds none of the values that were to be written."""
    turn = a_turn()
    await turns.accept(turn)
    clash = a_turn(id=turn.id)
    with pytest.raises(StorageFailed) as failure:
        await turns.accept(clash)
    assert turn.origin.token
    assert turn.origin.token not in str(failure.value.__cause__)


@pytest.mark.parametrize("spoilt", ["{", "[]", '{"words":1}'])
async def test_a_row_that_cannot_be_read_is_storage_failed(database: Database, turns: SqlTurns, spoilt: str) -> None:
    """A row whose JSON was spoilt is a failure of storage where just that one is asked for."""
    turn = a_turn()
    await turns.accept(turn)
    async with database.writing() as connection:
        await connection.execute(text("UPDATE turns SET request = :spoilt"), {"spoilt": spoilt})
    for read in (turns.get(turn.id), turns.path(turn.id)):
        with pytest.raises(StorageUnavailable):
            await read
    with pytest.raises(StorageFailed):
        await turns.accept(turn)


async def test_a_row_that_cannot_be_read_hides_no_other(
    database: Database, turns: SqlTurns, caplog: pytest.LogCaptureFixture
) -> None:
    """The history of a place and the list of what is left to do leave it out, and the log names it once."""
    kept, spoilt = [await _delivered(turns) for _ in range(2)]
    left, lost = [await turns.accept(a_turn()) for _ in range(2)]
    async with database.writing() as connection:
        await connection.execute(text("UPDATE turns SET reply = '{' WHERE id = :id"), {"id": spoilt.id})
        await connection.execute(text("UPDATE turns SET request = '{' WHERE id = :id"), {"id": lost.id})
    for _ in range(2):
        assert await turns.recent(PLACE.id, 5) == (kept,)
        assert await turns.unfinished() == await turns.awaited(PLACE.id) == (left,)
    for turn in (spoilt, lost):
        assert caplog.text.count(f"turn {turn.id} can't be read") == 1


@pytest.mark.parametrize("moment", ["BEGIN IMMEDIATE", "INSERT", "COMMIT"])
async def test_a_cancelled_write_holds_nothing_up(database: Database, turns: SqlTurns, moment: str) -> None:
    """A writer that is cancelled at any step leaves the database whole, and free for the next one."""
    turn = a_turn()
    writer = asyncio.create_task(turns.accept(turn))
    engine = database._engine.sync_engine

    def cancel_at(_c: object, _cursor: object = None, statement: str = "COMMIT", *_rest: object) -> None:
        if statement.startswith(moment):
            writer.cancel()

    event.listen(engine, "before_cursor_execute", cancel_at)
    event.listen(engine, "commit", cancel_at)
    with pytest.raises(asyncio.CancelledError):
        await writer
    event.remove(engine, "before_cursor_execute", cancel_at)
    event.remove(engine, "commit", cancel_at)
    assert await turns.accept(turn) == turn
    assert await turns.unfinished() == (turn,)


async def test_many_places_at_once(turns: SqlTurns) -> None:
    """Sixty turns that live at the same time all reach their end."""

    async def live() -> bool:
        turn = a_turn()
        await turns.accept(turn)
        made = turn.generated(REPLY)
        await turns.save(made, was=State.ACCEPTED)
        return await turns.save(made.delivered(5, NOW), was=State.GENERATED, as_head=True)

    assert all(await asyncio.gather(*(live() for _ in range(60))))
    assert await turns.unfinished() == ()
    assert len(await turns.recent(PLACE.id, 100)) == 60


async def _delivered(turns: SqlTurns) -> Turn:
    turn = await turns.accept(a_turn())
    made = turn.generated(REPLY)
    await turns.save(made, was=State.ACCEPTED)
    done = made.delivered(5, NOW)
    await turns.save(done, was=State.GENERATED)
    return done


async def _chain(turns: SqlTurns, length: int) -> str:
    """The id of the last of so many turns, each the parent of the next."""
    parent: str | None = None
    for _ in range(length):
        turn = await turns.accept(a_turn(parent=parent))
        parent = turn.id
    assert parent
    return parent


async def test_who_is_accepted_is_not_noted_any_more(database: Database) -> None:
    """In one transaction: there is no moment at which somebody is in neither table."""
    turn = a_turn()
    await SqlAsked(database).add(Asked(turn.place.id, turn.origin, NOW))
    await SqlTurns(database).accept(turn)
    async with database.reading() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM asked"))).scalar_one() == 0
