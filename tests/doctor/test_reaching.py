"""Hosts that can't be reached, each in its own way."""

import asyncio
import socket
import ssl

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.doctor import reaching
from bot.doctor.findings import Finding, State
from bot.doctor.reaching import reached


async def test_a_host_that_answers_is_fine() -> None:
    """What follows the host in the address does not matter."""
    async with TestServer(web.Application(), host="127.0.0.1") as server:
        where = f"127.0.0.1:{server.port}"
        assert await reached("host", f"http://{where}/path") == Finding("host", State.OK, f"{where} answers")


async def test_a_closed_port_refuses() -> None:
    """Somebody is at home, but not there."""
    found = await reached("host", "https://127.0.0.1:9/v1")
    assert (found.state, "127.0.0.1:9 refuses connections" in found.sentence) == (State.BROKEN, True)


async def test_a_port_without_tls_is_told() -> None:
    """As when https is written for http."""
    async with TestServer(web.Application(), host="127.0.0.1") as server:
        found = await reached("host", f"https://127.0.0.1:{server.port}")
    assert (found.state, "does not speak TLS" in found.sentence) == (State.BROKEN, True)


async def test_silence_is_told() -> None:
    """A TLS greeting that nobody answers ends with the time."""
    gone = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        gone.set()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        found = await reached("host", f"https://127.0.0.1:{port}", seconds=0.05)
        await asyncio.wait_for(gone.wait(), 10)
    assert found.sentence == f"127.0.0.1:{port} did not answer within 0.05 seconds"


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (socket.gaierror(-2, "Name or service not known"), "the name host is not known to DNS"),
        (ssl.SSLCertVerificationError(1, "x"), "certificate that is not accepted"),
        (OSError(101, "Network is unreachable"), "can't be reached"),
        (UnicodeError("label too long"), "not known to DNS"),
    ],
)
def test_each_error_has_its_sentence_and_advice(error: Exception, says: str) -> None:
    """Those that no loopback can show."""
    if isinstance(error, ssl.SSLCertVerificationError):
        error.verify_message = "self-signed certificate"
    sentence, advice = reaching._told(error, "host", 10)
    assert says in sentence
    assert advice
