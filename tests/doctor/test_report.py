"""How findings are shown."""

import io
import json

import pytest

from bot.doctor.findings import broken, ok, warning
from bot.doctor.report import report, report_json, summary

FOUND = [ok("key", "is good"), warning("default model", "is “old”", "Set another."), broken("host", "gone …", "Look.")]


def printed(encoding: str, secrets: tuple[str, ...] = ()) -> list[str]:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding=encoding)
    report(FOUND, out, secrets)
    out.flush()
    return raw.getvalue().decode(encoding).splitlines()


def test_lines_are_aligned_with_the_advice_below(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sign, name and sentence; what to do is under the sentence."""
    monkeypatch.setenv("COLUMNS", "100")
    assert printed("utf-8") == [
        "✓ key            is good",
        "! default model  is “old”",
        "                 → Set another.",
        "✗ host           gone …",
        "                 → Look.",
        "",
        "1 fine, 1 to look at, 1 broken: mend what is broken, then run plantain doctor again.",
    ]


def test_an_output_without_these_letters_gets_plain_ones() -> None:
    """Nothing fails, and nothing is lost but beauty."""
    lines = printed("ascii")
    assert lines[0] == "ok   key            is good"
    assert lines[1] == 'warn default model  is "old"'
    assert lines[3] == "FAIL host           gone ..."


def test_long_sentences_are_folded_under_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    """A narrow terminal shows all of it."""
    monkeypatch.setenv("COLUMNS", "60")
    out = io.StringIO()
    report([ok("key", "word " * 30)], out)
    lines = out.getvalue().splitlines()[:-2]
    assert len(lines) > 2
    assert all(line.startswith("       word") for line in lines[1:])
    assert max(map(len, lines)) <= 60


def test_machines_get_json() -> None:
    """The worst state of all, and every field of each finding."""
    out = io.StringIO()
    report_json(FOUND, out)
    whole = json.loads(out.getvalue())
    assert whole["state"] == "broken"
    assert whole["findings"][1] == {
        "name": "default model",
        "state": "warning",
        "sentence": "is “old”",
        "advice": "Set another.",
    }


def test_a_secret_that_got_into_a_finding_is_blotted_out() -> None:
    """In both forms."""
    out = io.StringIO()
    found = [broken("key", "of sk-secret", "throw sk-secret away")]
    report(found, out, ("sk-secret", ""))
    report_json(found, out, ("sk-secret",))
    assert "sk-secret" not in out.getvalue()
    assert out.getvalue().count("[secret]") == 4


def test_the_summary_says_whether_the_bot_can_start() -> None:
    """Warnings do not keep it from that."""
    assert summary(FOUND[:2]) == "1 fine, 1 to look at, 0 broken: ready: plantain run."
