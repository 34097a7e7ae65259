"""`plantain backup` and `plantain restore`, short of what only whole processes show (`tests/scenarios/processes`)."""

import asyncio
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from bot import backups
from bot.backups import make_backup, restore_backup
from bot.settings import Settings
from bot.storage.archive import BackupRefused
from tests.storage.copying import shelf


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def settings(root: Path, **more: Any) -> Settings:
    """Settings for the data folder *root*, whatever the machine's environment says."""
    return Settings.model_construct(plantain_data=root, **more)


@pytest.fixture
async def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with twenty-five pictures."""
    monkeypatch.setattr(backups, "_EVERY", 10)
    async with shelf(tmp_path / "data") as data:
        await asyncio.gather(*(data.painted(number.to_bytes(2, "big")) for number in range(25)))
    return tmp_path / "data"


async def test_a_backup_and_its_return_are_told_in_lines(root: Path, tmp_path: Path) -> None:
    """In a log there is a line now and then, and at the end which file holds how much."""
    out, back = StringIO(), StringIO()
    await make_backup(settings(root), tmp_path / "b.tar", asyncio.Event(), out)
    assert out.getvalue().splitlines() == [
        "10 of 25 pictures, 0.0 MiB …",
        "20 of 25 pictures, 0.0 MiB …",
        f"{tmp_path / 'b.tar'}: 25 pictures, 0.0 MiB.",
    ]
    await restore_backup(settings(tmp_path / "new"), tmp_path / "b.tar", asyncio.Event(), back)
    assert back.getvalue().splitlines()[-1] == f"{tmp_path / 'new'}: 25 pictures, 0.0 MiB."


async def test_on_a_terminal_one_line_grows(root: Path, tmp_path: Path) -> None:
    """The progress is written over itself and is gone in the end."""
    next((root / "pictures").rglob("*/*/?*")).unlink()
    out = Terminal()
    await make_backup(settings(root), tmp_path / "b.tar", asyncio.Event(), out)
    growing, last = out.getvalue().split("\r\033[K")
    assert "\n" not in growing
    assert growing.count("\r") == 25
    assert re.fullmatch(r".*b\.tar: 25 pictures, 1 of them missing or damaged, 0\.0 MiB\.\n", last)


async def test_a_signal_ends_both_without_a_trace(root: Path, tmp_path: Path) -> None:
    """Ctrl-C in the middle of a copy leaves no half file and no half folder."""
    await make_backup(settings(root), tmp_path / "b.tar", asyncio.Event(), StringIO())
    stop = asyncio.Event()
    stop.set()
    with pytest.raises(BackupRefused, match="stopped"):
        await make_backup(settings(root), tmp_path / "c.tar", stop, StringIO())
    with pytest.raises(BackupRefused, match="stopped"):
        await restore_backup(settings(tmp_path / "new"), tmp_path / "b.tar", stop, StringIO())
    assert sorted(path.name for path in _entries(tmp_path)) == ["b.tar", "data", "new"]


@pytest.mark.parametrize("elsewhere", [{"database_url": "sqlite:////srv/x.db"}, {"pictures_url": "/srv/pictures"}])
async def test_a_backup_is_put_back_into_the_data_folder_alone(tmp_path: Path, elsewhere: dict[str, str]) -> None:
    """With a database or pictures elsewhere the bot would not find what was put back."""
    with pytest.raises(BackupRefused, match="DATABASE_URL and PICTURES_URL unset"):
        await restore_backup(settings(tmp_path / "new", **elsewhere), tmp_path / "b.tar", asyncio.Event(), StringIO())


def _entries(folder: Path) -> list[Path]:
    return list(folder.iterdir())
