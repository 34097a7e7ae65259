"""Bad input, eighth sentence: keys and tokens never reach a log, a post or an exception text."""

import logging
import traceback

from bot.playground.discord.faults import Dropped, ServerError
from bot.playground.discord.server import StandIn
from bot.playground.gemini import Raw
from tests import corpus
from tests.scenarios.house import KEY, House


async def test_nothing_recorded_holds_a_key_or_a_token(house: House, discord: StandIn) -> None:
    """After pictures, refusals, failures of both services and a restart, no text that anybody can read has a secret."""
    card = await house.ada.imagine("a fox", image=("ship.jpg", corpus.jpeg()))
    await house.ada.replies(card, "make it winter")
    for failure in ("key", "forbidden", "internal", "drop", "cut", "html", "redirect", Raw(KEY.encode(), 500)):
        house.gemini.next(failure)
        await house.ada.asks("imagine", prompt="a fox")
    discord.faults.plan("PATCH", "/webhooks/*", Dropped())
    await house.ada.imagine("a bear")
    discord.faults.plan("GET", "/*attachments/*", ServerError(status=500))
    await house.ada.asks("imagine", prompt="a fox", image=("ship.jpg", corpus.jpeg()))
    await house.restart()
    await house.ada.presses_again(card)
    secrets = [*house.secrets, *tokens(discord)]
    assert len(secrets) > 10
    readable = {
        "the log": house.journal.text,
        "the records of the log": "\n".join(map(whole, house.journal.records)),
        "the posts": "\n".join(map(repr, discord.world.messages.values())),
    }
    assert [where for where, text in readable.items() for secret in secrets if secret in text] == []


async def test_the_data_folder_holds_neither_the_key_nor_the_bot_s_token(house: House) -> None:
    """What is backed up or looked at gives nobody the means to act in the bot's name for long."""
    await house.ada.imagine("a fox")
    house.gemini.next("key")
    await house.ada.asks("imagine", prompt="a fox")
    await house.stop()
    files = [path for path in house.folder.rglob("*") if path.is_file()]
    assert len(files) >= 3
    for secret in house.secrets:
        assert [path.name for path in files if secret.encode() in path.read_bytes()] == []


def tokens(discord: StandIn) -> list[str]:
    """With these anybody could write in the bot's name for a quarter of an hour."""
    return [interaction.token for interaction in discord.world.interactions.values()]


def whole(record: logging.LogRecord) -> str:
    """Everything that a log handler of whatever make could write, tracebacks included."""
    failure = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
    return f"{record.getMessage()}\n{failure}\n{record.args!r}"
