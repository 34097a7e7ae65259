"""Where files come from that are not here yet: ports, one adapter each."""

from pathlib import Path
from typing import Protocol


class AttachmentSource(Protocol):
    """Where the files that people attach come from."""

    async def fetch(self, url: str, into: Path) -> int:
        """Write what *url* gives to the file *into*; returns its bytes. Raises FetchFailed, PictureTooLarge."""
        ...


class Links(Protocol):
    """Where pictures are that a reply only links to."""

    async def fetch(self, url: str, into: Path) -> int:
        """Write what the public address *url* gives to the new file *into*; returns its bytes. Raises LinkBroken."""
        ...
