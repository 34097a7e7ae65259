"""Findings as lines for people, or as JSON for machines."""

import json
import shutil
import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TextIO

from bot.doctor.findings import Finding, State, worst

_SIGNS: Mapping[State, str] = {State.OK: "✓", State.WARNING: "!", State.BROKEN: "✗"}
_PLAIN: Mapping[State, str] = {State.OK: "ok  ", State.WARNING: "warn", State.BROKEN: "FAIL"}
_REPLACED = str.maketrans({"…": "...", "“": '"', "”": '"', "–": "-", "×": "x", "→": "->", "’": "'"})  # noqa: RUF001 - what is replaced
_NARROWEST, _WIDEST = 60, 120
_ARROW = "→ "


def report(findings: Sequence[Finding], out: TextIO, secrets: Sequence[str] = ()) -> None:
    """One aligned line for each finding, with what to do under it, and a summary."""
    signs, width = _signs(out), max((len(finding.name) for finding in findings), default=0)
    columns = min(max(shutil.get_terminal_size((_WIDEST, 24)).columns, _NARROWEST), _WIDEST)
    for finding in findings:
        before = f"{signs[finding.state]} {finding.name:<{width}}  "
        lines = textwrap.wrap(finding.sentence, columns - len(before), break_long_words=False, break_on_hyphens=False)
        lines += textwrap.wrap(
            f"{_ARROW}{finding.advice}" if finding.advice else "",
            columns - len(before),
            subsequent_indent=" " * len(_ARROW),
            break_long_words=False,
            break_on_hyphens=False,
        )
        _write(out, before + f"\n{' ' * len(before)}".join(lines), secrets)
    _write(out, f"\n{summary(findings)}", secrets)


def report_json(findings: Sequence[Finding], out: TextIO, secrets: Sequence[str] = ()) -> None:
    """One object: `state` is the worst of all, `findings` have name, state, sentence and advice."""
    whole = {"state": worst(findings), "findings": [asdict(finding) for finding in findings]}
    out.write(_blotted(json.dumps(whole, indent=2), secrets) + "\n")


def summary(findings: Sequence[Finding]) -> str:
    counts = Counter(finding.state for finding in findings)
    fine, doubtful, wrong = (counts[state] for state in State)
    end = "mend what is broken, then run plantain doctor again" if wrong else "ready: plantain run"
    return f"{fine} fine, {doubtful} to look at, {wrong} broken: {end}."


def _signs(out: TextIO) -> Mapping[State, str]:
    return _SIGNS if _takes(out, "".join(_SIGNS.values())) else _PLAIN


def _write(out: TextIO, text: str, secrets: Sequence[str]) -> None:
    if not _takes(out, text):
        encoding = out.encoding or "ascii"
        text = text.translate(_REPLACED).encode(encoding, "replace").decode(encoding)
    out.write(_blotted(text, secrets) + "\n")


def _takes(out: TextIO, text: str) -> bool:
    try:
        text.encode(out.encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _blotted(text: str, secrets: Sequence[str]) -> str:
    """A second guard: no check puts a secret into a finding."""
    for secret in filter(None, secrets):
        text = text.replace(secret, "[secret]")
    return text
