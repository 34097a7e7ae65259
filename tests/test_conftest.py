import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
WANTS_A_BROWSER = (
    'def test_page(chromium: str) -> None:\n    """Ask for the browser."""\n    print("browser:", chromium)\n'
)


def run_elsewhere(folder: Path, *arguments: str, search: str = "", ci: str = "") -> str:
    """Run a test that wants a browser in a process of its own, with its own search path; what pytest says."""
    (folder / "test_page.py").write_text(WANTS_A_BROWSER, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider", "-s", "-o", "addopts="]
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [*command, "-rs", "--config-file", ROOT / "pyproject.toml", *arguments, folder / "test_page.py"],
        cwd=ROOT,
        env=os.environ | {"PATH": search, "CI": ci},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.stdout


def test_a_browser_on_the_search_path_is_used(tmp_path: Path) -> None:
    """A test that wants a browser gets the path of the one that is installed."""
    browser = tmp_path / "chromium"
    browser.touch(mode=0o755)
    said = run_elsewhere(tmp_path, search=str(tmp_path))
    assert f"browser: {browser}" in said
    assert "1 passed" in said


@pytest.mark.parametrize(("ci", "outcome"), [("", "1 skipped"), ("true", "1 error")])
def test_without_a_browser_the_test_is_skipped_or_in_ci_fails(tmp_path: Path, ci: str, outcome: str) -> None:
    """Where there is no browser the outcome says so, and CI does not pass over it."""
    said = run_elsewhere(tmp_path, search=str(tmp_path / "nothing"), ci=ci)
    assert "no Chromium found (looked for chromium, " in said
    assert outcome in said


def test_browser_tests_can_be_left_out(tmp_path: Path) -> None:
    """Asking for the browser marks the test, so that `-m "not browser"` deselects it."""
    assert "1 deselected" in run_elsewhere(tmp_path, "-m", "not browser")
