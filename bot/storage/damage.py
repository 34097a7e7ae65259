"""Why a database can't be used, told to the operator in a sentence."""

import sqlite3

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError

from bot.core.errors import StorageFailed
from bot.storage.address import sqlite_file
from bot.storage.failures import StorageRefused

UNREADABLE = (sqlite3.Error, UnicodeDecodeError)
"""What reading a damaged SQLite database raises; the second where its complaint quotes bytes that are no text."""


class DatabaseDamaged(StorageRefused):
    def __init__(self, file: str, reason: str) -> None:
        super().__init__(
            f"The database {file} is damaged ({reason}): move the data folder away"
            " and put a backup in its place with plantain restore, or start anew without one."
        )


class DatabaseUnreachable(StorageRefused):
    """The database may be whole, but this process can't use it."""


# SQLite docs, Result and Extended Result Codes.
_ADVICE = {
    "SQLITE_READONLY": "can't be written: please see to the permissions of the file and its folder",
    "SQLITE_CANTOPEN": "can't be opened: please see to the permissions of the file and its folder",
    "SQLITE_PERM": "can't be opened: please see to the permissions of the file and its folder",
    "SQLITE_FULL": "can't be written because the disk is full: please make room",
    "SQLITE_IOERR": "can't be read or written: please check whether the disk is full or failing",
    "SQLITE_BUSY": "is in use by another program: please stop that first",
    "SQLITE_LOCKED": "is in use by another program: please stop that first",
}


def refusal(url: str | URL, failed: StorageFailed) -> StorageRefused:
    """What stopped the first use of the database at *url*."""
    cause = failed.__cause__
    return refusal_of(sqlite_file(url), cause.orig if isinstance(cause, DBAPIError) else cause)


def refusal_of(file: str, error: BaseException | None) -> StorageRefused:
    """What stopped the use of an SQLite database, as its driver or the system told it."""
    name = getattr(error, "sqlite_errorname", "")
    advice = next((advice for code, advice in _ADVICE.items() if name.startswith(code)), None)
    if advice or (isinstance(error, OSError) and not name):
        return DatabaseUnreachable(f"The database {file} {advice or _ADVICE['SQLITE_CANTOPEN']} ({error}).")
    return DatabaseDamaged(file, str(error))
