"""What was ordered and takes its time, kept in a folder: a stand-in that starts anew has it still."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import msgspec

_MOST: Final = 40
_ENDING: Final = ".json"


class Orders:
    """The newest orders by name, one file each; without *folder* none are kept. Blocks."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._names: dict[str, None] = {}
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            files = sorted(folder.glob(f"*{_ENDING}"), key=lambda file: file.stat().st_mtime_ns)
            self._names = {file.name.removesuffix(_ENDING): None for file in files}

    @property
    def names(self) -> Sequence[str]:
        """Oldest first."""
        return tuple(self._names)

    def keep(self, name: str, order: Any) -> None:
        """*order* is plain JSON, *name* a good name of a file."""
        if self._folder is None:
            return
        fresh = self._folder / f"{name}.new"
        fresh.write_bytes(msgspec.json.encode(order))
        fresh.replace(self._folder / f"{name}{_ENDING}")
        self._names[name] = None
        while len(self._names) > _MOST:
            self.forget(next(iter(self._names)))

    def read(self, name: str) -> Any:
        """None for what is not kept, or not whole any more."""
        if self._folder is None or name not in self._names:
            return None
        with suppress(OSError, ValueError):
            return msgspec.json.decode((self._folder / f"{name}{_ENDING}").read_bytes())
        return None

    def forget(self, name: str) -> None:
        if self._folder is not None and name in self._names:
            del self._names[name]
            (self._folder / f"{name}{_ENDING}").unlink(missing_ok=True)
