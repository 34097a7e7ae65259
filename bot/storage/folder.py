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

from bot.storage.damage import refusal_of, sqlite_file
from bot.storage.failures import StorageRefused

_OWNER_ONLY = 0o700


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


class DataFolder:
    """Made where missing, for its owner only, and locked while the context is open; the kernel frees a dead one's lock.

    Entering raises FolderInUse or FolderUnusable.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
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
    def database_url(self) -> str:
        """The database unless it has another address, as an SQLAlchemy URL."""
        return URL.create("sqlite+aiosqlite", database=str(self.root / "plantain.db")).render_as_string()

    def __enter__(self) -> Self:
        try:
            self.root.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
            self._lock = _locked(self.root / "lock")
            for folder in (self.pictures, self.spool):
                folder.mkdir(mode=_OWNER_ONLY, exist_ok=True)
                _check_writable(folder)
            _clear(self.spool)
        except BlockingIOError as error:
            raise FolderInUse(self.root) from error
        except FolderUnusable:
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
    """Keep other bots off an SQLite database, whichever data folder they have; a server's is left to its server.

    The lock is on a file beside it: closing another descriptor of the database's own would give up SQLite's locks
    (SQLite docs, How To Corrupt, "Posix advisory locks canceled"). Raises DatabaseInUse or DatabaseUnreachable.
    """
    name = sqlite_file(url)
    if name is None:
        yield
        return
    file = Path(name).resolve()
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


def _clear(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
