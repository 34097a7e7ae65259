"""What a backup looks like: one tar with a note, the database, and every picture that the database names."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from json import loads
from pathlib import Path
from typing import Any

from bot.storage.failures import StorageRefused
from bot.storage.local import key

NOTE = "plantain-backup.json"
"""Comes first. `format` is 1; `live`: a bot was using the data when they were copied; `made_at` is for people."""

DATABASE = "plantain.db"
FORMAT = 1

_PICTURE = re.compile(r"pictures/([0-9a-f]{2})/([0-9a-f]{2})/(\1\2[0-9a-f]{60})")
_TOKEN = re.compile(r"(?:blob|text)?([0-9a-f]{64})")
_NAMING = ("sha256", "data", "thoughtSignature")
_DOCUMENTS = "SELECT request, reply FROM turns"


class BackupRefused(StorageRefused):
    """A backup can't be made or put back; nothing half-done is left."""


def member(address: str) -> str:
    """Where a picture lies in the tar."""
    return f"pictures/{key(address)}"


def address_of(name: str) -> str | None:
    """The address of the picture that a member of the tar is; None for anything else, however it is spelt."""
    found = _PICTURE.fullmatch(name)
    return found[3] if found else None


def addresses(database: Path) -> list[str]:
    """Every payload that the turns of a closed SQLite database name, sorted. Raises one of UNREADABLE."""
    named: set[str] = set()
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        for documents in connection.execute(_DOCUMENTS):
            for document in filter(None, documents):
                named.update(_named(_read(document)))
    return sorted(named)


def _read(document: str) -> Any:
    try:
        return loads(document)
    except (
        ValueError,
        TypeError,
        RecursionError,
    ):  # the bot tells when it needs that turn
        return None


def _named(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for part in value:
            yield from _named(part)
    elif isinstance(value, dict):
        for name, part in value.items():
            found = _TOKEN.fullmatch(part) if name in _NAMING and isinstance(part, str) else None
            if found:
                yield found[1]
            else:
                yield from _named(part)
