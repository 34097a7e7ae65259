"""Holds the files around the code: lock files, Makefile, CI, deployment and what README promises."""

import os
import re
import shutil
import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.settings import Settings

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")
VERBS = ("install", "demo", "run", "test", "check", "format", "lock", "bench", "torture")
PAGES = (
    "README.md",
    ".github/CONTRIBUTING.md",
    "tests/README.md",
    "deploy/README.md",
    "docs/operating.md",
    "docs/providers.md",
)
SECTIONS = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]
# Folders of a developer's or a workplace's own machine; none of them means anything elsewhere.
MACHINE_PATHS = re.compile(r"(?<![\w.~-])/(?:home|Users|root|work|mnt|media|tmp|var/folders)/[\w.-]+")
ALLOWED_PATHS = {"/root/.cache"}  # the package installer's cache inside the image's build stage
PIN = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[^ ]+)(?: ; (?P<marker>[^\\]+))? \\")


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def project() -> dict[str, Any]:
    return tomllib.loads(text("pyproject.toml"))


@cache
def committed() -> list[str]:
    """Paths of what git tracks; a tree without git has nothing to ask."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - fixed arguments
    return [path for path in listed.stdout.split("\0") if path and (ROOT / path).is_file()]


def pins(lock: str) -> dict[str, str]:
    return {match["name"]: match["version"] for match in PIN.finditer(text(lock))}


def plain(requirement: str) -> str:
    """The name in a requirement, spelled as lock files spell it."""
    found = re.match(r"[\w.-]+", requirement)
    assert found is not None
    return re.sub(r"[-_.]+", "-", found[0]).lower()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_names_no_package_index(lock: str) -> None:
    """A lock file holds versions and hashes alone: no option, no address, no host, no folder."""
    for line in text(lock).splitlines():
        assert re.fullmatch(r"\s*#.*|    --hash=sha256:[0-9a-f]{64}(?: \\)?|" + PIN.pattern, line), line
        assert not re.search(r"://|--(?:index|extra|find|trusted)|pypi|\w@\w|\.(?:org|com|io|net|dev)\b", line), line


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_version_has_hashes(lock: str) -> None:
    """Nothing is installed that the lock file can't recognise."""
    entries = re.split(r"^(?=[a-z0-9])", text(lock), flags=re.MULTILINE)[1:]
    assert len(entries) == len(pins(lock)) > 0
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_what_the_project_asks_for_is_locked() -> None:
    """Each declared dependency is in the lock file that is installed for it."""
    groups = project()["dependency-groups"]
    runtime = {plain(requirement) for requirement in [*project()["project"]["dependencies"], *groups["build"]]}
    assert runtime <= pins("requirements.lock").keys()
    assert {plain(requirement) for requirement in groups["dev"]} <= pins("requirements-dev.lock").keys()
    assert project()["build-system"]["requires"] == groups["build"]


def test_both_lock_files_agree() -> None:
    """What the tests run with is what people run."""
    assert pins("requirements.lock").items() <= pins("requirements-dev.lock").items()


@pytest.mark.parametrize("verb", VERBS)
def test_the_makefile_has_every_verb_and_says_what_it_does(verb: str) -> None:
    """Each promised verb is a phony target with a line of help."""
    makefile = text("Makefile")
    assert re.search(rf"^{verb}:.* ## \w", makefile, re.MULTILINE)
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert phony is not None
    assert verb in phony[1].split()


@pytest.mark.parametrize("page", PAGES)
def test_pages_promise_only_verbs_that_exist(page: str) -> None:
    """Whatever `make …` a page tells people to type is there."""
    promised = set(re.findall(r"`make ([a-z]+)", text(page))) | set(
        re.findall(r"^ {4}make ([a-z]+)", text(page), re.MULTILINE)
    )
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
    assert promised <= targets


@pytest.mark.parametrize("page", PAGES)
def test_links_between_files_lead_somewhere(page: str) -> None:
    """A link or a picture that a page takes from the repository is there."""
    targets = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text(page))]
    local = [target for target in targets if target and "://" not in target]
    assert [target for target in local if not ((ROOT / page).parent / target).exists()] == []


def test_every_ignored_rule_has_its_reason() -> None:
    """A rule is switched off with the reason on the same line, in the configuration and in the code."""
    rule = re.compile(r'^\s*"[A-Z]+\d*",')
    bare = [line for line in text("pyproject.toml").splitlines() if rule.match(line) and not re.search(r"# \w", line)]
    assert bare == []
    reason = r"\s+[-#]\s*\S"
    switched_off = re.compile(rf"# noqa(?!: [A-Z\d, ]+{reason})|# type: ignore(?!\[[\w, -]+\]{reason})")
    files = [path for path in committed() if path.endswith(".py") and path != "tests/test_repository.py"]
    assert [
        f"{path}:{number}"
        for path in files
        for number, line in enumerate(text(path).splitlines(), 1)
        if switched_off.search(line)
    ] == []


