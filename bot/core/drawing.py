"""Asking the model: which history goes along, and what to do when it is not taken."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from bot.core.appraisal import appraised
from bot.core.asking import Asking
from bot.core.catalog import Catalog
from bot.core.citations import gathered
from bot.core.conversation import History, history, reseeded, weight
from bot.core.errors import Cost, ModelUnavailable, NothingToEdit, SignatureRefused
from bot.core.fitting import Fitting
from bot.core.ports import Call, ImageModel, Pictures, Turns
from bot.core.reply import Reply
from bot.core.request import Request
from bot.core.succession import successors
from bot.core.turn import State, Turn

_log = logging.getLogger(__name__)

RESEEDED = "started over from the newest picture: the model could not take the conversation as it was"
TWICE = "the provider may have charged for a first try without a picture"


class Drawing:
    """Finds what a turn goes on from, and has it drawn."""

    def __init__(self, catalog: Catalog, turns: Turns, pictures: Pictures, model: ImageModel, fitting: Fitting) -> None:
        self._catalog, self._turns, self._pictures, self._model = catalog, turns, pictures, model
        self._fitting = fitting

    async def path(self, turn: Turn) -> Sequence[Turn]:
        """Root … parent, settled now that the turn starts: what it was to go on from may be gone by now.

        Raises a `Refused` when nothing can be done without one; but what has been placed as a task is only fetched.
        """
        head = await self._turns.head(turn.place.id) if turn.follows_head else None
        parent = head.id if head else turn.parent
        path = await self._turns.path(parent) if parent else ()
        if turn.task is None:
            if turn.request.must_continue and not path:
                raise NothingToEdit
            self._check(turn.request, path, self._past(turn.request, path))
        return path

    async def draw(self, turn: Turn, path: Sequence[Turn], asking: Asking) -> Reply:
        """Have the turn drawn, by another family where its own is gone and that is allowed or nobody chose it.

        The reply carries on what grounds the pictures before it. Raises what the model raises, and Cancelled.
        """
        reply = await self._drawn_by_somebody(turn, path, asking)
        return replace(reply, earlier=gathered(before.reply.citations for before in reversed(path) if before.reply))

    async def _drawn_by_somebody(self, turn: Turn, path: Sequence[Turn], asking: Asking) -> Reply:
        try:
            return await self._drawn(turn, turn.request, path, asking)
        except ModelUnavailable as error:
            gone = error
        others = successors(self._catalog, turn.request, reserved=turn.reserved, history=weight(path))
        for other in others if gone.charge is Cost.NOTHING and turn.task is None else ():
            if not self._takes_all(other.request, path):
                continue
            _log.info("turn %s: %s", turn.id, other.note)
            try:
                reply = await self._drawn(turn, other.request, path, asking)
            except ModelUnavailable as error:
                if error.charge is not Cost.NOTHING:
                    raise
            else:
                return replace(reply, notes=(other.note, *reply.notes), options=reply.options or other.request.options)
        raise self._explained(gone, turn.request.family)

    def _explained(self, gone: ModelUnavailable, family: str) -> ModelUnavailable:
        """Where the provider's own list lacks the family, it is not for want of a permission."""
        missing = self._catalog.family(family)
        if gone.charge is not Cost.NOTHING or not self._catalog.is_missing(missing):
            return gone
        return ModelUnavailable(missing.name, request_id=gone.request_id)

    async def _drawn(self, turn: Turn, request: Request, path: Sequence[Turn], asking: Asking) -> Reply:
        """Call the model; when it does not take the signatures, once more from a seed."""
        past = self._past(request, path)
        try:
            return await self._call(turn, request, past, asking)
        except SignatureRefused as error:
            if not past.turns:
                raise
            _log.info("signatures refused (request id %s), starting over from the newest picture", error.request_id)
            refused = error.charge
        past = reseeded(path)
        if turn.task is None:
            self._check(request, path, past)
        reply = await self._call(turn, request, past, asking)
        return reply if refused is Cost.NOTHING else replace(reply, notes=(*reply.notes, TWICE))

    def _past(self, request: Request, path: Sequence[Turn]) -> History:
        family = self._catalog.family(request.family)
        room = self._fitting.room_beside(request.references)
        return history(path, self._model.maker(family), signatures=family.signatures, room=room)

    def _check(self, request: Request, path: Sequence[Turn], past: History) -> None:
        """Raises a `Refused`."""
        self._catalog.check(request, continues=bool(path), seeded=bool(past.pictures))

    def _takes_all(self, request: Request, path: Sequence[Turn]) -> bool:
        """Whether the family takes the references and what it would have to start over from."""
        given = len(request.references) + len(self._past(request, path).pictures)
        return given <= self._catalog.family(request.family).references

    async def _call(self, turn: Turn, request: Request, past: History, asking: Asking) -> Reply:
        family = self._catalog.family(request.family)
        fitted = await self._fitting.fitted(past, request, placed=turn.task is not None)
        past, sent = fitted.past, fitted.request
        needed = set() if turn.task else _addresses(past, sent)
        async with self._pictures.at_hand(needed) as files:
            note, once = partial(self._note, turn), partial(asking.once, family)
            reply = await self._model.generate(Call(family, past, sent, files, turn.task, note, once))
        notes = (*reply.notes, *_notes(past), *fitted.notes)
        made = replace(reply, notes=notes, reseeded=past.seed is not None, bytes_sent=fitted.size)
        return appraised(made, request, family, self._catalog)

    async def _note(self, turn: Turn, task: str) -> None:
        """Also with a turn that was cancelled meanwhile: its picture is paid for all the same."""
        if await self._turns.save(turn.placed(task), was=State.ACCEPTED):
            return
        cancelled = await self._turns.get(turn.id)
        if cancelled and cancelled.state is State.CANCELLED:
            await self._turns.save(cancelled.placed(task), was=State.CANCELLED)


def _notes(past: History) -> Iterator[str]:
    """What people are told of a history that did not go along as it was."""
    if past.seed:
        yield RESEEDED
        yield from past.seed.notes
    if past.left_out:
        yield f"the oldest {past.left_out} turns were left out to fit"


def _addresses(past: History, request: Request) -> set[str]:
    """Every stored payload that a call needs: pictures and signatures of the history, and the new references."""
    pictures = [*past.pictures, *request.references]
    named = {address for turn in past.turns if turn.reply for address in turn.reply.addresses}
    return named | {picture.sha256 for picture in pictures}
