"""Slash commands are sent when they changed."""

import asyncio
import logging
from pathlib import Path
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.syncing import FileMarks, mark, reason, sync_if_changed, synced_beside


class Tree:
    """As much of a command tree as syncing needs."""

    def __init__(self, *names: str) -> None:
        self.names = names
        self.synced = 0

    def get_commands(self) -> list[Any]:
        return [app_commands.Command(name=name, description="x", callback=_callback) for name in self.names]

    async def sync(self) -> None:
        self.synced += 1

    def _get_context_menu(self, *_: object) -> None: ...

    allowed_contexts = app_commands.AppCommandContext()
    allowed_installs = app_commands.AppInstallationType()


def tree(*names: str) -> Any:
    return Tree(*names)


async def test_the_same_commands_are_sent_once_for_each_application(tmp_path: Path) -> None:
    """A second start sends nothing, another application gets its own, and a change is sent."""
    marks = FileMarks(tmp_path / "commands.json")
    sent = [
        await sync_if_changed(tree("a", "b"), 1, marks),
        await sync_if_changed(tree("a", "b"), 1, marks),
        await sync_if_changed(tree("a", "b"), 2, marks),
        await sync_if_changed(tree("a"), 1, marks),
    ]
    assert sent == [True, False, True, True]


async def test_a_damaged_record_only_costs_one_sync(tmp_path: Path) -> None:
    """Whatever lies in the file, commands are sent and the file is whole again."""
    file = tmp_path / "commands.json"
    for damage in (b"\xff", b"[]", b"{", b'{"1": 5}'):
        file.write_bytes(damage)
        assert await sync_if_changed(tree("a"), 1, FileMarks(file))
        assert await FileMarks(file).get(1) == mark(tree("a"))


def test_the_order_of_commands_is_no_change() -> None:
    """Extensions may load in any order."""
    assert mark(tree("a", "b")) == mark(tree("b", "a"))
    assert mark(tree("a")) != mark(tree("b"))


async def test_what_is_refused_is_tried_again_with_longer_pauses(caplog: pytest.LogCaptureFixture) -> None:
    """Beside whatever else is done, each time with one line, and at least once an hour."""
    errors, pauses, done = [OSError("away"), *[ValueError("odd")] * 7], list[float](), asyncio.Event()

    async def sync() -> bool:
        if errors:
            raise errors.pop(0)
        done.set()
        return True

    async def wait(seconds: float) -> None:
        pauses.append(seconds)

    caplog.set_level(logging.INFO)
    async with synced_beside(sync, wait):
        await done.wait()
    assert pauses == [60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert [line.levelno for line in caplog.records] == [logging.WARNING] * 8 + [logging.INFO]
    assert "run plantain sync" in caplog.records[0].message


async def test_a_sync_that_takes_long_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has a head start, is gone on with beside, and ends with what it stands beside."""
    monkeypatch.setattr("bot.syncing._HEAD_START", 0.0)
    ended = asyncio.Event()

    async def sync() -> bool:
        try:
            return await asyncio.Event().wait()
        finally:
            ended.set()

    async with synced_beside(sync, asyncio.sleep):
        assert not ended.is_set()
        await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}


def test_an_early_answer_is_told_from_none() -> None:
    """What the operator reads fits in a line."""
    assert "within 60 s" in reason(TimeoutError())
    assert reason(ConnectionResetError("peer")) == "ConnectionResetError"


async def _callback(interaction: discord.Interaction) -> None: ...
