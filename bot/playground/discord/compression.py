"""Transport compression of the gateway: one stream per connection, flushed after each message."""

import zlib
from typing import Protocol


class Compressor(Protocol):
    def pack(self, text: str) -> bytes: ...


class ZlibStream:
    def __init__(self) -> None:
        self._stream = zlib.compressobj()

    def pack(self, text: str) -> bytes:
        return self._stream.compress(text.encode()) + self._stream.flush(zlib.Z_SYNC_FLUSH)


class ZstdStream:
    """Raises ImportError where `zstandard` is missing."""

    def __init__(self) -> None:
        import zstandard  # noqa: PLC0415 - an extra of discord.py's, not needed to run

        self._stream = zstandard.ZstdCompressor().compressobj()
        self._flush = zstandard.COMPRESSOBJ_FLUSH_BLOCK

    def pack(self, text: str) -> bytes:
        return self._stream.compress(text.encode()) + self._stream.flush(self._flush)


def compressor(name: str | None) -> Compressor | None:
    """What the client asked for with `compress=`; None sends text, which every client takes as well."""
    if name == "zlib-stream":
        return ZlibStream()
    if name == "zstd-stream":
        try:
            return ZstdStream()
        except ImportError:
            return None
    return None
