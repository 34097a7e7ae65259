"""Whose files are brought in next: a few people's at a time, and of each person what was sent first."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from bot.core.errors.door import FilesWaiting
from bot.core.limits import WAITING_PER_PERSON

_PEOPLE: Final = 4
"""Whose files lie in the spool together: ten of 20 MiB each are what a message may have."""

_FILES: Final = 4
"""Files that are fetched together, whosever they are."""


@dataclass(eq=False, slots=True)
class _Line:
    """Who sent several messages waits for their own before anybody waits for them."""

    first: asyncio.Lock = field(default_factory=asyncio.Lock)
    length: int = 0


class Intake:
    """Somebody who sends a lot at once takes one place at a time, so that everybody else gets theirs soon."""

    def __init__(self) -> None:
        self._people = asyncio.Semaphore(_PEOPLE)
        self.files = asyncio.Semaphore(_FILES)
        self._lines: dict[int, _Line] = {}

    @asynccontextmanager
    async def held(self, person: int) -> AsyncIterator[None]:
        """Bring in what *person* sent in one message inside of this, each file within `files`. Raises FilesWaiting."""
        line = self._lines.setdefault(person, _Line())
        if line.length >= WAITING_PER_PERSON:
            raise FilesWaiting
        line.length += 1
        try:
            async with line.first, self._people:
                yield
        finally:
            line.length -= 1
            if not line.length:
                del self._lines[person]
