"""The command line: `plantain`, the same as `python -m bot`."""

import argparse
import asyncio
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from bot import app
from bot.backups import make_backup, restore_backup
from bot.core.errors import PlantainError, StorageFailed
from bot.doctor.command import add_options, doctor
from bot.ending import end_within
from bot.logs import start_log
from bot.serving import sync
from bot.settings import Settings, SettingsWrong, unknown_settings
from bot.storage.failures import StorageRefused
from bot.storage.folder import DataFolder, held
from bot.storage.migrating import migrate
from bot.supervise import StartFailed

_log = logging.getLogger("plantain")
_UNREADABLE = "What is kept can't be read or written: check the disk, or put a backup back with plantain restore"
_LAST_PORT = 65_535
_LAST_SECONDS = 8.0
"""What the end may take beyond the grace time: farewells, and what is being written."""
Command = Callable[[Settings, argparse.Namespace, asyncio.Event], Awaitable[None]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; a start that fails is one sentence on standard error and exit code 1."""
    asked = _parser().parse_args(arguments)
    if "paint" in asked:  # the doctor judges the settings, too
        return doctor(asked)
    try:
        settings = Settings.read()
        start_log(settings.log_level, settings.log_format, settings.secrets)
        for name in unknown_settings():
            _log.warning("%s is not a setting of Plantain's: is it misspelt?", name)
        asyncio.run(_until_stopped(asked.run, settings, asked))
    except StorageFailed as error:
        _log.debug("storage failed", exc_info=error)
        print(f"plantain: {_UNREADABLE} ({type(error.__cause__).__name__}).", file=sys.stderr)
        return 1
    except (SettingsWrong, StartFailed, StorageRefused, PlantainError) as error:
        print(f"plantain: {error}", file=sys.stderr)
        return 1
    return 0


async def _until_stopped(command: Command, settings: Settings, asked: argparse.Namespace) -> None:
    """Run *command*, and let Ctrl-C or SIGTERM end it in good order and in bounded time; a second one ends it at once.

    What is on disk is whole at any instant, so that nothing is lost by that.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def end(number: signal.Signals) -> None:
        if stop.is_set():
            os._exit(128 + number)
        _log.info("%s: ending in good order; once more ends at once", number.name)
        end_within(settings.plantain_grace + _LAST_SECONDS)
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, end, number)
    await command(settings, asked, stop)


async def _run(settings: Settings, _: argparse.Namespace, stop: asyncio.Event) -> None:
    await app.run(settings, stop)


async def _demo(settings: Settings, asked: argparse.Namespace, stop: asyncio.Event) -> None:
    from bot.demo import demo, open_in_browser  # noqa: PLC0415 - the real bot does without the stand-ins

    def announce(address: str, real: bool) -> None:
        painter = "the real model paints, and costs" if real else "a stand-in paints, for nothing"
        print(
            f"Plantain's demo is ready ({painter}): {address}\nCtrl-C ends it; the next start finds everything again."
        )
        sys.stdout.flush()
        if asked.browser:
            open_in_browser(address)

    await demo(settings, stop, announce, port=asked.port, provider=asked.provider)


async def _migrate(settings: Settings, _: argparse.Namespace, _stop: asyncio.Event) -> None:
    with DataFolder(settings.plantain_data) as folder:
        url = settings.database_url or folder.database_url
        with held(url):
            await migrate(url, folder.pictures)


async def _backup(settings: Settings, asked: argparse.Namespace, stop: asyncio.Event) -> None:
    await make_backup(settings, asked.target, stop)


async def _restore(settings: Settings, asked: argparse.Namespace, stop: asyncio.Event) -> None:
    await restore_backup(settings, asked.archive, stop)


async def _sync(settings: Settings, _: argparse.Namespace, _stop: asyncio.Event) -> None:
    settings.needed("discord_token")
    async with app.opened(settings) as house:
        await sync(house)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > _LAST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: a whole number from 0 to {_LAST_PORT} is allowed")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="plantain", description="A shared picture studio for Discord.")
    commands = parser.add_subparsers(required=True, metavar="command")
    add = commands.add_parser
    trial = add("demo", help="the whole bot against local stand-ins, with a page in the browser")
    trial.add_argument("--port", type=_port, default=0, help="of the page, on 127.0.0.1 (default: any free one)")
    trial.add_argument("--provider", metavar="NAME", help="whose manner the stand-in takes, such as google or 12ai")
    trial.add_argument("--no-browser", dest="browser", action="store_false", help="only print the address")
    trial.set_defaults(run=_demo)
    add("run", help="the bot in one process").set_defaults(run=_run)
    examining = add("doctor", help="check everything that the bot needs, and say what to mend; costs nothing")
    add_options(examining)
    add("migrate", help="bring the database's tables up to date").set_defaults(run=_migrate)
    copying = add("backup", help="copy everything that is kept into one file, also while the bot runs")
    copying.add_argument("target", type=Path, help="a new file, or the folder in which to make one named by the time")
    copying.set_defaults(run=_backup)
    putting = add("restore", help="fill an empty data folder from such a file")
    putting.add_argument("archive", type=Path, help="what backup wrote")
    putting.set_defaults(run=_restore)
    add("sync", help="tell Discord the slash commands, if they have changed").set_defaults(run=_sync)
    return parser


if __name__ == "__main__":
    sys.exit(main())
