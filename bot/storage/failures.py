"""The one place where what a disk, a database or an object store throws becomes the core's StorageFailed."""

from collections.abc import Iterator
from contextlib import contextmanager
from json import JSONDecodeError

from msgspec import MsgspecError
from obstore.exceptions import BaseError
from sqlalchemy.exc import SQLAlchemyError

from bot.core.errors import StorageFailed

_FAILURES = (SQLAlchemyError, OSError, BaseError, MsgspecError, JSONDecodeError, UnicodeDecodeError)


@contextmanager
def storing() -> Iterator[None]:
    """Raise StorageFailed in place of any failure of storage, which stays its cause. Rows that can't be read count."""
    try:
        yield
    except _FAILURES as error:
        raise StorageFailed from error


class StorageRefused(Exception):
    """Storage can't be used by this process as it is set up; `sentence` tells the operator what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
