"""The paper that everything is shown on."""

from typing import Any

import pytest
from discord.ui import LayoutView

from bot.core.citations import Citations, Source
from cogs._ids import Deed
from cogs._sheet import mishap, notice, painting, pausing, row, sheet, waiting


async def test_a_sheet_is_never_kept_by_the_client() -> None:
    """A stopped view is not stored, so that posts don't pile up in memory."""
    assert sheet(row("turn000000001", Deed.EDIT)).is_finished()


def tree(view: LayoutView) -> list[dict[str, Any]]:
    return [dict(part) for part in view.to_components()]  # type: ignore[no-untyped-call] # discord.py's own lack


def test_a_notice_is_one_text() -> None:
    """A sentence that is longer than Discord allows is shortened."""
    assert tree(notice("hello")) == [{"type": 10, "content": "hello"}]
    assert notice("x" * 5000).content_length() == 4000


def test_waiting_says_how_many_are_before() -> None:
    """Nothing ahead, one, or more; and it can be cancelled."""
    shown = [tree(waiting("turn000000001", ahead)) for ahead in (0, 1, 2)]
    assert [text["content"] for text, _ in shown] == [
        "-# Painting ▱▱▱▱▱▱▱▱▱▱ …",
        "-# Waiting: 1 picture is painted before this one …",
        "-# Waiting: 2 pictures are painted before this one …",
    ]
    assert {row["components"][0]["custom_id"] for _, row in shown} == {"plantain:cancel:turn000000001"}


@pytest.mark.parametrize(
    ("part", "bar"), [(0.5, "▰▰▰▰▰▱▱▱▱▱"), (0.99, "▰▰▰▰▰▰▰▰▰▱"), (3, "▰▰▰▰▰▰▰▰▰▱ taking longer than usual")]
)
def test_the_bar_fills_in_the_usual_time_and_is_never_full(part: float, bar: str) -> None:
    """What takes longer than usual says so."""
    assert tree(painting("turn000000001", part))[0]["content"] == f"-# Painting {bar} …"


def test_a_mishap_tells_what_happened_and_repeats_the_wish() -> None:
    """The sentence, the wish and the way to ask again; nothing in either acts as markup."""
    text, buttons = tree(mishap("turn000000001", "a *tree*\nby night", "It [failed]."))
    assert text["content"] == "It \\[failed\\].\n-# a \\*tree\\* by night"
    assert [button["label"] for button in buttons["components"]] == ["Again", "Details", "Delete"]
    assert tree(mishap("turn000000001", "", "It failed."))[0]["content"].endswith("-# no words")


def test_a_mishap_shows_what_grounds_the_words_in_it() -> None:
    """Sources and searches between the sentence and the buttons, within Discord's limits."""
    many = tuple(Source(f"https://a.test/{number}/{'x' * 400}", "A") for number in range(30))
    cited = Citations((Source("https://a.test/", "[A]"), *many), (), tuple(map(str, range(12))))
    view = mishap("turn000000001", "*" * 300, "*" * 3000, cited=cited)
    words, sources, first, second, deeds = tree(view)
    assert sources["content"].startswith("-# 1. [(A)](https://a.test/)\n")
    assert sources["content"].endswith("more: see Details")
    assert [len(row["components"]) for row in (first, second, deeds)] == [5, 5, 3]
    assert (words["type"], view.content_length() <= 4000) == (10, True)
    assert len(tree(mishap("turn000000001", "", "It failed.", cited=Citations()))) == 2


def test_who_waits_for_a_restart_reads_what_comes_then() -> None:
    """What the model works on is reported after the restart; what waits is painted; both can be cancelled."""
    begun, waits = (tree(pausing("turn000000001", begun=begun)) for begun in (True, False))
    assert "what became of it" in begun[0]["content"]
    assert "paint this right after" in waits[0]["content"]
    assert [button["label"] for view in (begun, waits) for button in view[1]["components"]] == ["Cancel", "Cancel"]
