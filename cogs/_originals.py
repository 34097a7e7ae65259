"""*Original*: what was paid for, byte for byte where the place takes that, else pixel for pixel."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from discord.ui import File, Item, TextDisplay

from bot.core.errors import BadPicture
from bot.core.picture import Picture, Pieces
from bot.core.reply import Reply
from bot.core.workbench import Workbench
from cogs._attachments import scratch
from cogs._content import Content, Upload, sizes
from cogs._details import size
from cogs._inbound import Interaction
from cogs._sheet import sheet
from cogs._uploads import REQUEST_BYTES, UNFIT, at_hand

POSTS: Final = 6
"""One answer and five follow-ups: all that an app may send where only a person has it (Discord docs, Followup)."""

FILES: Final = 10
"""Attachments of one post (Discord docs, Create Message)."""

PIECES: Final = 10
"""Tiles of one picture: so many can still be laid together by hand."""


@dataclass(frozen=True, slots=True)
class Given:
    """A picture's files in order, and what is said above the first."""

    words: str
    uploads: tuple[Upload, ...] = ()


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A picture, its stored file, and how it is called in a file's name and in words."""

    picture: Picture
    file: Path
    name: str
    title: str


class Originals:
    """Gives the pictures of a reply to the one who asks, in as many posts as they take."""

    def __init__(self, bench: Workbench) -> None:
        self._pictures, self._workshop, self._spool = bench.pictures, bench.workshop, bench.spool

    async def give(self, interaction: Interaction, turn_id: str, reply: Reply) -> None:
        """Fill in the deferred answer; what does not go into its request follows, as private. Raises PictureLost."""
        limit = interaction.filesize_limit
        async with (
            scratch(self._spool) as folder,
            at_hand(self._pictures, reply.pictures) as files,
        ):
            wanted = list(_wanted(reply.pictures, files, f"original-{turn_id}"))
            given = await self._all(wanted, limit, folder)
            taken = await sizes([upload for one in given for upload in one.uploads])
            first, *others = _posts(given, taken, _request(limit))
            async with first.files() as opened:
                await interaction.edit_original_response(view=first.view, attachments=opened)
            for post in others:
                async with post.files() as opened:
                    await interaction.followup.send(view=post.view, files=opened, ephemeral=True)

    async def _all(self, wanted: Sequence[_Wanted], limit: int, folder: Path) -> Sequence[Given]:
        """One after the other; tiles are cut only while their posts are no more than may be sent."""
        spare = POSTS * min(FILES, _request(limit) // limit) - len(wanted)
        given = []
        for one in wanted:
            made = await self._one(one, limit, folder, min(PIECES, spare + 1))
            spare -= max(0, len(made.uploads) - 1)
            given.append(made)
        return given

    async def _one(self, wanted: _Wanted, limit: int, folder: Path, most: int) -> Given:
        if wanted.picture.size <= limit:
            words = f"Byte for byte as the model made it, {_described(wanted.picture)}:"
            return Given(wanted.title + words, (Upload(wanted.file, f"{wanted.name}{wanted.picture.suffix}"),))
        words = f"{wanted.title}The original has {size(wanted.picture.size)} and Discord takes {size(limit)} here"
        try:
            pieces = await self._workshop.pieces(wanted.file, limit, folder, most)
        except BadPicture:
            return await self._fitted(wanted, words, limit, folder)
        kept = f"-# The original is a {_described(wanted.picture)}; the untouched file stays in my storage."
        return Given(f"{words}. {_laid(pieces)}\n{kept}", tuple(_tiles(pieces, wanted.name)))

    async def _fitted(self, wanted: _Wanted, words: str, limit: int, folder: Path) -> Given:
        """What cannot be given without loss, as good as it can be; *words* say why."""
        try:
            path, note = await self._workshop.fit(wanted.picture, wanted.file, limit, folder)
        except BadPicture:
            return Given(f"{words}, and {UNFIT}. {_KEPT}")
        return Given(
            f"{words}, so this is the best that fits ({note}). {_KEPT}", (Upload(path, f"{wanted.name}{path.suffix}"),)
        )


_KEPT = "The untouched file stays in my storage."


def _request(limit: int) -> int:
    return max(limit, REQUEST_BYTES)


def _described(picture: Picture) -> str:
    kind = picture.media_type.removeprefix("image/").upper()
    return f"{kind} {picture.width}\N{MULTIPLICATION SIGN}{picture.height}, {size(picture.size)}"


def _wanted(pictures: Sequence[Picture], files: Mapping[str, Path], name: str) -> Iterator[_Wanted]:
    """A number is said where there are several."""
    for number, picture in enumerate(pictures, start=1):
        title, suffix = (f"Picture {number}: ", f"-{number}") if len(pictures) > 1 else ("", "")
        yield _Wanted(picture, files[picture.sha256], f"{name}{suffix}", title)


def _laid(pieces: Pieces) -> str:
    """How the tiles become the picture again."""
    if len(pieces.files) == 1:
        return "This is the same picture pixel for pixel, packed tighter as a PNG:"
    return (
        f"This is the same picture pixel for pixel, in {len(pieces.files)} pieces to lay edge to edge: "
        f"{_count(pieces.rows, 'row')} from top to bottom, {_count(pieces.columns, 'piece')} in each from left "
        "to right, as the names say:"
    )


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _tiles(pieces: Pieces, name: str) -> Iterator[Upload]:
    if len(pieces.files) == 1:
        yield Upload(pieces.files[0], f"{name}.png")
        return
    for at, file in enumerate(pieces.files):
        row, column = divmod(at, pieces.columns)
        yield Upload(file, f"{name}-row{row + 1}-col{column + 1}.png")


def _posts(given: Sequence[Given], taken: Mapping[Path, int], most_bytes: int) -> Iterator[Content]:
    """Posts that carry it all in order, each as much as one request may; *taken*: the bytes of each file."""
    items: list[Item[Any]] = []
    uploads: list[Upload] = []
    for one in given:
        words = one.words
        for upload in one.uploads:
            if uploads and not _has_room([taken[each.path] for each in (*uploads, upload)], most_bytes):
                yield Content(sheet(*items), uploads)
                items, uploads, words = [], [], words or "-# \N{HORIZONTAL ELLIPSIS} and further:"
            if words:
                items.append(TextDisplay(words))
            items.append(File(f"attachment://{upload.name}"))
            uploads.append(upload)
            words = ""
        if words:
            items.append(TextDisplay(words))
    yield Content(sheet(*items), uploads)


def _has_room(files: Sequence[int], most_bytes: int) -> bool:
    return len(files) <= FILES and sum(files) <= most_bytes
