"""The options of the commands for drawing."""

from dataclasses import replace

import pytest
from discord import app_commands

from bot.core.errors import CommandOutdated
from bot.core.request import Options, Search, Thinking
from cogs._choices import families, formats, options
from cogs._inbound import Interaction
from tests.fakes import CATALOG


def test_what_was_not_chosen_is_left_to_the_family() -> None:
    """`auto` and nothing at all mean the same."""
    assert options("auto", None, None, None) == options(None, None, None, None) == Options()


def test_what_was_chosen_is_read() -> None:
    """Discord's words become the studio's."""
    assert options("16:9", "2K", "high", "web") == Options("16:9", "2K", Thinking.HIGH, Search.WEB)
    assert options(None, None, None, None, thoughts=True) == Options(thoughts=True)


@pytest.mark.parametrize("chosen", [("deep", None), (None, "everywhere"), ("high ", "web")])
def test_a_choice_that_there_is_not_says_that_the_command_has_changed(chosen: tuple[str | None, str | None]) -> None:
    """discord.py holds nothing against the choices, and an old Discord client may offer others."""
    with pytest.raises(CommandOutdated):
        options(None, None, *chosen)


def test_families_are_found_by_any_part_of_their_name() -> None:
    """Spaces and case don't matter, and what has a successor comes last."""
    assert [choice.value for choice in families(CATALOG, "banana2")][-1] == "nano-banana-2"
    assert {choice.value for choice in families(CATALOG, "LITE")} == {"nano-banana-2-lite"}
    assert all(len(choice.name) <= 100 for choice in families(CATALOG, ""))
    listed = replace(CATALOG, listed=frozenset({"gemini-3-pro-image"}))
    assert families(listed, "")[0].value == "nano-banana-pro", "the provider lists no other"
    newest = CATALOG.listing(["gemini-3.1-flash-image", "gemini-2.5-flash-image"])
    assert families(newest, "")[0].value == "nano-banana-2", "its successor is not there"


def test_a_list_s_options_are_those_of_a_drawing() -> None:
    """The same words and choices, without what a list has not."""

    @app_commands.command()
    @formats
    async def listed(
        _interaction: Interaction,
        ratio: str | None = None,
        size: str | None = None,
        model: str | None = None,
        thinking: str | None = None,
    ) -> None:
        """Do nothing."""

    named = {option.name: [choice.value for choice in option.choices] for option in listed.parameters}
    assert (named["size"], named["model"], named["ratio"][:2]) == (["0.5K", "1K", "2K", "4K"], [], ["auto", "1:1"])
    assert all(len(str(option.description)) > 5 for option in listed.parameters)
