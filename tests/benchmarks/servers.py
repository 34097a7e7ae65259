"""A provider in a process of its own: prepared answers over TLS, in chunks, each on a connection of its own.

    python -m tests.benchmarks.servers FOLDER

prints its port. The model's id says what is answered: `small`, `1k`, `4k`; `edit` reads a request and answers little;
`check` does so too, and fails when the contents are not those of `edit.body`.
"""

import asyncio
import json
import ssl
import sys
from pathlib import Path

_CHUNK = 64 * 1024
_HEADERS = b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"


class Provider:
    def __init__(self, folder: Path) -> None:
        self._answers = {name: _chunked((folder / f"{name}.json").read_bytes()) for name in ("small", "1k", "4k")}
        self._expected = json.loads((folder / "edit.body").read_bytes())["contents"]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._answer(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # whoever asked has gone
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        asked = head.split(" ", 2)[1].rpartition("/")[2].partition(":")[0]
        left = next(int(line[15:]) for line in head.splitlines() if line.lower().startswith("content-length:"))
        kept = bytearray()
        while left:
            data = await reader.read(min(left, 2**18))
            if not data:
                return
            left -= len(data)
            kept += data if asked == "check" else b""
        good = asked != "check" or json.loads(kept)["contents"] == self._expected
        writer.write(_HEADERS % (b"200 OK" if good else b"400 Bad Request"))
        for chunk in self._answers.get(asked, self._answers["small"]):
            writer.write(chunk)
            await writer.drain()


def _chunked(body: bytes) -> list[bytes]:
    pieces = [body[start : start + _CHUNK] for start in range(0, len(body), _CHUNK)]
    return [b"%x\r\n%s\r\n" % (len(piece), piece) for piece in [*pieces, b""]]


async def main(folder: Path) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    server = await asyncio.start_server(Provider(folder).serve, "127.0.0.1", 0, ssl=context, backlog=1024)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
