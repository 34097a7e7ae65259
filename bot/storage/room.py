"""Whether a disk takes more pictures."""

import logging
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from bot.core.errors import NotWritten

_log = logging.getLogger(__name__)

TOO_LITTLE: Final = 200 * 2**20
"""Free bytes below which nothing is begun: eight answers with a 4K picture, which arrive at the same time, take 160 MiB
(facts/gemini.md §1), and the database needs some as well."""


def check_room(folders: Iterable[Path]) -> None:
    """Each folder, or what is above one that is not made yet, can be written and has room. Blocks.

    Raises NotWritten and OSError.
    """
    for folder in folders:
        there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
        free = shutil.disk_usage(there).free
        if free < TOO_LITTLE:
            _log.warning("nothing is begun: %d MiB are free for %s, which is too little", free // 2**20, folder)
            raise NotWritten
        if not os.access(there, os.W_OK | os.X_OK):
            _log.warning("nothing is begun: %s can't be written", there)
            raise NotWritten
