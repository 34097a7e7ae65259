"""The command line, short of what only a whole process shows (`tests/scenarios/processes`)."""

import logging
import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.core.errors import StorageFailed
from bot.settings import Settings


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No setting of the machine's own, no `.env`, and the log as it was afterwards."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)


def test_migrate_makes_the_tables(tmp_path: Path) -> None:
    """`plantain migrate` brings a new folder's database up to date and ends with 0."""
    assert main(["migrate"]) == 0
    connection = sqlite3.connect(tmp_path / "data" / "plantain.db")
    tables = {name for (name,) in connection.execute("select name from sqlite_master")}
    connection.close()
    assert "turns" in tables


@pytest.mark.parametrize(("command", "named"), [(["run"], "DISCORD_TOKEN"), (["sync"], "DISCORD_TOKEN")])
def test_what_is_missing_is_one_sentence(
    command: list[str], named: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A start that can't work ends with 1, says one sentence, and leaves nothing behind."""
    assert main(command) == 1
    said = capsys.readouterr().err.strip()
    assert said.startswith("plantain: ")
    assert named in said
    assert "\n" not in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("password", ["hunter2", "hun#ter2", "hun/ter2", "hun[ter2", "hunter℀2"])
@pytest.mark.parametrize("command", ["run", "migrate", "backup", "sync"])
def test_a_database_on_a_server_is_refused_without_its_address(
    command: str, password: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence that says what is allowed, and nothing of the password wherever a parser takes it to end."""
    for name in ("DISCORD_TOKEN", "GEMINI_API_KEY"):
        monkeypatch.setenv(name, "a-secret")
    monkeypatch.setenv("LOG_LEVEL", "debug")
    monkeypatch.setenv("DATABASE_URL", f"postgresql://ada:{password}@host/name")
    assert main([command, "somewhere"] if command == "backup" else [command]) == 1
    said = "".join(capsys.readouterr())
    assert said.splitlines()[-1].startswith("plantain: DATABASE_URL has a value that does not work: for now an SQLite")
    assert not any(part in said for part in ("Traceback", "hun", "ter2", "ada:"))


@pytest.mark.parametrize("url", ["s3://[b", "s3://ada:hunter2@bucket", "file://[srv", "mystery://hunter2"])
def test_pictures_that_lead_nowhere_are_refused_without_their_address(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence, also for half a pair of brackets."""
    for name in ("DISCORD_TOKEN", "GEMINI_API_KEY"):
        monkeypatch.setenv(name, "a-secret")
    monkeypatch.setenv("PICTURES_URL", url)
    for command in (["run"], ["backup", "somewhere"]):
        assert main(command) == 1
        said = "".join(capsys.readouterr())
        assert said.splitlines()[-1].startswith("plantain: ")
        assert "PICTURES_URL" in said
        assert not any(part in said for part in ("Traceback", "hunter2", url))


def test_a_misspelt_setting_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A name that begins like ours and is not one is most likely a typing mistake."""
    monkeypatch.setenv("PLANTAIN_DATE", "elsewhere")
    assert main(["migrate"]) == 0
    assert "PLANTAIN_DATE is not a setting" in capsys.readouterr().err


def test_a_backup_is_made_and_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`plantain backup` into a folder, then `plantain restore` into another data folder; the same one is refused."""
    assert main(["migrate"]) == 0
    assert main(["backup", "."]) == 0
    (archive,) = tmp_path.glob("plantain-*.tar")
    assert main(["restore", str(archive)]) == 1
    assert capsys.readouterr().err.splitlines()[-1].startswith("plantain: The data folder data is not empty")
    monkeypatch.setenv("PLANTAIN_DATA", "elsewhere")
    assert main(["restore", str(archive)]) == 0
    assert (tmp_path / "elsewhere" / "plantain.db").is_file()


def test_what_can_not_be_read_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A failure of storage speaks to the operator here, who has no picture in mind."""

    async def failing(*_: object) -> None:
        raise StorageFailed from OSError("disk")

    monkeypatch.setattr("bot.__main__.migrate", failing)
    assert main(["migrate"]) == 1
    assert "check the disk" in capsys.readouterr().err.splitlines()[-1]


def test_a_taken_port_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    """The demo ends with 1 and says how to choose another."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert main(["demo", "--no-browser", "--port", str(taken.getsockname()[1])]) == 1
    said = capsys.readouterr().err.splitlines()
    assert said[-1].startswith("plantain: Port ")
    assert "Traceback" not in " ".join(said)


@pytest.mark.parametrize(
    "arguments", [[], ["fly"], ["demo", "--port", "here"], ["demo", "--port", "70000"], ["backup"]]
)
def test_a_wrong_command_shows_how_it_goes(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """What the command line does not know ends with 2 and the usage."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage: plantain" in capsys.readouterr().err


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    """A newcomer finds each command with a line about it."""
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert all(f"\n    {name} " in shown for name in ("demo", "run", "backup", "restore", "migrate", "sync"))
