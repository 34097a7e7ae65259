"""Which addresses are public, in many spellings."""

import socket

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from hypothesis import given
from hypothesis import strategies as st

from bot.media.public import NotPublic, PublicResolver, is_public

NOT_PUBLIC = [
    "0.0.0.0",  # noqa: S104 - an address to refuse, not to bind
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.127.255.254",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:0:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::8.8.8.8",
    "64:ff9b:1::a00:1",
    "100::1",
    "2001::1",
    "2001:0:7f00:1::",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "2606:4700::1%eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "localhost",
    "8.8.8",
    "0x08080808",
    "008.8.8.8",
    "",
]


@pytest.mark.parametrize("text", NOT_PUBLIC)
def test_what_is_not_public(text: str) -> None:
    """Private, shared, local, multicast, reserved and wrapping addresses are not, nor is anything but an address."""
    assert not is_public(text)


@pytest.mark.parametrize("text", ["8.8.8.8", "1.1.1.1", "104.16.0.1", "2606:4700::6810:1", "2a00:1450:4001::1"])
def test_what_is_public(text: str) -> None:
    """Ordinary addresses of either family are."""
    assert is_public(text)


@given(st.ip_addresses(v=4, network="10.0.0.0/8") | st.ip_addresses(v=6, network="fc00::/7"))
def test_nothing_private_is_public(address: object) -> None:
    """No address of a private network slips through."""
    assert not is_public(str(address))


class Book(AbstractResolver):
    """A resolver that knows a few names."""

    def __init__(self, **names: list[str]) -> None:
        self.names = names
        self.closed = False

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=found, port=port, family=family, proto=0, flags=0)
            for found in self.names[host]
        ]

    async def close(self) -> None:
        self.closed = True


async def test_mixed_answers_lose_what_is_not_public() -> None:
    """Of a name with public and private addresses only the public ones can be connected to."""
    resolver = PublicResolver(Book(mixed=["10.0.0.1", "8.8.8.8", "::1", "::ffff:10.0.0.1", "2606:4700::1"]))
    assert [entry["host"] for entry in await resolver.resolve("mixed", 443)] == ["8.8.8.8", "2606:4700::1"]


async def test_a_name_without_public_addresses_is_refused() -> None:
    """Nothing is left to connect to."""
    resolver = PublicResolver(Book(inside=["127.0.0.1", "169.254.169.254"], nothing=[]))
    for name in ("inside", "nothing"):
        with pytest.raises(NotPublic):
            await resolver.resolve(name, 443)


async def test_an_allowed_host_may_be_anywhere_on_its_port() -> None:
    """What the operator named is let through, and no other port of it."""
    resolver = PublicResolver(Book(stand=["127.0.0.1"]), frozenset({"stand:8080"}))
    assert await resolver.resolve("stand", 8080)
    with pytest.raises(NotPublic):
        await resolver.resolve("stand", 8081)


async def test_closing_closes_the_one_inside() -> None:
    """The resolver inside is not left open."""
    book = Book()
    await PublicResolver(book).close()
    assert book.closed
