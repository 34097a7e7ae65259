"""The floor: the least Python that moves a call's bytes between a TLS socket and files, without any library.

    python -m tests.benchmarks.floor FOLDER PORT answer|edit MODEL TIMES

Not a lower bound: it strips chunks, looks for the payloads and decodes them as plainly as it can be written. The
request of an edit is sent from a file that holds the finished body.
"""

import asyncio
import hashlib
import json
import socket
import ssl
import sys
from pathlib import Path
from typing import BinaryIO

import pybase64

from tests.benchmarks.measure import cpu, forget_peak, memory, stalls

_STEP = 256 * 1024
_IDLE_SECONDS = 0.3


class Floor:
    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self._port = folder, port
        self._context = ssl.create_default_context()

    def call(self, model: str, body: Path, picture: Path) -> None:
        with (
            socket.create_connection(("127.0.0.1", self._port)) as plain,
            self._context.wrap_socket(plain, server_hostname="127.0.0.1") as secured,
            picture.open("wb") as file,
        ):
            size = body.stat().st_size
            secured.sendall(
                b"POST /models/%s:generateContent HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % (model.encode(), size)
            )
            with body.open("rb") as source:
                while data := source.read(_STEP):
                    secured.sendall(data)
            receive(secured, file)


def receive(source: socket.socket, file: BinaryIO) -> None:
    """Read a chunked answer; its one picture goes to *file*, its signature beside it."""
    buffer = bytearray()
    while b"\r\n\r\n" not in buffer:
        buffer += source.recv(_STEP)
    del buffer[: buffer.index(b"\r\n\r\n") + 4]
    small, rest, target = bytearray(), b"", None
    while True:
        while (line := buffer.find(b"\r\n")) < 0 or len(buffer) < line + 4 + int(buffer[:line], 16):
            buffer += source.recv(_STEP)
        size = int(buffer[:line], 16)
        if not size:
            break
        data = rest + bytes(memoryview(buffer)[line + 2 : line + 2 + size])
        del buffer[: line + 4 + size]
        rest = b""
        if target is None and (start := data.find(b'"data": "')) >= 0:
            small += data[: start + 9]
            data, target = data[start + 9 :], file
        if target is None:
            small += data
            continue
        if (end := data.find(b'"')) >= 0:
            file.write(pybase64.b64decode(data[:end], validate=True))
            small, target = small + data[end:], None
            continue
        whole = len(data) & ~3
        file.write(pybase64.b64decode(memoryview(data)[:whole], validate=True))
        rest = data[whole:]
    start = small.find(b'"thoughtSignature": "')
    if start >= 0:
        end = small.index(b'"', start + 21)
        Path(f"{file.name}.signature").write_bytes(small[start + 21 : end])
        del small[start + 21 : end]
    json.loads(small)


async def _idle() -> float:
    """What the ticker sees when nothing happens: the noise of the machine."""
    seen: list[float] = []
    async with stalls(seen.append):
        await asyncio.sleep(_IDLE_SECONDS)
    return seen[0]


def main(folder: Path, port: int, model: str, times: int) -> None:
    floor = Floor(folder, port)
    none, picture = folder / "small.json", folder / "floor.picture"
    body = folder / "edit.body" if model == "edit" else none
    floor.call("small", none, picture)
    forget_peak()
    before, spent = memory("VmRSS"), cpu()
    for _ in range(times):
        floor.call(model, body, picture)
    spent = cpu() - spent
    result = {"cpu": spent / times, "memory": memory("VmHWM") - before, "stall": asyncio.run(_idle())}
    sys.stdout.write(json.dumps({**result, "digest": hashlib.sha256(picture.read_bytes()).hexdigest()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
