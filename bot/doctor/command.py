"""The command `plantain doctor`."""

import asyncio
import sys
from argparse import ArgumentParser, Namespace
from typing import TextIO

from bot.doctor.examination import Wishes, examined
from bot.doctor.findings import State, worst
from bot.doctor.report import report, report_json
from bot.house import Surroundings
from bot.logs import start_log
from bot.settings import Settings, SettingsWrong


def add_options(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="findings as JSON")
    parser.add_argument("--paint", action="store_true", help="also have two small pictures drawn, which costs")
    parser.add_argument("--yes", action="store_true", help="agree to what --paint costs")


def doctor(asked: Namespace, out: TextIO | None = None, around: Surroundings | None = None) -> int:
    """Examine, report, and give the exit code: 1 when something is broken, 130 when it was stopped."""
    out = out or sys.stdout
    _quieten()

    def tell(line: str) -> None:
        print(line, file=sys.stderr, flush=True)  # noqa: T201 - a command line talks by printing

    wishes = Wishes(paint=asked.paint, agreed=asked.yes, tell=tell)
    try:
        findings, secrets = asyncio.run(examined(wishes, around or Surroundings()))
    except KeyboardInterrupt:
        return 130
    (report_json if asked.json else report)(findings, out, secrets)
    return 1 if worst(findings) is State.BROKEN else 0


def _quieten() -> None:
    """The findings say it all, unless somebody wants to see everything."""
    try:
        settings = Settings.read()
    except SettingsWrong:
        return start_log("critical", "text")
    level = settings.log_level if settings.log_level == "debug" else "critical"
    return start_log(level, settings.log_format, settings.secrets)
