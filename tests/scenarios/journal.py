"""The log of one scenario, set up as the real bot's is."""

import io
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from bot.logs import start_log


class Journal(logging.Handler):
    """Every record, and in `stream` every line that an operator would read."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.records: list[logging.LogRecord] = []
        self.stream = io.StringIO()

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def errors(self) -> list[str]:
        return [record.getMessage() for record in self.records if record.levelno >= logging.ERROR]

    @contextmanager
    def kept(self, level: str, secrets: Sequence[str]) -> Iterator[None]:
        """Log here while the context is open; afterwards logging is as it was."""
        root = logging.getLogger()
        named = [logger for logger in logging.Logger.manager.loggerDict.values() if isinstance(logger, logging.Logger)]
        before = {logger: logger.level for logger in (root, *named)}
        handlers = root.handlers[:]
        start_log(level, "text", secrets, self.stream)
        root.handlers += [self, *handlers]
        try:
            yield
        finally:
            root.handlers[:] = handlers
            for logger, was in before.items():
                logger.setLevel(was)
