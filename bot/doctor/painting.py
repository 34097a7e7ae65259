"""`plantain doctor --paint`: two of the smallest pictures, to measure what documents only tell."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from bot.core.catalog import Family
from bot.core.conversation import History, reseeded
from bot.core.errors import PlantainError, SignatureRefused
from bot.core.ports import Call, ImageModel
from bot.core.reply import Reply
from bot.core.request import Options, Request
from bot.core.turn import Origin, Person, Place, Turn
from bot.doctor.findings import Finding, broken, ok, warning
from bot.house import Surroundings
from bot.image_model import hosts_of, image_model
from bot.media.workshop import Workshop
from bot.providing import Supply
from bot.storage.pictures import StoredPictures

_FIRST = "A plain blue circle on a white background"
_SECOND = "Make the circle red"
_SECONDS = 2
"""A picture, and its edit."""


def price(family: Family) -> float:
    """What both pictures cost by list price, in US dollars, the words aside."""
    return _SECONDS * family.price_at(_size(family) or family.usual_size)


def _size(family: Family) -> str | None:
    """The smallest that the model draws by itself."""
    return family.drawn_size(family.sizes[0]) if family.sizes else None


async def paint(supplied: Supply, family: Family, around: Surroundings) -> Sequence[Finding]:
    """Draw and edit; everything is kept in a folder of its own, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="plantain-") as folder:
        spool, shelf = Path(folder) / "spool", Path(folder) / "pictures"
        spool.mkdir()
        pictures, workshop = StoredPictures.at(str(shelf), spool), Workshop()
        own = hosts_of(supplied.own_address)
        try:
            async with image_model(supplied.provider, around, pictures, workshop, spool, own=own) as model:
                by_task = supplied.provider.preset.way == "task"
                return await _Painting(model, pictures, family, around, by_task=by_task).findings()
        finally:
            await workshop.close()


class _Painting:
    def __init__(
        self, model: ImageModel, pictures: StoredPictures, family: Family, around: Surroundings, *, by_task: bool
    ) -> None:
        self._model, self._pictures, self._family, self._around = model, pictures, family, around
        self._by_task = by_task
        self._options = Options(ratio="1:1", size=_size(family))

    async def findings(self) -> Sequence[Finding]:
        try:
            turn, reply = await self._drawn(_FIRST, History())
        except PlantainError as error:
            return [broken("painting", error.told)]
        drawn = ok("painting", f"{reply.model} drew in {reply.seconds:.0f} s{self._cost(reply)}")
        return [drawn, self._pixels(reply), await self._edited(turn, reply)]

    async def _edited(self, turn: Turn, reply: Reply) -> Finding:
        """Whether the first picture can go back as it came."""
        name, lost = "signatures, measured", "An edit starts over from the newest picture here."
        obstacle = self._obstacle(reply)
        try:
            _, edited = await self._drawn(_SECOND, reseeded([turn]) if obstacle else History((turn,)))
        except SignatureRefused:
            return warning(name, "the picture came signed, but its signature was refused when it went back", lost)
        except PlantainError as error:
            return broken(name, f"the edit failed: {error.told}")
        if obstacle:
            return warning(name, f"{obstacle}{self._cost(edited)}", lost)
        return ok(name, f"the picture went back as it came, and was edited{self._cost(edited)}")

    def _obstacle(self, reply: Reply) -> str | None:
        """Why the picture of *reply* cannot go back as it came."""
        if self._by_task:
            return "a task takes no earlier turns, so no signature ever goes back"
        if not reply.signed and self._family.signatures != "none":
            return "the picture came without a signature"
        return None if reply.replayable else "the picture came as a link or a draft, which does not go back"

    def _pixels(self, reply: Reply) -> Finding:
        short = self._family.shortfall(self._options, reply.pictures)
        sizes = ", ".join(f"{picture.width}x{picture.height}" for picture in reply.pictures)
        if short:
            return warning("pixels", short, "The provider loses the size or the ratio on the way.")
        return ok("pixels", f"{sizes}, as asked")

    async def _drawn(self, words: str, past: History) -> tuple[Turn, Reply]:
        request = Request(words, self._family.id, options=self._options)
        named = {picture.sha256 for picture in past.pictures}
        named |= {address for turn in past.turns if turn.reply for address in turn.reply.addresses}
        async with self._pictures.at_hand(named) as files:
            reply = await self._model.generate(Call(self._family, past, request, files))
        nobody, nowhere = Person(0, "doctor"), Place(0, None, 0)
        turn = Turn("doctor", nowhere, nobody, request, Origin(0, 0), self._around.clock())
        return turn.generated(reply), reply

    def _cost(self, reply: Reply) -> str:
        counted = reply.usage.total or self._family.per_picture is not None
        return f", US${self._family.cost(reply.usage):.3f}" if counted else ""
