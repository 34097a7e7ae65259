"""Notes of who asked, on disk."""

from datetime import timedelta

import pytest

from bot.core.reception import Asked
from bot.core.turn import Origin
from bot.storage.asked import SqlAsked
from bot.storage.database import Database
from bot.storage.turns import SqlTurns
from tests.storage.samples import NOW, a_turn

COMMAND = Asked(1, Origin(2**62, 5, token="a token"), NOW)
MENTION = Asked(2, Origin(8, 5, message=8), NOW + timedelta(seconds=1))


@pytest.fixture
def notes(database: Database) -> SqlAsked:
    return SqlAsked(database)


async def test_what_was_noted_is_found_until_it_is_removed(notes: SqlAsked) -> None:
    """Whole, oldest first, and once however often it was noted."""
    for asked in (MENTION, COMMAND, MENTION):
        await notes.add(asked)
    assert await notes.unaccepted() == [COMMAND, MENTION]
    await notes.remove(COMMAND.origin.id)
    await notes.remove(COMMAND.origin.id)
    assert await notes.unaccepted() == [MENTION]


async def test_who_was_accepted_after_all_is_not_among_them(notes: SqlAsked, database: Database) -> None:
    """Killed between the acceptance and the removal, the turn speaks for itself."""
    turn = a_turn()
    await SqlTurns(database).accept(turn)
    await notes.add(Asked(turn.place.id, turn.origin, NOW))
    assert await notes.unaccepted() == []
