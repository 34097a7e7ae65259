import socket
import subprocess
import sys
from collections.abc import Iterator

import aiohttp
import pytest

from tests.offline import sitecustomize as offline

ELSEWHERE = "192.0.2.1"  # TEST-NET-1, RFC 5737: no one's address
WILDCARD = "0.0.0.0"  # noqa: S104 - the address that must be refused


@pytest.fixture
def refused() -> Iterator[None]:
    """Expect the guard to refuse something, and forget it afterwards: here it is wanted."""
    before = len(offline.attempts)
    yield
    seen = offline.attempts[before:]
    del offline.attempts[before:]
    assert seen, "the guard saw nothing"


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.8.8.8", "::1", "localhost", "LOCALHOST.", "a.localhost", b"::1", None]
)
def test_hosts_of_this_machine_are_loopback(host: object) -> None:
    """Every spelling of this machine is let through."""
    assert offline.is_loopback(host)


@pytest.mark.parametrize("host", [ELSEWHERE, WILDCARD, "::", "", "discord.com", "localhost.example", "169.254.169.254"])
def test_other_hosts_are_not_loopback(host: object) -> None:
    """Everything else is elsewhere, the wildcard addresses and look-alike names too."""
    assert not offline.is_loopback(host)


def test_connecting_elsewhere_raises(refused: None) -> None:
    """A socket can't be connected to another machine."""
    with socket.socket() as outgoing, pytest.raises(offline.NetworkUsedError, match=ELSEWHERE):
        outgoing.connect((ELSEWHERE, 443))


def test_sending_a_datagram_elsewhere_raises(refused: None) -> None:
    """A datagram, which needs no connection, can't leave either."""
    with socket.socket(type=socket.SOCK_DGRAM) as outgoing, pytest.raises(offline.NetworkUsedError):
        outgoing.sendto(b"?", (ELSEWHERE, 53))


def test_listening_for_other_machines_raises(refused: None) -> None:
    """A server that would be reachable from other machines can't be bound."""
    with socket.socket() as server, pytest.raises(offline.NetworkUsedError):
        server.bind((WILDCARD, 0))


def test_resolving_a_name_raises(refused: None) -> None:
    """The system's resolver isn't asked for names of other machines."""
    with pytest.raises(offline.NetworkUsedError, match=r"discord\.com"):
        socket.getaddrinfo("discord.com", 443)


async def test_aiohttp_cannot_resolve_or_connect(refused: None) -> None:
    """The resolver of aiohttp, native code, is stopped as well as its sockets."""
    async with aiohttp.ClientSession() as session:
        for host in ("discord.com", ELSEWHERE):
            with pytest.raises(offline.NetworkUsedError):
                await session.get(f"http://{host}/")


def test_loopback_connections_work() -> None:
    """Servers of the tests themselves are reachable, by address and by name."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        for host in ("127.0.0.1", "localhost"):
            socket.create_connection((host, port), timeout=5).close()


def test_processes_started_by_tests_are_held_to_the_same_rule() -> None:
    """A Python process that a test starts has the guard from its first line."""
    attempt = f"import socket; socket.create_connection(({ELSEWHERE!r}, 443), timeout=1)"
    done = subprocess.run([sys.executable, "-c", attempt], capture_output=True, text=True, check=False, timeout=60)  # noqa: S603 - our own interpreter
    assert "NetworkUsedError" in done.stderr
