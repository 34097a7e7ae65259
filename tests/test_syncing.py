"""Slash commands are sent when they changed."""

from pathlib import Path
from typing import Any

import discord
from discord import app_commands

from bot.syncing import FileMarks, mark, sync_if_changed


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


async def _callback(interaction: discord.Interaction) -> None: ...
