"""GIF (CompuServe GIF89a specification): every block up to the trailer."""

import struct

from bot.media.formats.source import Extent, Source, require

_SCREEN = struct.Struct("<6sHHB2x")
_FRAME = struct.Struct("<HHHHB")
_EXTENSION, _IMAGE, _TRAILER = b"!", b",", b";"


def measure(source: Source) -> Extent:
    """Width and height hold the first frame too, should it reach over the edge of the screen."""
    _, width, height, flags = source.unpack(_SCREEN)
    _pass_palette(source, flags)
    frames = 0
    for _ in source.steps():
        block = source.take(1)
        if block == _TRAILER:
            break
        if block == _IMAGE:
            left, top, wide, high, flags = source.unpack(_FRAME)
            if not frames:
                width, height = max(width, left + wide), max(height, top + high)
            frames += 1
            _pass_palette(source, flags)
        else:
            require(block == _EXTENSION)
        source.skip(1)  # the extension's label, or the code size
        _pass_data(source)
    return Extent(width, height, frames)


def _pass_palette(source: Source, flags: int) -> None:
    if flags & 0x80:
        source.skip(3 << (flags & 7) + 1)


def _pass_data(source: Source) -> None:
    """Sub-blocks of up to 255 bytes, up to the empty one."""
    for _ in source.steps():
        length = source.take(1)[0]
        if not length:
            return
        source.skip(length)
