"""The one place where what a disk, a database or an object store throws becomes the core's StorageFailed."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from json import JSONDecodeError

from msgspec import MsgspecError
from obstore.exceptions import BaseError
from sqlalchemy.exc import SQLAlchemyError

from bot.core.errors import StorageFailed

_log = logging.getLogger(__name__)
FAILURES = (SQLAlchemyError, OSError, BaseError, MsgspecError, JSONDecodeError, UnicodeError, OverflowError)
"""The last is what SQLite's driver says of a number of more than 64 bits."""


@contextmanager
def storing(failure: type[StorageFailed] = StorageFailed) -> Iterator[None]:
    """Raise *failure* in place of any failure of storage, which stays its cause. Rows that can't be read count.

    The operator finds a line about it in the log, for people read only that something is wrong.
    """
    try:
        yield
    except FAILURES as error:
        _log.warning("storage failed: %s", _kind(error))
        raise failure from error


def _kind(error: Exception) -> str:
    """What failed, without the words of it, in which an address with a password may be."""
    original = getattr(error, "orig", None) or error
    names = (type(original).__name__, getattr(original, "sqlite_errorname", None), getattr(original, "strerror", None))
    return ", ".join(filter(None, names))


class StorageRefused(Exception):
    """Storage can't be used by this process as it is set up; `sentence` tells the operator what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
