from typing import Any

import pytest
from playwright.async_api import Page as Tab

pytestmark = pytest.mark.asyncio(loop_scope="session")

RATIOS = [{"name": name, "value": name} for name in ("1:1", "16:9")]
SEARCHES = [{"name": "off", "value": "off"}, {"name": "web", "value": "web"}, {"name": "web + images", "value": "both"}]
COMMANDS = [
    {
        "name": "imagine",
        "options": [
            {"type": 3, "name": "prompt", "description": "What", "required": True},
            {"type": 11, "name": "image", "description": "A"},
            {"type": 11, "name": "image2", "description": "B"},
            {"type": 3, "name": "ratio", "description": "R", "choices": RATIOS},
            {"type": 3, "name": "search", "description": "S", "choices": SEARCHES},
            {"type": 3, "name": "model", "description": "M", "autocomplete": True},
            {"type": 5, "name": "spoiler", "description": "X"},
        ],
    },
    {"name": "undo", "description": "Back"},
    {
        "name": "budget",
        "options": [
            {"type": 1, "name": "show", "description": "Show", "options": []},
            {
                "type": 1,
                "name": "set",
                "description": "Set",
                "options": [{"type": 4, "name": "limit", "description": "L"}],
            },
        ],
    },
]
READ = """async ([line, commands, files]) => {
  const { flatten, readLine } = await import("/page/commandline.js");
  const found = readLine(line, flatten(commands), files);
  return found && { command: found.command.words, options: found.options, files: found.files, problem: found.problem };
}"""
AT = """async ([line, commands]) => {
  const { flatten, atCaret } = await import("/page/commandline.js");
  const found = atCaret(line, flatten(commands));
  return found && [found.kind, found.partial, found.option?.name ?? null];
}"""


async def read(modules: Tab, line: str, *files: str) -> Any:
    return await modules.evaluate(READ, [line, COMMANDS, list(files)])


@pytest.mark.parametrize(
    ("line", "options"),
    [
        ("a lighthouse at dusk ratio:16:9", {"prompt": "a lighthouse at dusk", "ratio": "16:9"}),
        ("ratio:1:1 a lighthouse", {"prompt": "a lighthouse", "ratio": "1:1"}),
        ("a big ratio:16:9 lighthouse", {"prompt": "a big lighthouse", "ratio": "16:9"}),
        ("prompt:a cat, seated ratio:1:1", {"prompt": "a cat, seated", "ratio": "1:1"}),
        ("a cat search:web + images model:pro", {"prompt": "a cat", "search": "both", "model": "pro"}),
        ("a cat search:WEB", {"prompt": "a cat", "search": "web"}),
        (
            'a cat model:"Nano Banana Pro" spoiler:true',
            {"prompt": "a cat", "model": "Nano Banana Pro", "spoiler": True},
        ),
        ("a sign that says ratio: none", {"prompt": "a sign that says ratio: none"}),
        ("at 12:30 the aratio:1:1 https://a.b/c", {"prompt": "at 12:30 the aratio:1:1 https://a.b/c"}),
        ("a cat ratio:", {"prompt": "a cat"}),
        ("a cat ratio:7:7", {"prompt": "a cat", "ratio": "7:7"}),
    ],
)
async def test_a_typed_line_is_read_into_options(modules: Tab, line: str, options: dict[str, Any]) -> None:
    """Known names take their values, which may contain colons, and all other words are the prompt."""
    found = await read(modules, f"/imagine {line}")
    assert (found["command"], found["options"], found["problem"]) == ("imagine", options, None)


async def test_files_go_to_the_attachment_options_in_order(modules: Tab) -> None:
    """The first file is the first reference, and one too many is said before sending."""
    assert (await read(modules, "/imagine a cat", "x", "y"))["files"] == {"image": ["x"], "image2": ["y"]}
    assert "2 files" in (await read(modules, "/imagine a cat", "x", "y", "z"))["problem"]
    assert "no files" in (await read(modules, "/undo", "x"))["problem"]


async def test_what_is_missing_or_too_much_is_said(modules: Tab) -> None:
    """A line without its required words, or with words where none belong, has a problem."""
    assert "needs prompt" in (await read(modules, "/imagine ratio:1:1"))["problem"]
    assert "takes no words" in (await read(modules, "/undo everything"))["problem"]


async def test_sub_commands_are_words(modules: Tab) -> None:
    """Groups are typed as they are read."""
    found = await read(modules, "/budget set limit:5")
    assert (found["command"], found["options"]) == ("budget set", {"limit": "5"})


@pytest.mark.parametrize("line", ["hello", "/unknown x", "/imagin a cat", "/imaginea cat", "a /imagine", ""])
async def test_other_lines_are_no_commands(modules: Tab, line: str) -> None:
    """Only a synced command's whole name counts, at the start."""
    assert await read(modules, line) is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/im", ["command", "im", None]),
        ("/imagine ", ["words", "", None]),
        ("/imagine a cat ratio:16", ["value", "16", "ratio"]),
        ('/imagine model:"Nano B', ["value", "Nano B", "model"]),
        ("/imagine a cat ra", ["words", "ra", None]),
        ("hello /im", None),
    ],
)
async def test_the_caret_tells_what_to_suggest(modules: Tab, line: str, expected: list[str] | None) -> None:
    """A name, a value or words: whatever is being typed."""
    assert await modules.evaluate(AT, [line, COMMANDS]) == expected
