"""Asking the model: which history goes along, and what to do when it is not taken."""

import logging
from collections.abc import Sequence
from dataclasses import replace

from bot.core.catalog import Catalog
from bot.core.conversation import History, history, reseeded
from bot.core.errors import SignatureRefused
from bot.core.ports import Call, ImageModel, Pictures, Turns
from bot.core.reply import Reply
from bot.core.request import Request
from bot.core.turn import Turn

_log = logging.getLogger(__name__)

RESEEDED = "started over from the newest picture: the model could not take the conversation as it was"


class Drawing:
    """Finds what a turn goes on from, and has it drawn."""

    def __init__(self, catalog: Catalog, turns: Turns, pictures: Pictures, model: ImageModel) -> None:
        self._catalog, self._turns, self._pictures, self._model = catalog, turns, pictures, model

    async def path(self, turn: Turn) -> Sequence[Turn]:
        """Root … parent, settled now that the turn starts. Raises a `Refused` when nothing can be done without one."""
        head = await self._turns.head(turn.place.id) if turn.follows_head else None
        parent = head.id if head else turn.parent
        path = await self._turns.path(parent) if parent else ()
        self._catalog.check(turn.request, continues=bool(path))
        return path

    async def draw(self, turn: Turn, path: Sequence[Turn]) -> Reply:
        """Call the model; when it does not take the signatures, once more from a seed. Raises what the model raises."""
        family = self._catalog.family(turn.request.family)
        past = history(path, self._model.maker(family))
        try:
            return await self._call(turn, past)
        except SignatureRefused:
            if not past.turns:
                raise
            _log.info("turn %s: signatures refused, starting over from the newest picture", turn.id)
            return await self._call(turn, reseeded(path))

    async def _call(self, turn: Turn, past: History) -> Reply:
        family = self._catalog.family(turn.request.family)
        async with self._pictures.at_hand(_addresses(past, turn.request)) as files:
            reply = await self._model.generate(Call(family, past, turn.request, files))
        notes = [*reply.notes]
        if past.seed:
            notes.append(RESEEDED)
        if past.left_out:
            notes.append(f"the oldest {past.left_out} turns were left out to fit")
        return replace(reply, notes=tuple(notes), reseeded=past.seed is not None)


def _addresses(past: History, request: Request) -> set[str]:
    """Every stored payload that a call needs: pictures and signatures of the history, and the new references."""
    pictures = [*past.pictures, *request.references]
    named = {address for turn in past.turns if turn.reply for address in turn.reply.addresses}
    return named | {picture.sha256 for picture in pictures}
