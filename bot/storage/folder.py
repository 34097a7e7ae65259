"""The folder that holds everything embedded, for one process at a time."""

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import URL

from bot.storage.address import sqlite_file
from bot.storage.damage import refusal_of
from bot.storage.failures import StorageRefused

_OWNER_ONLY = 0o700
_DATABASE = "plantain.db"


class FolderInUse(StorageRefused):
    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"Another Plantain is using the data folder {folder}: stop it, or give this one a folder of its own."
        )


class DatabaseInUse(StorageRefused):
    def __init__(self, file: Path) -> None:
        super().__init__(
            f"Another Plantain is using the database {file}: stop it, or give this one a database of its own."
        )


class FolderUnusable(StorageRefused):
    def __init__(self, folder: Path, reason: str | None) -> None:
        super().__init__(f"The data folder {folder} can't be used ({reason or 'unknown reason'}): please mend that.")


class RestoreCutOff(StorageRefused):
    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"A restore into the data folder {folder} was cut off: run plantain restore again, with the same backup."
        )


def was_cut_off(root: Path) -> bool:
    """Whether a restore into the data folder *root* didn't come to its end, which is the database. Raises OSError."""
    unpacked = DataFolder(root).unpacked
    return unpacked.is_dir() and not unpacked.is_symlink() and not (root / _DATABASE).exists()


class DataFolder:
    """Made where missing, for its owner only, and locked while the context is open; the kernel frees a dead one's lock.

    Entering raises FolderInUse, FolderUnusable, or RestoreCutOff, the last one not where it is entered for *restoring*.
    """

    def __init__(self, root: Path, *, restoring: bool = False) -> None:
        self.root = root.absolute()
        self._restoring = restoring
        self._lock: int | None = None

    @property
    def pictures(self) -> Path:
        """Where pictures live unless they have another address."""
        return self.root / "pictures"

    @property
    def spool(self) -> Path:
        """For files on their way in or out; empty when the context opens. On the same disk as `pictures`."""
        return self.root / "spool"

    @property
    def unpacked(self) -> Path:
        """Where a restore unpacks. As long as it is there without a database, only another restore may enter."""
        return self.spool / "restored"

    @property
    def database_url(self) -> str:
        """The database unless it has another address, as an SQLAlchemy URL."""
        return URL.create("sqlite+aiosqlite", database=str(self.root / _DATABASE)).render_as_string()

    def __enter__(self) -> Self:
        try:
            self.root.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
            self._lock = _locked(self.root / "lock")
            cut_off = was_cut_off(self.root)
            if cut_off and not self._restoring:
                raise RestoreCutOff(self.root)
            for folder in (self.pictures, self.spool):
                folder.mkdir(mode=_OWNER_ONLY, exist_ok=True)
                _check_writable(folder)
            # A second restore that is killed right here must leave that sign, too.
            _clear(self.spool, keep=self.unpacked if cut_off else None)
        except BlockingIOError as error:
            raise FolderInUse(self.root) from error
        except StorageRefused:
            self._release()
            raise
        except OSError as error:
            self._release()
            raise FolderUnusable(self.root, error.strerror) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._release()

    def _release(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _locked(file: Path) -> int:
    """A descriptor that holds the file's lock until it is closed. Raises BlockingIOError where another holds it."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


@contextmanager
def held(url: str | URL) -> Iterator[None]:
    """Keep other bots off a database, whichever data folder they have.

    The lock is on a file beside it: closing another descriptor of the database's own would give up SQLite's locks
    (SQLite docs, How To Corrupt, "Posix advisory locks canceled"). Raises DatabaseInUse, DatabaseUnreachable or
    DatabaseUnusable.
    """
    file = Path(sqlite_file(url)).resolve()
    try:
        descriptor = _locked(file.with_name(f"{file.name}.lock"))
    except BlockingIOError as error:
        raise DatabaseInUse(file) from error
    except OSError as error:
        raise refusal_of(str(file), error) from error
    try:
        yield
    finally:
        os.close(descriptor)


def _check_writable(folder: Path) -> None:
    if not os.access(folder, os.W_OK | os.X_OK):
        raise FolderUnusable(folder, os.strerror(errno.EACCES))


def _clear(folder: Path, keep: Path | None = None) -> None:
    """Empty a folder; of *keep* in it only what it holds goes."""
    for entry in folder.iterdir():
        if entry == keep:
            _clear(entry)
        elif entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
