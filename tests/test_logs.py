"""The log: its forms, and what is never in it."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Literal

import pytest

from bot.logs import hide, start_log

KEY = "AIzaSyNotARealKeyAtAll"


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_secret_reaches_the_log(form: Literal["text", "json"]) -> None:
    """Keys, tokens in addresses and interaction tokens are blotted out, in messages and in tracebacks."""
    stream = io.StringIO()
    start_log("info", form, [KEY], stream)
    error = RuntimeError(f"POST /v1beta/models?key={KEY}&x=1 and /webhooks/123/{'t' * 40}/messages")
    where = "https://cdn.example/a.png?ex=1&hm=abcdef"
    logging.getLogger("plantain").error("it broke with %s at %s", KEY, where, exc_info=error)
    written = stream.getvalue()
    assert KEY not in written
    assert "t" * 40 not in written
    assert "abcdef" not in written
    assert "RuntimeError" in written
    assert "[secret]" in written


def test_secrets_that_are_found_later_are_hidden_too() -> None:
    """An operator's own headers are known only after the log was started."""
    stream = io.StringIO()
    start_log("info", "text", [], stream)
    hide([KEY, ""])
    logging.getLogger("plantain").info("sent with %s", KEY)
    assert stream.getvalue().endswith("plantain: sent with [secret]\n")


def test_a_message_stays_in_its_line() -> None:
    """Words of a provider can't forge another entry or steer a terminal; a traceback keeps its lines."""
    stream = io.StringIO()
    start_log("info", "text", [], stream)
    logging.getLogger("plantain").info("said: %s", "no\n2026-01-01 00:00:00 ERROR forged\x1b[2J\r\u2028")
    assert stream.getvalue().endswith("said: no\\n2026-01-01 00:00:00 ERROR forged\\x1b[2J\\r\\u2028\n")
    logging.getLogger("plantain").error("it broke", exc_info=RuntimeError("x"))
    assert stream.getvalue().endswith("it broke\nRuntimeError: x\n")


def test_json_is_one_object_a_line() -> None:
    """Machines read one object per record."""
    stream = io.StringIO()
    start_log("info", "json", [], stream)
    logging.getLogger("plantain").info("a\nb %s", "ö")
    entry = json.loads(stream.getvalue())
    assert (entry["level"], entry["logger"], entry["message"]) == ("info", "plantain", "a\nb ö")


def test_the_level_is_kept_and_libraries_are_quiet() -> None:
    """Debug lines of our own come only when asked for; a library's chatter never."""
    stream = io.StringIO()
    start_log("info", "text", [], stream)
    logging.getLogger("plantain").debug("hidden")
    logging.getLogger("discord.gateway").info("chatter")
    logging.getLogger("plantain").info("seen")
    assert stream.getvalue().count("\n") == 1
