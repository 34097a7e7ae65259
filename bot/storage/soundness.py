"""Whether a database is whole, before anything is made of it."""

import asyncio
import errno
import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread

from sqlalchemy import URL

from bot.storage.address import sqlite_file
from bot.storage.damage import UNREADABLE, DatabaseDamaged, refusal_of

_PATIENCE = 5.0
"""Seconds in which a database of some hundred MiB is looked through; a larger one must not hold up the start."""
_AGAIN = 0.005

_log = logging.getLogger(__name__)


async def check(url: str | URL, pictures: Path | None = None, *, seconds: float = _PATIENCE) -> bool:
    """Look through every page of the SQLite database at *url*; whether that was done within *seconds*.

    One that is missing or empty is no new one if there are files in the folder *pictures*. Nothing is changed.
    Raises DatabaseDamaged, DatabaseUnreachable, or DatabaseUnusable.
    """
    return await asyncio.to_thread(_check, Path(sqlite_file(url)), pictures, seconds)


def _check(file: Path, pictures: Path | None, seconds: float) -> bool:
    try:
        if not file.exists() or not file.stat().st_size:
            _check_new(file, pictures)
            return True
        if not os.access(file, os.R_OK | os.W_OK):  # SQLite itself would tell with the first row that is written
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        problem = _problem(file, seconds)
    except TimeoutError:
        _log.warning("the database %s was not looked through to its end within %g s", file, seconds)
        return False
    except (OSError, *UNREADABLE) as error:
        raise refusal_of(str(file), error) from error
    if problem:
        raise DatabaseDamaged(str(file), problem)
    return True


def _check_new(file: Path, pictures: Path | None) -> None:
    if pictures and any(path.is_file() for path in pictures.glob("??/??/*")):
        state = "empty" if file.exists() else "missing"
        raise DatabaseDamaged(str(file), f"it is {state}, and there are pictures of its turns")


def _problem(file: Path, seconds: float) -> str | None:
    """The first thing that SQLite finds wrong. Raises TimeoutError, or one of UNREADABLE."""
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True)) as connection:
        try:
            with _interrupted(connection, seconds):
                found = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                raise TimeoutError from error
            raise
    return None if found == "ok" else " ".join(found.split())


@contextmanager
def _interrupted(connection: sqlite3.Connection, seconds: float) -> Iterator[None]:
    """End what runs inside of this after *seconds*; again and again, for an interrupt before it began counts nothing.

    A progress handler would not do: the look at all pages is one single step of SQLite's.
    """
    done = Event()

    def interrupt() -> None:
        done.wait(seconds)
        while not done.wait(_AGAIN):
            connection.interrupt()

    thread = Thread(target=interrupt, name="patience with a database", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
