"""Which addresses belong to the public internet, and a resolver that gives no others."""

import socket
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from aiohttp.abc import AbstractResolver, ResolveResult

_UNICAST: Final = ip_network("2000::/3")
"""All that is assigned of IPv6 so far (IANA, IPv6 Global Unicast Address Assignments)."""
_APART: Final = tuple(
    map(
        ip_network,
        (
            "192.88.99.0/24",  # relays of 6to4
            "2001::/23",  # Teredo, which wraps IPv4 addresses, and other protocols' own
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4 wraps IPv4 addresses, private ones too
            "3fff::/20",  # documentation
        ),
    )
)


class NotPublic(OSError):
    """A name that leads to no public address; an OSError so that aiohttp hands it on as a failed look-up."""


def is_public(text: str) -> bool:
    """Whether *text* is an IP address that anybody on the internet could mean by it.

    Not private, shared (RFC 6598), loopback, link-local, multicast or reserved, and nothing that wraps an IPv4 address
    (mapped, 6to4, Teredo, NAT64).
    """
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and (address.scope_id or address not in _UNICAST):
        return False
    usual = address.is_global and not (address.is_multicast or address.is_reserved)
    return usual and not any(address in network for network in _APART)


class PublicResolver(AbstractResolver):
    """Gives what *inner* finds without the addresses that are not public; the connection goes to one of these.

    Since aiohttp connects to exactly what is returned here, a name can't change between the check and the connection.
    *allowed* ("host:port") may be anywhere.
    """

    def __init__(self, inner: AbstractResolver, allowed: frozenset[str] = frozenset()) -> None:
        self._inner, self._allowed = inner, allowed

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Raises NotPublic, and what *inner* raises."""
        found = await self._inner.resolve(host, port, family)
        if f"{host}:{port}" in self._allowed:
            return found
        public = [entry for entry in found if is_public(entry["host"])]
        if not public:
            raise NotPublic("the name leads to no public address")
        return public

    async def close(self) -> None:
        await self._inner.close()
