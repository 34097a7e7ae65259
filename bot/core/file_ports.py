"""Where files come from that are not here yet, and who works on those that are: ports, one adapter each."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from bot.core.picture import Picture, Pieces


class AttachmentSource(Protocol):
    """Where the files that people attach come from."""

    async def fetch(self, url: str, into: Path) -> int:
        """Write what *url* gives to the file *into*; returns its bytes. Raises FetchFailed, PictureTooLarge."""
        ...


class Links(Protocol):
    """Where pictures are that a reply only links to."""

    async def fetch(self, url: str, into: Path, *, sure: bool = True) -> int:
        """Write what the public address *url* gives to the new file *into*; returns its bytes. Raises LinkBroken.

        *sure*: a picture that is paid for has to be there, or will be soon.
        """
        ...


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a file is by its bytes: pixels as stored, before any orientation mark; `damaged`: not whole behind these."""

    media_type: str
    width: int
    height: int
    damaged: bool = field(default=False, kw_only=True)


class Workshop(Protocol):
    """Work on picture files, off the event loop."""

    async def inspect(self, file: Path) -> Inspection:
        """Raises BadPicture."""
        ...

    async def receive(self, file: Path) -> tuple[Inspection, str | None]:
        """Make a person's file fit for the model, in place where it must be converted; with a note when it was.

        Raises BadPicture.
        """
        ...

    async def fit(self, picture: Picture, file: Path, limit: int, into: Path) -> tuple[Path, str | None]:
        """A file of at most *limit* bytes that shows the picture: *file* itself, or the best JPEG, with a note."""
        ...

    async def pieces(self, file: Path, limit: int, into: Path, most: int) -> Pieces:
        """The picture without loss in new PNGs of at most *limit* bytes, as few as possible and *most* at most.

        Raises BadPicture when that cannot be.
        """
        ...

    async def scale(self, file: Path, factor: int, into: Path) -> Path:
        """A new PNG in the folder *into* with *factor* times fewer pixels each way. Raises BadPicture."""
        ...
