"""One mapper turns what storage throws into the core's failure."""

import pytest
from msgspec import ValidationError
from obstore.exceptions import GenericError
from sqlalchemy.exc import OperationalError

from bot.core.errors import PictureLost, StorageFailed
from bot.storage.failures import StorageRefused, storing


@pytest.mark.parametrize(
    "thrown",
    [
        OSError(28, "No space left on device"),
        OperationalError("", {}, Exception("postgresql://ada:hunter2@host")),
        GenericError("x"),
        ValidationError("x"),
        UnicodeDecodeError("utf-8", b"\x80", 0, 1, "invalid start byte"),
        OverflowError("Python int too large to convert to SQLite INTEGER"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_failures_of_storage_become_one(thrown: Exception, caplog: pytest.LogCaptureFixture) -> None:
    """What disk, database, object store or an unreadable row throws is the cause of a StorageFailed, and in the log."""
    with pytest.raises(StorageFailed) as failure, storing():
        raise thrown
    assert failure.value.__cause__ is thrown
    (line,) = caplog.records
    original = getattr(thrown, "orig", thrown)
    assert (line.levelname, type(original).__name__ in line.getMessage()) == ("WARNING", True)
    assert "hunter2" not in line.getMessage()


@pytest.mark.parametrize("thrown", [PictureLost(), StorageRefused("No."), ZeroDivisionError()])
def test_everything_else_passes(thrown: Exception) -> None:
    """An error of our own, or a mistake in the code, is not taken for a failure of storage."""
    with pytest.raises(type(thrown)) as passed, storing():
        raise thrown
    assert passed.value is thrown
