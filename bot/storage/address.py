"""Where things are kept, as the settings name it. An address may hold a secret, so no sentence repeats one."""

import re
from pathlib import Path
from urllib.parse import unquote

from obstore.exceptions import BaseError
from obstore.store import ObjectStore, from_url
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.storage.failures import StorageRefused

_SQLITE = ("sqlite", "sqlite+aiosqlite")
_IN_MEMORY = ":memory:"
_STORES = ("s3", "gs", "az")
_SCHEME = re.compile(r"(?i)[a-z][a-z0-9+.-]*:")
_NEVER_READ = re.compile("[@?#]")
"""What begins a part of an address that nobody here reads: a password, options, a fragment."""


class DatabaseUnusable(StorageRefused):
    def __init__(self) -> None:
        super().__init__(
            "DATABASE_URL has a value that does not work: for now an SQLite file is allowed, as in sqlite:///path."
        )


class PicturesUnusable(StorageRefused):
    def __init__(self) -> None:
        super().__init__(
            "PICTURES_URL has a value that does not work: allowed is a folder, or a URL that begins with file:///,"
            " s3://, gs:// or az:// and holds no password: object stores take account and keys from the environment."
        )


def sqlite_file(url: str | URL) -> str:
    """The file of the database at *url*. Raises DatabaseUnusable for any other kind, and for one in memory."""
    try:
        parts = make_url(url)
    except (ArgumentError, ValueError):  # the latter for a port, quoting what stands in its place
        raise DatabaseUnusable from None
    file = parts.database or ""
    only_a_file = parts == URL.create(parts.drivername, database=file)
    if parts.drivername not in _SQLITE or not only_a_file or not Path(file).name or file == _IN_MEMORY:
        raise DatabaseUnusable
    return file


def pictures_folder(url: str) -> Path | None:
    """The folder that a path or `file://…` names; None for an object store. Raises PicturesUnusable."""
    if not _SCHEME.match(url):
        return Path(url)
    scheme, _, rest = url.partition("://")
    if _NEVER_READ.search(rest):
        raise PicturesUnusable
    if scheme.lower() == "file" and rest.startswith("/"):
        return Path(unquote(rest))
    if scheme.lower() in _STORES and rest:
        return None
    raise PicturesUnusable


def object_store(url: str) -> ObjectStore:
    """Raises PicturesUnusable, also where the environment lacks what the store needs to be named."""
    try:
        return from_url(url)
    except (BaseError, ValueError):
        raise PicturesUnusable from None
