"""What the buttons on a card do."""

from bot.core.errors import NotYours, TurnUnknown
from bot.core.turn import Turn
from bot.core.workbench import Workbench
from cogs._acknowledging import in_time, take_away
from cogs._dossier import Dossier
from cogs._failures import Failures
from cogs._ids import Deed
from cogs._inbound import Interaction
from cogs._modals import edit_form, resize_form
from cogs._ordering import Orders
from cogs._originals import Originals
from cogs._receiving import acknowledged


class Deeds:
    """Each answers one press; who may press is Discord's business, except for *Delete*."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._orders = Orders(bench)
        self._failures = Failures(bench.identify, bench.reception)
        self._dossier = Dossier(bench)
        self._originals = Originals(bench)
        self._by_name = {
            Deed.EDIT: self._edit,
            Deed.AGAIN: self._again,
            Deed.RESIZE: self._resize,
            Deed.DETAILS: self._details,
            Deed.ORIGINAL: self._original,
            Deed.DELETE: self._delete,
            Deed.CANCEL: self._cancel,
        }

    async def do(self, deed: Deed, turn_id: str, interaction: Interaction) -> None:
        async with self._failures.answering(interaction):
            turn = await in_time(self._bench.studio.find(turn_id))
            await self._by_name[deed](interaction, turn)

    async def _edit(self, interaction: Interaction, turn: Turn) -> None:
        await interaction.response.send_modal(edit_form(turn, self._bench.family_after(turn)))

    async def _resize(self, interaction: Interaction, turn: Turn) -> None:
        await interaction.response.send_modal(resize_form(turn, self._bench.family_after(turn)))

    async def _again(self, interaction: Interaction, turn: Turn) -> None:
        await self._orders.repeat(interaction, turn)

    async def _details(self, interaction: Interaction, turn: Turn) -> None:
        await self._dossier.show(interaction, turn)

    async def _original(self, interaction: Interaction, turn: Turn) -> None:
        if turn.reply is None:
            raise TurnUnknown
        async with acknowledged(self._bench, interaction, private=True):
            await self._originals.give(interaction, turn.id, turn.reply)

    async def _delete(self, interaction: Interaction, turn: Turn) -> None:
        if interaction.user.id != turn.person.id and not interaction.permissions.manage_messages:
            raise NotYours("delete")
        await interaction.response.defer()
        if interaction.message:
            await self._bench.studio.seen(turn, interaction.message.id)
        await take_away(interaction, self._bench.wait)
        await self._bench.studio.post_deleted(turn)

    async def _cancel(self, interaction: Interaction, turn: Turn) -> None:
        if interaction.user.id != turn.person.id and not interaction.permissions.manage_messages:
            raise NotYours("cancel")
        await interaction.response.defer()
        await self._bench.studio.cancel(turn.id)
