import zlib

import zstandard

from bot.playground.discord.compression import compressor


def test_each_message_is_flushed_into_one_stream() -> None:
    """A client can read every message as soon as it came, with one decompressor per connection."""
    for name, stream in (
        ("zlib-stream", zlib.decompressobj()),
        ("zstd-stream", zstandard.ZstdDecompressor().decompressobj()),
    ):
        packer = compressor(name)
        assert packer is not None
        assert [stream.decompress(packer.pack(text)) for text in ("one", "two")] == [b"one", b"two"]


def test_what_is_unknown_is_not_compressed() -> None:
    """No wish, or a strange one, means text."""
    assert compressor(None) is compressor("brotli") is None
