"""Holds the map: who may import whom, who may read the environment, and what modules are called."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
EVERYTHING = frozenset({"bot", "cogs"})
CORE = frozenset({"bot.core"})

# Layer -> what of the project its modules may import besides their own layer. The longest matching name counts.
MAP: dict[str, frozenset[str]] = {
    "bot": frozenset(),  # the package's own __init__
    "bot.__main__": CORE
    | {
        "bot.app",
        "bot.backups",
        "bot.demo",
        "bot.doctor",
        "bot.ending",
        "bot.logs",
        "bot.serving",
        "bot.settings",
        "bot.storage",
    }
    | {"bot.supervise"},
    "bot.app": EVERYTHING,
    "bot.backups": frozenset({"bot.house", "bot.settings", "bot.storage"}),
    "bot.client": CORE | {"bot.pointing", "bot.screening", "bot.supervise", "bot.syncing"},
    "bot.core": frozenset(),
    "bot.demo": frozenset({"bot.app", "bot.house", "bot.playground", "bot.serving", "bot.settings", "bot.supervise"}),
    "bot.doctor": CORE
    | {"bot.client", "bot.gemini", "bot.house", "bot.image_model", "bot.logs", "bot.media", "bot.pointing"}
    | {"bot.providing", "bot.settings", "bot.storage"},
    "bot.ending": frozenset(),
    "bot.gemini": CORE,
    "bot.house": CORE | {"bot.client", "bot.jobs", "bot.settings", "cogs"},
    "bot.identify": CORE,
    "bot.image_model": CORE
    | {"bot.gemini", "bot.house", "bot.media", "bot.providing", "bot.settings", "bot.storage", "bot.supervise"},
    "bot.jobs": CORE,
    "bot.logs": frozenset(),
    "bot.media": CORE,
    "bot.payloads": frozenset(),
    "bot.playground": frozenset(),
    "bot.pointing": frozenset(),
    "bot.providing": CORE | {"bot.gemini", "bot.settings"},
    "bot.screening": CORE | {"bot.payloads"},
    "bot.serving": CORE | {"bot.client", "bot.house", "bot.supervise", "bot.syncing"},
    "bot.settings": CORE,
    "bot.storage": CORE,
    "bot.supervise": CORE,
    "bot.syncing": CORE,
    "cogs": CORE,
}
# Library -> the only layers that may import it.
KEPT: dict[str, frozenset[str]] = {
    "google.genai": frozenset({"bot.gemini"}),
    "PIL": frozenset({"bot.media", "bot.playground"}),
}
ENVIRONMENT = frozenset({"environ", "environb", "getenv", "getenvb"})
ENVIRONMENT_READER = "bot.settings"
VAGUE = frozenset({"util", "utils", "constant", "constants", "helper", "helpers", "manager", "managers", "misc"})


@dataclass(frozen=True, slots=True)
class Module:
    """A Python file as the rule sees it: its dotted name and its syntax tree."""

    name: str
    tree: ast.Module
    is_package: bool = False

    @property
    def layer(self) -> str:
        """The longest name on the map that holds this module; its own name when none does."""
        if self.name == "bot":
            return "bot"
        return max((place for place in MAP if place != "bot" and within(self.name, place)), key=len, default=self.name)

    def resolve(self, node: ast.ImportFrom) -> str:
        """The absolute name of the module that a `from … import …` names, relative or not."""
        if node.level == 0:
            return node.module or ""
        parts = self.name.split(".")
        base = parts[: len(parts) - node.level + self.is_package]
        return ".".join([*base, *filter(None, [node.module])])


def within(name: str, place: str) -> bool:
    return name == place or name.startswith(f"{place}.")


def imports(module: Module) -> Iterator[tuple[int, str]]:
    """Line and absolute name of everything imported anywhere in the file; a name taken from a module counts as one."""
    for node in ast.walk(module.tree):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name) for alias in names)
            case ast.ImportFrom(names=names):
                source = module.resolve(node)
                yield from ((node.lineno, f"{source}.{alias.name}") for alias in names)
            case ast.Call(
                func=ast.Name(id="__import__" | "import_module") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield node.lineno, name


def import_faults(module: Module) -> Iterator[str]:
    layer = module.layer
    if layer not in MAP:
        yield f"{module.name} is not on the map"
        return
    for line, name in imports(module):
        where = f"{module.name}:{line} imports {name}"
        if within(name, "bot") or within(name, "cogs"):
            if not any(within(name, place) for place in MAP[layer] | ({layer} - {"bot"})):
                yield where
        elif layer == "bot.core" and name.partition(".")[0] not in sys.stdlib_module_names:
            yield f"{where}, which the standard library lacks"
        for library, owners in KEPT.items():
            if within(name, library) and layer not in owners:
                yield f"{where}, which belongs to {' and '.join(sorted(owners))}"


def environment_faults(module: Module) -> Iterator[str]:
    if module.name == ENVIRONMENT_READER:
        return
    for node in ast.walk(module.tree):
        match node:
            case ast.Attribute(value=ast.Name(id="os"), attr=name) if name in ENVIRONMENT:
                yield f"{module.name}:{node.lineno} reads os.{name}"
            case ast.ImportFrom(module="os", names=names):
                yield from (f"{module.name}:{node.lineno} reads os.{a.name}" for a in names if a.name in ENVIRONMENT)
            case ast.Import(names=names):
                yield from (f"{module.name}:{node.lineno} renames os" for a in names if a.name == "os" and a.asname)


def name_faults(module: Module) -> Iterator[str]:
    vague = VAGUE.intersection(module.name.rpartition(".")[2].split("_"))
    if vague:
        yield f"{module.name} says {' '.join(vague)!r}, not what is in it"


def faults(module: Module) -> list[str]:
    return [*import_faults(module), *environment_faults(module), *name_faults(module)]


def sources() -> list[Path]:
    return sorted(path for folder in ("bot", "cogs") for path in (ROOT / folder).rglob("*.py"))


def read(path: Path) -> Module:
    parts = path.relative_to(ROOT).with_suffix("").parts
    is_package = parts[-1] == "__init__"
    name = ".".join(parts[:-1] if is_package else parts)
    return Module(name, ast.parse(path.read_text(encoding="utf-8"), str(path)), is_package)


def test_every_module_keeps_to_the_map() -> None:
    """Imports go one way, libraries stay where they belong, one module reads the environment, names say what is in."""
    modules = [read(path) for path in sources()]
    assert modules
    assert [fault for module in modules for fault in faults(module)] == []


def test_only_the_composition_root_may_import_whatever_it_likes() -> None:
    """All others have, besides the core, the rights that they make use of."""
    used: dict[str, set[str]] = {layer: set() for layer in MAP}
    for module in map(read, sources()):
        used[module.layer].update(name for _, name in imports(module))
    assert [layer for layer, rights in MAP.items() if rights == EVERYTHING] == ["bot.app"]
    idle = {
        (layer, right)
        for layer, rights in MAP.items()
        for right in rights - CORE
        if not any(within(name, right) for name in used[layer])
    }
    assert idle == set()


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("bot.core.turn", "import bot.storage.turns"),
        ("bot.core.turn", "from bot import storage"),
        ("bot.core.turn", "from ..storage import turns"),
        ("bot.core.turn", "import aiohttp"),
        ("bot.core.turn", "from msgspec import json"),
        ("bot.core.turn", "if TYPE_CHECKING:\n    from bot.gemini import wire"),
        ("bot.storage.turns", "def late():\n    from bot.gemini import wire"),
        ("bot.storage.turns", "import_module('bot.media')"),
        ("bot.gemini.wire", "import cogs.imagine"),
        ("bot.jobs.lanes", "from bot.settings import Settings"),
        ("bot.jobs.lanes", "from bot.playground import world"),
        ("bot.playground.world", "from bot.core import picture"),
        ("bot.settings", "import bot.storage"),
        ("bot.client", "import cogs"),
        ("bot.serving", "from bot.storage.turns import SqlTurns"),
        ("bot.providing", "import bot.playground"),
        ("bot.doctor.bot", "from bot import app"),
        ("bot", "import bot.app"),
        ("cogs.imagine", "import bot"),
        ("cogs.imagine", "import bot.app"),
        ("cogs.imagine", "from bot import media"),
        ("cogs.imagine", "importlib.import_module('bot.storage')"),
        ("bot.somewhere", "import json"),
        ("bot.app", "from google import genai"),
        ("bot.app", "import google.genai.types"),
        ("bot.storage.turns", "from google.genai import types"),
        ("cogs.imagine", "from PIL import Image"),
        ("cogs.imagine", "import os\nos.environ['X']"),
        ("bot.app", "import os\nos.getenv('X')"),
        ("bot.playground.world", "from os import environ"),
        ("bot.app", "import os as system"),
        ("bot.core.utils", ""),
        ("cogs._file_helpers", ""),
        ("bot.media.manager", ""),
    ],
)
def test_a_violation_is_caught(name: str, source: str) -> None:
    """Each way around the map is seen: late, relative, dynamic, type-only, renamed."""
    assert len(faults(Module(name, ast.parse(source)))) == 1


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("bot.core.studio", "import asyncio\nfrom bot.core import turn\nfrom . import ports"),
        (
            "bot.gemini.wire",
            "from google import genai\nfrom google.genai import types\nfrom bot.core.reply import Reply",
        ),
        ("bot.media.fit", "from PIL import Image\nimport bot.core.picture"),
        ("bot.playground.gemini.painter", "from PIL import ImageDraw\nfrom ..world import World"),
        ("bot.settings", "import os\nos.environ.get('X')\nfrom bot.core import limits"),
        ("bot.app", "import bot.storage\nimport cogs.imagine\nfrom bot.playground import world"),
        ("bot.__main__", "from bot.app import main"),
        (
            "cogs.imagine",
            "import os\nimport discord\nos.path.join('a')\nfrom cogs import _inbound\nfrom bot.core import turn",
        ),
    ],
)
def test_what_the_map_allows_passes(name: str, source: str) -> None:
    """Nothing that the map allows is called a violation."""
    assert faults(Module(name, ast.parse(source))) == []


def test_relative_imports_of_a_package_start_at_itself() -> None:
    """In an `__init__`, one dot means the package, not its parent."""
    inside = ast.parse("from . import turns")
    assert faults(Module("bot.storage", inside, is_package=True)) == []
    assert faults(Module("bot.core.errors", inside)) == []
    assert faults(Module("bot.core", ast.parse("from .. import storage"), is_package=True)) != []
