"""Where the log goes and what must never be in it."""

import json
import logging
import re
import sys
from collections.abc import Iterable, Sequence
from typing import Literal, TextIO

_SHORTEST_SECRET = 6
_IN_ADDRESSES = re.compile(r"(?i)\b(key|token|access_token|hm|sig|signature)=[^&\s\"']+")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_WEBHOOK = re.compile(r"(/(?:webhooks|interactions)/\d+/)[\w.-]{20,}")


def start_log(
    level: str, form: Literal["text", "json"], secrets: Sequence[str] = (), stream: TextIO | None = None
) -> None:
    """Log to *stream* (standard error by default) with every one of *secrets* blotted out, tracebacks included."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter((_Json if form == "json" else _Text)(secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for noisy in ("discord", "google_genai", "httpx2", "httpcore2", "PIL", "sqlalchemy", "alembic", "aiosqlite"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, root.level))


def hide(secrets: Iterable[str]) -> None:
    """Blot out these as well from now on: secrets that are known only after the log was started."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler.formatter, _Blotting):
            handler.formatter.hide(secrets)


class _Blotting(logging.Formatter):
    def __init__(self, secrets: Sequence[str], form: str) -> None:
        super().__init__(form, "%Y-%m-%d %H:%M:%S")
        self._secrets: list[str] = []
        self.hide(secrets)

    def hide(self, secrets: Iterable[str]) -> None:
        self._secrets += [secret for secret in secrets if len(secret) >= _SHORTEST_SECRET]

    def _blotted(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "[secret]")
        return _WEBHOOK.sub(r"\1[token]", _IN_ADDRESSES.sub(r"\1=[secret]", text))


class _Text(_Blotting):
    def __init__(self, secrets: Sequence[str]) -> None:
        super().__init__(secrets, "%(asctime)s %(levelname)-7s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        return self._blotted(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name is logging's
        """One line a message: what a stranger wrote in it must not look like another one, nor steer a terminal."""
        return _CONTROLS.sub(lambda sign: sign[0].encode("unicode_escape").decode(), super().formatMessage(record))


class _Json(_Blotting):
    """One object a line: time, level, logger, message, and the traceback where there is one."""

    def __init__(self, secrets: Sequence[str]) -> None:
        super().__init__(secrets, "%(message)s")

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self._blotted(record.getMessage()),
        }
        if record.exc_info:
            entry["traceback"] = self._blotted(self.formatException(record.exc_info))
        return json.dumps(entry, ensure_ascii=False)
