"""What all questions about one call's task have in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from bot.core.aside import aside
from bot.core.ports import Call
from bot.gemini.exchange import Exchange, id_in_words
from bot.gemini.expand import Expansion
from bot.gemini.failures import told
from bot.gemini.model import GeminiModel
from bot.gemini.presets import Tasks
from bot.gemini.task_body import REFERENCES
from bot.gemini.task_reading import Sighting, sighted
from bot.gemini.task_wire import TaskDialect, TaskWire
from bot.gemini.tokens import Token


@dataclass(frozen=True, slots=True)
class Errand:
    """*call* by way of *tasks*, one generation of the provider's interface, called *generation*."""

    model: GeminiModel
    wire: TaskWire
    call: Call
    generation: str
    tasks: Tasks

    @property
    def lost(self) -> tuple[str, ...]:
        """The options that were chosen and that this generation has no word for: some lack sizes that others have."""
        size = self.call.family.drawn_size(self.call.request.options.size)
        spelt: Mapping[Any, str] = self.tasks.sizes
        return ("size",) if size is not None and size not in spelt else ()

    def locate(self, token: Token) -> Path:
        return self.call.files.get(token.digest, self.model.spool / token)

    def exchange(self) -> Exchange:
        """For one question."""
        dialect = TaskDialect(headers=tuple(self.model.provider.preset.headers.items()), tasks=self.tasks)
        return Exchange(self.model.spool, self.locate, self.model.fresh, dialect)

    async def ask(
        self,
        exchange: Exchange,
        method: Literal["GET", "POST"],
        path: str,
        document: bytes = b"",
        *,
        seconds: float,
    ) -> Sighting:
        """*document*: the JSON to send, its tokens where `REFERENCES` are. Raises what people are told of failures."""
        manners = self.model.provider.manners
        with told(exchange, family=self.call.family.name, timeout=seconds, manners=manners):
            body = exchange.sending(await aside(Expansion, document, self.locate, REFERENCES)) if document else None
            sighting = sighted(self.tasks, await self.wire.ask(exchange, method, path, seconds, body))
        exchange.request_id = exchange.request_id or id_in_words(sighting.message)
        return sighting
