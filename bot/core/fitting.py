"""The pictures of a request made small enough for what the provider takes: better worse than refused, and said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bot.core.aside import aside
from bot.core.catalog import Catalog
from bot.core.conversation import History
from bot.core.errors import BadPicture, NotWritten, PicturesDoNotFit, StorageFailed
from bot.core.file_ports import Workshop
from bot.core.limits import FITTED_SIDE
from bot.core.picture import Picture
from bot.core.ports import Pictures
from bot.core.request import Request

_RIGID: Final = frozenset(("image/heic", "image/heif"))
"""What no workshop can re-encode; the other pictures of a request make room for these."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """What goes to the model: pictures that were too large are replaced by smaller ones, which are kept as well."""

    past: History
    request: Request
    notes: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of the pictures in the new user turn, before base64."""
        return sum(picture.size for picture in (*self.past.pictures, *self.request.references))


class Fitting:
    """*spool* is a folder for short-lived files, on the pictures' disk."""

    def __init__(self, catalog: Catalog, pictures: Pictures, workshop: Workshop, spool: Path) -> None:
        self._catalog, self._pictures, self._workshop, self._spool = catalog, pictures, workshop, spool

    def room_beside(self, references: Sequence[Picture]) -> int:
        """Bytes that are left for a history, before base64."""
        limits = self._limits(references, self._catalog.room)
        return max(0, self._catalog.room - sum(limits.get(picture, picture.size) for picture in references))

    async def fitted(self, past: History, request: Request, *, placed: bool = False) -> Fitted:
        """*placed*: the provider has the request already, and so there is only something to tell.

        Raises PicturesDoNotFit, NotWritten, PictureLost, StorageUnavailable.
        """
        pictures = [*past.pictures, *request.references]
        limits = self._limits(pictures, self._catalog.room - past.size)
        if placed or not limits:
            return Fitted(past, request, self._notes(limits))
        async with self._pictures.at_hand({picture.sha256 for picture in limits}) as files:
            # one after another: what is to be posted needs the workshop, too
            smaller = {
                picture: await self._reencoded(picture, limit, files[picture.sha256])
                for picture, limit in limits.items()
            }
        references = tuple(smaller.get(picture, picture) for picture in request.references)
        return Fitted(_with(past, smaller), replace(request, references=references), self._notes(smaller))

    def _limits(self, pictures: Sequence[Picture], room: int) -> dict[Picture, int]:
        """The pictures that are too large, each with the bytes that it may have so that all fit into *room*."""
        largest = self._catalog.reference_bytes
        soft = [picture for picture in pictures if picture.media_type not in _RIGID]
        left = room - sum(picture.size for picture in pictures if picture.media_type in _RIGID)
        share = _share([min(picture.size, largest) for picture in soft], left)
        most = dict.fromkeys(pictures, largest if left >= 0 else 0)
        most |= dict.fromkeys(soft, min(largest, share))
        return {picture: limit for picture, limit in most.items() if picture.size > limit}

    async def _reencoded(self, picture: Picture, limit: int, file: Path) -> Picture:
        """Raises PicturesDoNotFit also where so little of the picture would be left that it is of no use."""
        try:
            if limit <= 0:
                raise self._too_large(limit)
            path, _ = await self._workshop.fit(picture, file, limit, self._spool)
        except BadPicture as error:
            raise self._too_large(limit) from error
        if path == file:
            return picture
        try:
            return await self._kept(path, picture, limit)
        finally:
            await aside(_unlink, path)

    async def _kept(self, path: Path, whole: Picture, limit: int) -> Picture:
        seen, stat = await self._workshop.inspect(path), await aside(path.stat)
        if max(seen.width, seen.height) < min(FITTED_SIDE, max(whole.width, whole.height)):
            raise self._too_large(limit)
        try:
            address = await self._pictures.keep(path)
        except StorageFailed as error:
            raise NotWritten from error
        return Picture(address, seen.media_type, seen.width, seen.height, stat.st_size)

    def _too_large(self, limit: int) -> PicturesDoNotFit:
        each = limit == self._catalog.reference_bytes
        return PicturesDoNotFit(self._catalog.title, limit if each else self._catalog.room, each=each)

    def _notes(self, changed: Mapping[Picture, object]) -> tuple[str, ...]:
        if not changed:
            return ()
        pictures = "1 picture" if len(changed) == 1 else f"{len(changed)} pictures"
        made = [small for small in changed.values() if isinstance(small, Picture)]
        fewer = ", with fewer pixels," if any(map(_has_fewer_pixels, changed, made)) else ""
        return (f"{pictures} went to the model re-encoded{fewer} to fit what {self._catalog.title} takes",)


def _share(sizes: Sequence[int], room: int) -> int:
    """How many bytes each may have so that all fit into *room*: the small stay as they are, the others share alike."""
    left = room
    for number, size in enumerate(sorted(sizes)):
        share = left // (len(sizes) - number)
        if size > share:
            return share
        left -= size
    return room


def _with(past: History, smaller: Mapping[Picture, Picture]) -> History:
    seed = past.seed
    if seed is None or seed.picture is None:
        return past
    return replace(past, seed=replace(seed, picture=smaller.get(seed.picture, seed.picture)))


def _has_fewer_pixels(whole: Picture, small: Picture) -> bool:
    return small.width * small.height < whole.width * whole.height


def _unlink(path: Path) -> None:
    path.unlink(missing_ok=True)
