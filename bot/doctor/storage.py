"""Checks of what is kept: the data folder, the database, the pictures."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bot.core.errors import StorageFailed
from bot.doctor.findings import Finding, broken, ok, warning
from bot.settings import Settings
from bot.storage.failures import StorageRefused
from bot.storage.folder import DataFolder, RestoreCutOff, was_cut_off
from bot.storage.health import Tables, damaged_turns, is_in_use, tables, try_pictures
from bot.storage.room import TOO_LITTLE
from bot.storage.soundness import check

_LITTLE = 2 * 2**30
_OTHERS = 0o077
_NAMED = 5
_TABLES = {
    Tables.MISSING: "is made at the first start",
    Tables.EMPTY: "is empty; its tables are made at the first start",
    Tables.OLDER: "is of an older Plantain; the next start, or plantain migrate, brings it up to date",
    Tables.CURRENT: "is as it should be",
}


async def look(settings: Settings) -> Sequence[Finding]:
    """While a bot uses the folder, nothing is written. After half a restore nothing else in it is worth a word."""
    folder = DataFolder(settings.plantain_data)
    try:
        found, running = await asyncio.to_thread(_folder, folder.root)
    except RestoreCutOff as error:
        return [broken("data folder", error.sentence)]
    database = await _database(settings.database_url or folder.database_url, folder.pictures)
    return [*found, database, await _pictures(settings.pictures_url, folder, running=running)]


def _folder(root: Path) -> tuple[list[Finding], bool]:
    name = "data folder"
    there = next(each for each in (root, *root.parents) if each.exists())
    try:
        running = is_in_use(root)
        if not running and was_cut_off(root):
            raise RestoreCutOff(root)
        if there == root:
            _write(root, running=running)
        elif not os.access(there, os.W_OK | os.X_OK):
            raise PermissionError(13, "no permission to make it")
        space = _space(there)
    except OSError as error:
        advice = "Let the user that runs Plantain own and write it, or set PLANTAIN_DATA to another folder."
        return [broken(name, f"{root} can't be used ({error.strerror or type(error).__name__})", advice)], False
    return [_used(root, running=running, new=there != root), *_open_to_others(root), space], running


def _write(root: Path, *, running: bool) -> None:
    """A file without a name, which is gone by itself; a running bot has shown already that it can write."""
    if not running:
        with tempfile.TemporaryFile(dir=root) as file:
            file.write(b"x")


def _used(root: Path, *, running: bool, new: bool) -> Finding:
    if running:
        return ok("data folder", f"{root} is in use by a running Plantain; the rest is looked at without writing")
    return ok("data folder", f"{root} {'is made at the first start' if new else 'can be written'}")


def _open_to_others(root: Path) -> Sequence[Finding]:
    if not root.exists() or not root.stat().st_mode & _OTHERS:
        return []
    return [warning("data folder", f"{root} can be entered by other users of this machine", f"chmod 700 {root}")]


def _space(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    sentence = f"{free / 2**30:,.1f} GiB free"
    advice = "Make room: a 4K picture takes up to 20 MiB, and every picture is kept."
    if free < TOO_LITTLE:
        return broken("disk", sentence, f"{advice} With less than 0.2 GiB nothing is begun.")
    return warning("disk", sentence, advice) if free < _LITTLE else ok("disk", sentence)


async def _database(url: str, pictures: Path) -> Finding:
    try:
        whole = await check(url, pictures)
        found = await tables(url)
        damaged = await damaged_turns(url) if found is Tables.CURRENT else ()
    except StorageRefused as error:
        return broken("database", error.sentence)
    if damaged:
        sentence = (
            f"{len(damaged)} unfinished turns can't be read, and whoever asked waits: {', '.join(damaged[:_NAMED])}"
        )
        return broken("database", sentence, "Put a backup back with plantain restore; everybody else is served.")
    sentence = _TABLES[found]
    return ok("database", sentence if whole else f"{sentence}, as far as so large a one is looked through here")


async def _pictures(url: str | None, folder: DataFolder, *, running: bool) -> Finding:
    name, local = "pictures", url is None
    if running:
        return ok(name, "not tried, for a running Plantain uses them")
    if local and not await asyncio.to_thread(folder.pictures.exists):
        return ok(name, "their folder is made at the first start")
    try:
        await try_pictures(url or str(folder.pictures))
    except StorageRefused as error:
        return broken(name, error.sentence)
    except StorageFailed as error:
        advice = "Check PICTURES_URL, its credentials and their rights." if url else "Check who owns the data folder."
        return broken(name, f"can't be written, read and deleted ({type(error.__cause__).__name__})", advice)
    return ok(name, "can be written, read and deleted")
