"""Where the conversation of a place stands: its head, and how that goes back."""

from datetime import datetime

from bot.core.errors import NothingToUndo, StorageFailed, StorageUnavailable
from bot.core.ports import Turns
from bot.core.turn import State, Turn

_LOOKED_THROUGH = 20
"""Turns that are read at a time in search of an earlier one."""


class Standing:
    def __init__(self, turns: Turns) -> None:
        self._turns = turns

    async def newest(self, place: int) -> Turn | None:
        """The head; while there is none, what was asked for last and may become it."""
        if head := await self._turns.head(place):
            return head
        under_way = [turn for turn in await self._turns.awaited(place) if _may_lead(turn)]
        return under_way[-1] if under_way else None

    async def undo(self, place: int) -> tuple[Turn, Turn | None]:
        """Take the head one turn back; returns the turn taken back and the new head. Raises NothingToUndo.

        When the head moves meanwhile, by a picture that is done or by somebody else's undo, the new one is taken back.
        """
        while head := await self._turns.head(place):
            before = await self._before(head)
            if await self._moved(head, before):
                return head, before
        raise NothingToUndo

    async def seen(self, turn: Turn, post: int, now: datetime) -> None:
        """Somebody has *post* before them, which shows how *turn* ended: nothing is left to do for it."""
        if turn.closed_at or turn.state is State.ACCEPTED:
            return
        try:
            await self._turns.save(turn.seen(post, now), was=turn.state)
        except StorageFailed as error:
            raise StorageUnavailable from error

    async def post_deleted(self, turn: Turn) -> None:
        """Nobody sees *turn* any more: it stays what others were made from, and leads no longer."""
        await self._turns.forget_post(turn.id)
        head = await self._turns.head(turn.place.id)
        if head is not None and head.id == turn.id:
            await self._moved(head, await self._before(head))

    async def _moved(self, head: Turn, to: Turn | None) -> bool:
        return await self._turns.move_head(head.place.id, was=head.id, to=to.id if to else None)

    async def _before(self, head: Turn) -> Turn | None:
        """What a head was made from, else the picture that its place got before."""
        return await self._turns.get(head.parent) if head.parent else await self._shown_before(head)

    async def _shown_before(self, turn: Turn) -> Turn | None:
        """The newest turn of its place that everybody was shown and that was asked for before *turn*."""
        before = turn.id
        while earlier := await self._turns.recent(turn.place.id, _LOOKED_THROUGH, before):
            if found := next((each for each in earlier if each.post and not each.request.private), None):
                return found
            before = earlier[-1].id
        return None


def _may_lead(turn: Turn) -> bool:
    """Whether it will be the head once it is drawn: what one person sees alone, or a batch holds back, is not."""
    return turn.state is State.ACCEPTED and not turn.request.private and not turn.origin.is_batch