def test_committed_files_name_no_machine_path() -> None:
    """Nothing points at a folder that exists on one machine only."""
    found = []
    for path in committed():
        try:
            lines = text(path).splitlines()
        except UnicodeDecodeError:
            continue  # a picture
        found += [
            f"{path}: {name}" for line in lines for name in MACHINE_PATHS.findall(line) if name not in ALLOWED_PATHS
        ]
    assert found == []


def test_every_folder_of_modules_is_a_package() -> None:
    """An installed copy has every module: setuptools looks for packages, and a folder without `__init__.py` is none."""
    folders = {path.parent for top in ("bot", "cogs") for path in (ROOT / top).rglob("*.py")}
    loose = {folder.relative_to(ROOT).as_posix() for folder in folders if not (folder / "__init__.py").exists()}
    assert {folder for folder in loose if "/migrations" not in folder} == set()  # data to Alembic, not imported


def test_every_data_file_is_installed() -> None:
    """Files beside the modules (data, page, migrations) are declared, so that an installed copy has them."""
    declared = project()["tool"]["setuptools"]["package-data"]
    covered = {
        path
        for package, globs in declared.items()
        for glob in globs
        for path in (ROOT / package.replace(".", "/")).glob(glob)
    }
    beside = {
        ROOT / path
        for path in committed()
        if path.startswith(("bot/", "cogs/")) and (not path.endswith(".py") or "/migrations/" in path)
    }
    assert {path.relative_to(ROOT).as_posix() for path in beside - covered} == set()


def test_hosted_actions_are_pinned_and_have_no_rights_by_default() -> None:
    """An action is named by its full commit, and the workflow's token may do nothing unless a job says so."""
    for path in (ROOT / ".github/workflows").glob("*.yml"):
        workflow = path.read_text(encoding="utf-8")
        assert re.search(r"^permissions: \{\}$", workflow, re.MULTILINE)
        for line in re.findall(r"uses: .+", workflow):
            assert re.fullmatch(r"uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


def test_the_example_settings_are_those_that_are_read() -> None:
    """The example has every setting with its default, and only the two secrets are asked for."""
    example = dict(re.findall(r"^#?([A-Z_]+)=(.*)$", text("deploy/example.env"), re.MULTILINE))
    defaults = {name.upper(): field.default for name, field in Settings.model_fields.items()}
    assert example == {name: "" if default is None else str(default) for name, default in defaults.items()}
    asked = re.findall(r"^[A-Z_]+=", text("deploy/example.env"), re.MULTILINE)
    assert asked == ["DISCORD_TOKEN=", "GEMINI_API_KEY="]


def test_the_changelog_keeps_its_order() -> None:
    """Each version has the known sections in their order, and each line of them is one sentence."""
    for version in text("CHANGELOG.md").split("\n## ")[1:]:
        sections = re.findall(r"^### (.+)$", version, re.MULTILINE)
        assert sections == [name for name in SECTIONS if name in sections]
        lines = version.split("\n### ", 1)[-1].splitlines()[1:]
        entries = [line for line in lines if line and not line.startswith("### ")]
        assert [line for line in entries if not re.fullmatch(r"- .+[^.]\.", line) or ". " in line] == []


def test_the_image_is_built_from_the_lock_and_runs_without_root() -> None:
    """The container image installs nothing unlocked and drops root before it starts."""
    image = text("deploy/Dockerfile")
    assert "--require-hashes --requirement requirements.lock" in image
    assert "--no-deps --no-build-isolation" in image
    last_stage = image.rsplit("\nFROM ", 1)[-1]
    assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", last_stage, re.MULTILINE)


@pytest.mark.parametrize("verb", ["install", "test"])
def test_a_repeated_verb_installs_nothing(verb: str, tmp_path: Path) -> None:
    """Once installed, nothing is installed again until a lock file changes."""
    make = shutil.which("make")
    if make is None:
        pytest.skip("make isn't here")
    for name in ("Makefile", "pyproject.toml", *LOCKS):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / ".venv/bin").mkdir(parents=True)
    for name in ("bin/python", ".runtime", ".development"):
        (tmp_path / ".venv" / name).touch()

    def planned() -> str:
        dry = [make, "--dry-run", verb]
        return subprocess.run(dry, cwd=tmp_path, capture_output=True, text=True, check=True).stdout  # noqa: S603 - fixed arguments

    assert "pip" not in planned()
    lock = tmp_path / LOCKS[0]
    stamp = (tmp_path / ".venv/.development").stat().st_mtime_ns + 10**9
    os.utime(lock, ns=(stamp, stamp))
    assert "--require-hashes" in planned()
