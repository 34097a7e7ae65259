"""Writing down what was paid for, whatever has become of its turn meanwhile."""

from functools import partial

from bot.core.insistence import Insistence
from bot.core.ports import Turns
from bot.core.reply import Reply
from bot.core.turn import State, Turn


class Keeping:
    def __init__(self, turns: Turns, insistence: Insistence) -> None:
        self._turns, self._insistence = turns, insistence

    async def keep(self, turn: Turn, reply: Reply, charged: int) -> Turn | None:
        """The turn as it stands then. Raises StorageFailed in the end.

        The next turn goes on from it although it is not posted yet, which may take long; and who sees it may take it
        back at once. What one person sees alone is nothing for others to go on from.
        """
        return await self._insistence.through(f"the reply to turn {turn.id}", partial(self._keep, turn, reply, charged))

    async def settle(self, turn: Turn, charged: int) -> None:
        """No picture comes for a cancelled turn any more. Raises StorageFailed in the end."""
        await self._insistence.through(f"the cost of turn {turn.id}", partial(self._correct, turn, None, charged))

    async def _keep(self, turn: Turn, reply: Reply, charged: int) -> Turn | None:
        if turn.state is State.ACCEPTED:
            made = turn.generated(reply, charged)
            if await self._turns.save(made, was=State.ACCEPTED, as_head=not turn.request.private):
                return made
        return await self._correct(turn, reply, charged)

    async def _correct(self, turn: Turn, reply: Reply | None, charged: int) -> Turn | None:
        now = await self._turns.get(turn.id)
        if now and now.state is State.CANCELLED and (reply or now.charged != charged):
            await self._turns.correct(now.late(reply, charged))
        return now
