from pathlib import Path
from typing import Any

import pytest

from bot.playground.discord import choosing
from bot.playground.discord.blobs import Upload
from bot.playground.discord.choosing import NotPossible
from tests.playground.discord.bare import bare_world, synced, text

PROMPT = text("prompt", required=True, max_length=5)
STYLE = text("style", choices=[{"name": "Ink", "value": "ink"}])
COUNT = {"type": 4, "name": "count", "description": "d", "min_value": 1, "max_value": 4}
HIDDEN = {"type": 5, "name": "hidden", "description": "d"}
IMAGE = {"type": 11, "name": "image", "description": "d"}
WHO = {"type": 6, "name": "who", "description": "d"}


@pytest.mark.parametrize(
    ("entered", "sentence"),
    [
        ({"prompt": "tree", "style": "ink", "count": 4, "hidden": True, "image": ("a", b"")}, None),
        ({}, "requires 'prompt'"),
        ({"prompt": "tree", "colour": "red"}, "no option 'colour'"),
        ({"prompt": "a tree"}, "outside"),
        ({"prompt": "tree", "style": "oil"}, "not among the choices"),
        ({"prompt": "tree", "count": 5}, "outside"),
        ({"prompt": "tree", "count": True}, "not integer"),
        ({"prompt": "tree", "hidden": 1}, "not boolean"),
        ({"prompt": "tree", "image": "a.png"}, "not attachment"),
        ({"prompt": 5}, "not string"),
    ],
)
def test_the_client_checks_what_is_entered(entered: dict[str, Any], sentence: str | None) -> None:
    """Unknown, missing and wrong options are refused before anything is sent."""
    world = bare_world()
    synced(world, "imagine", PROMPT, STYLE, COUNT, HIDDEN, IMAGE, WHO)
    form = choosing.open_form(world, world.channel("pictures"), "/imagine")
    if sentence is None:
        assert [option["name"] for option, _ in choosing.check(form, entered)] == list(entered)
    else:
        with pytest.raises(NotPossible, match=sentence):
            choosing.check(form, entered)


def test_sub_commands_are_walked() -> None:
    """`group sub` opens the sub-command's form, and its options are sent below it."""
    world = bare_world()
    synced(world, "settings", {"type": 1, "name": "model", "description": "d", "options": [text("name")]})
    form = choosing.open_form(world, world.channel("pictures"), "settings model")
    assert form.wrap([{"name": "name"}]) == [{"type": 1, "name": "model", "options": [{"name": "name"}]}]
    for words, sentence in (("settings", "needs a sub-command"), ("settings x", "no sub-command"), ("x", "is synced")):
        with pytest.raises(NotPossible, match=sentence):
            choosing.open_form(world, world.channel("pictures"), words)


def test_commands_are_offered_where_they_belong() -> None:
    """Contexts, kinds and user installation decide which commands a place offers."""
    world = bare_world()
    ada, grace = world.user("Ada"), world.user("Grace")
    guild, dm, private = world.channel("lounge"), world.direct(ada, world.bot), world.direct(ada, grace)
    foreign = world.add_channel(world.add_guild("Elsewhere", ada, has_bot=False), "far")
    synced(world, "anywhere", integration_types=[0, 1])
    synced(world, "here", contexts=[0])
    synced(world, "Edit", kind=3)
    names = [[command.name for command in choosing.offered(world, place)] for place in (guild, dm, private, foreign)]
    assert names == [["anywhere", "here"], ["anywhere"], ["anywhere"], ["anywhere"]]
    assert choosing.find(world, guild, "Edit", kind=3).kind == 3


def test_files_are_taken_in_three_shapes(tmp_path: Path) -> None:
    """An upload, a path and a pair of name and bytes mean the same."""
    path = tmp_path / "a.png"
    given = (Upload("a.png", path), path, ("a.png", b"x"))
    assert [choosing.as_upload(file).name for file in given] == ["a.png"] * 3
