"""Where the conversation of a place stands: its head, and how that goes back."""

from bot.core.errors import NothingToUndo
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
        under_way = [turn for turn in await self._turns.unfinished() if turn.place.id == place and _may_lead(turn)]
        return under_way[-1] if under_way else None

    async def undo(self, place: int) -> tuple[Turn, Turn | None]:
        """Take the head one turn back; returns the turn taken back and the new head. Raises NothingToUndo."""
        head = await self._turns.head(place)
        if head is None:
            raise NothingToUndo
        return head, await self._moved_back(head)

    async def post_deleted(self, turn: Turn) -> None:
        """Nobody sees *turn* any more: it stays what others were made from, and leads no longer."""
        await self._turns.forget_post(turn.id)
        head = await self._turns.head(turn.place.id)
        if head is not None and head.id == turn.id:
            await self._moved_back(head)

    async def _moved_back(self, head: Turn) -> Turn | None:
        """The new head: what the old one was made from, else the picture that its place got before."""
        now = await self._turns.get(head.parent) if head.parent else await self._shown_before(head)
        await self._turns.set_head(head.place.id, now.id if now else None)
        return now

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
