"""Orders on disk."""

import os
from pathlib import Path

from bot.playground.gemini.orders import Orders


def test_an_order_is_there_for_the_next_one(tmp_path: Path) -> None:
    """As it was, and in the order of age."""
    orders = Orders(tmp_path / "new" / "folder")
    for number, name in enumerate(("task_b", "task_a")):
        orders.keep(name, {"prompt": name})
        os.utime(tmp_path / "new" / "folder" / f"{name}.json", (number, number))
    later = Orders(tmp_path / "new" / "folder")
    assert (later.names, later.read("task_a")) == (("task_b", "task_a"), {"prompt": "task_a"})
    later.forget("task_a")
    assert Orders(tmp_path / "new" / "folder").names == ("task_b",)


def test_what_is_not_kept_is_none(tmp_path: Path) -> None:
    """Whatever the name leads to, and whether or not there is a folder."""
    orders = Orders(tmp_path / "orders")
    (tmp_path / "secret.json").write_text("{}")
    orders.keep("task_a", [1])
    (tmp_path / "orders" / "task_a.json").write_bytes(b"")
    assert [orders.read(name) for name in ("task_a", "task_b", "../secret")] == [None] * 3
    nowhere = Orders()
    nowhere.keep("task_a", [1])
    assert (nowhere.names, nowhere.read("task_a")) == ((), None)


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    """The folder is bounded."""
    orders = Orders(tmp_path)
    for number in range(50):
        orders.keep(f"task_{number}", number)
    assert len(list(tmp_path.iterdir())) == len(orders.names) == 40
    assert orders.names[-1] == "task_49"
