"""Damage to a closed SQLite database, as a failing disk does it."""

import sqlite3
from contextlib import closing
from pathlib import Path

PAGE = 4096


def spoil(file: Path, name: str) -> None:
    """Overwrite the first page of a table or an index."""
    with closing(sqlite3.connect(file)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    with file.open("r+b") as opened:
        opened.seek((page - 1) * PAGE)
        opened.write(b"\xa5" * PAGE)


def forget_pages(file: Path) -> None:
    """Have every connection read the file again: a write of somebody else's makes what each has in memory outdated."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE somebody_was_here (visits)")
