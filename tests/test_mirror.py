"""Holds the shape of the code and its tests: the same tree twice, one sentence a test, nothing long."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LONGEST_FILE = 250
LONGEST_FUNCTION = 50

# Modules without a test file of their own, each with its reason.
UNTESTED: dict[str, str] = {
    "bot/core/batch_ports.py": "Protocols and what they hand over: mypy holds them against those who implement them",
    "bot/core/file_ports.py": "Protocols and what they hand over, as in ports.py",
    "bot/core/ports.py": "Protocols only: mypy holds them against those who implement them",
    "bot/core/scheduling.py": "Protocols only: mypy holds them against those who implement them",
    "cogs/_host.py": "a Protocol only: mypy holds it against the client class",
}


def python_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions(module: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def defines_something(module: ast.Module) -> bool:
    """Whether there is anything to test: a function or a class, not only imports and names."""
    return any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) for node in module.body)


def mirrored(module: str) -> str:
    """Where the tests of a module live: `bot/x/y.py` -> `tests/x/test_y.py`, `cogs/y.py` -> `tests/cogs/test_y.py`."""
    folder, _, name = module.removeprefix("bot/").rpartition("/")
    return "/".join(filter(None, ["tests", folder, f"test_{name.removesuffix('.py').strip('_')}.py"]))


def is_one_sentence(text: str) -> bool:
    text = " ".join(text.split())
    return text.endswith(".") and ". " not in text.replace("e.g. ", "").replace("i.e. ", "")


def test_every_module_has_its_tests_in_the_mirrored_place() -> None:
    """Whatever defines something has its own test file where the tree says, unless a reason is given."""
    wanted = {
        place(path): mirrored(place(path))
        for path in python_files("bot", "cogs")
        if defines_something(tree(path)) and "/migrations/" not in place(path)  # run as a whole by the storage's tests
    }
    missing = {module: tests for module, tests in wanted.items() if not (ROOT / tests).exists()}
    assert {module: tests for module, tests in missing.items() if module not in UNTESTED} == {}
    assert [module for module in UNTESTED if module not in missing] == [], "no reason needed any more"


def test_every_test_says_in_one_sentence_what_must_hold() -> None:
    """A test function's docstring is one sentence."""
    silent = [
        f"{place(path)}:{function.lineno} {function.name}"
        for path in python_files("tests")
        if path.name.startswith("test_")
        for function in functions(tree(path))
        if function.name.startswith("test_") and not is_one_sentence(ast.get_docstring(function) or "")
    ]
    assert silent == []


def test_files_and_functions_stay_short() -> None:
    """Code is split by role before a file or a function grows long."""
    files = python_files("bot", "cogs")
    long_files = [place(path) for path in files if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_FILE]
    long_functions = [
        f"{place(path)}:{function.lineno} {function.name}"
        for path in files
        for function in functions(tree(path))
        if (function.end_lineno or 0) - function.lineno >= LONGEST_FUNCTION
    ]
    assert (long_files, long_functions) == ([], [])


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        ("bot/settings.py", "tests/test_settings.py"),
        ("bot/__main__.py", "tests/test_main.py"),
        ("bot/core/turn.py", "tests/core/test_turn.py"),
        ("bot/playground/discord/rest.py", "tests/playground/discord/test_rest.py"),
        ("cogs/_inbound.py", "tests/cogs/test_inbound.py"),
        ("bot/media/__init__.py", "tests/media/test_init.py"),
    ],
)
def test_the_place_of_tests_follows_from_the_module(module: str, expected: str) -> None:
    """Tests mirror the tree without the level `bot`; underscores around a name don't count."""
    assert mirrored(module) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It holds.", True),
        ("It holds for pictures,\n    and for words.", True),
        ("It holds for 2.5 MB too.", True),
        ("", False),
        ("It holds", False),
        ("It holds. So does this.", False),
    ],
)
def test_one_sentence_is_told_from_none_and_two(text: str, *, expected: bool) -> None:
    """A sentence ends with its only full stop that something else could follow."""
    assert is_one_sentence(text) is expected
