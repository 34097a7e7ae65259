"""What the buttons on a card do."""

from typing import Any

from discord.ui import File, TextDisplay

from bot.core.errors import NotYours, TurnUnknown
from bot.core.reply import Reply
from bot.core.turn import Turn
from bot.core.workbench import Workbench
from cogs._acknowledging import defer
from cogs._details import size
from cogs._dossier import Dossier
from cogs._failures import Failures
from cogs._ids import Deed
from cogs._inbound import Interaction
from cogs._modals import edit_form, resize_form
from cogs._ordering import Counter
from cogs._posting import Content
from cogs._sheet import sheet
from cogs._uploads import Packer


class Deeds:
    """Each answers one press; who may press is Discord's business, except for *Delete*."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._counter = Counter(bench)
        self._failures = Failures(bench.identify)
        self._dossier = Dossier(bench)
        self._packer = Packer(bench.pictures, bench.workshop, bench.spool)
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
            turn = await self._bench.studio.find(turn_id)
            await self._by_name[deed](interaction, turn)

    async def _edit(self, interaction: Interaction, turn: Turn) -> None:
        await interaction.response.send_modal(edit_form(turn, self._bench.catalog.family(turn.request.family)))

    async def _resize(self, interaction: Interaction, turn: Turn) -> None:
        await interaction.response.send_modal(resize_form(turn, self._bench.catalog.family(turn.request.family)))

    async def _again(self, interaction: Interaction, turn: Turn) -> None:
        await self._counter.repeat(interaction, turn)

    async def _details(self, interaction: Interaction, turn: Turn) -> None:
        await self._dossier.show(interaction, turn)

    async def _original(self, interaction: Interaction, turn: Turn) -> None:
        if turn.reply is None:
            raise TurnUnknown
        await defer(interaction, self._bench.wait, private=True)
        pictures, limit = turn.reply.pictures, interaction.filesize_limit
        async with self._packer.ready(pictures, f"original-{turn.id}", limit) as ready:
            files: list[File[Any]] = [File(f"attachment://{upload.name}") for upload in ready.uploads]
            content = Content(sheet(TextDisplay(_offer(turn.reply, limit, ready.notes)), *files), ready.uploads)
            await interaction.edit_original_response(view=content.view, attachments=content.files())

    async def _delete(self, interaction: Interaction, turn: Turn) -> None:
        if interaction.user.id != turn.person.id and not interaction.permissions.manage_messages:
            raise NotYours("delete")
        await interaction.response.defer()
        await interaction.delete_original_response()

    async def _cancel(self, interaction: Interaction, turn: Turn) -> None:
        if interaction.user.id != turn.person.id and not interaction.permissions.manage_messages:
            raise NotYours("cancel")
        await interaction.response.defer()
        await self._bench.studio.cancel(turn.id)


def _offer(reply: Reply, limit: int, notes: tuple[str, ...]) -> str:
    largest = max((picture.size for picture in reply.pictures), default=0)
    if not notes:
        return f"Byte for byte as the model made it, {size(sum(picture.size for picture in reply.pictures))}:"
    return (
        f"The original has {size(largest)} and Discord takes {size(limit)} here, so this is the best that fits "
        f"({'; '.join(notes)}). The untouched file stays in my storage."
    )
