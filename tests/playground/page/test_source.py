import re

import pytest

from bot.playground.page_server.page import FOLDER

FILES = sorted(path for path in FOLDER.iterdir() if path.suffix in (".js", ".html", ".css"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_is_ever_parsed_as_markup_or_run_as_code(path: object) -> None:
    """No file of the page has a way to turn text into elements or scripts."""
    text = next(file for file in FILES if file is path).read_text("utf-8")
    sinks = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|srcdoc|\beval\b|new Function|javascript:"
    assert re.findall(sinks, text) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_comes_from_elsewhere(path: object) -> None:
    """Scripts, styles, fonts and pictures are the page's own."""
    text = next(file for file in FILES if file is path).read_text("utf-8")
    assert re.findall(r"(?:src|href|url|import|from)\s*[=(]?\s*[\"'(](?:https?:)?//", text) == []


def test_the_page_has_no_inline_script_or_style() -> None:
    """The content policy needs no exception."""
    text = (FOLDER / "index.html").read_text("utf-8")
    assert re.findall(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", text) == []


def test_scripts_stay_short() -> None:
    """The page is split by role like everything else."""
    assert [
        path.name for path in FILES if path.suffix == ".js" and len(path.read_text("utf-8").splitlines()) > 250
    ] == []
