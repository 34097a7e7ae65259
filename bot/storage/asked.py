"""Notes of who asked and is not accepted yet, over SQL."""

from collections.abc import Sequence

from sqlalchemy import delete, exists, insert, select

from bot.core.reception import Asked
from bot.core.turn import Origin
from bot.storage.database import Database
from bot.storage.rows import aware, utc
from bot.storage.tables import asked, turns


class SqlAsked:
    """The `AskedNotes` port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, one: Asked) -> None:
        origin = one.origin
        noted = insert(asked).values(
            origin=origin.id,
            application=origin.application,
            token=origin.token,
            message=origin.message,
            place=one.place,
            at=utc(one.at),
        )
        async with self._database.writing() as connection:
            await connection.execute(delete(asked).where(asked.c.origin == origin.id))
            await connection.execute(noted)

    async def remove(self, origin: int) -> None:
        async with self._database.writing() as connection:
            await connection.execute(delete(asked).where(asked.c.origin == origin))

    async def unaccepted(self) -> Sequence[Asked]:
        """And the notes of those that were accepted in the very last moment are gone after this."""
        accepted = exists().where(turns.c.origin == asked.c.origin)
        async with self._database.writing() as connection:
            await connection.execute(delete(asked).where(accepted))
            found = (await connection.execute(select(asked).order_by(asked.c.at))).mappings().all()
        return [
            Asked(
                row["place"],
                Origin(row["origin"], row["application"], row["token"], row["message"]),
                aware(row["at"]),
            )
            for row in found
        ]
