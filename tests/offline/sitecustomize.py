"""Makes the network beyond this machine unreachable for the Python process that imports it.

Python imports a module of this name by itself when it starts. `tests/conftest.py` imports it for the test process and
puts its folder on PYTHONPATH, so that every Python process a test starts is held to the same rule.

Two doors lead out. Python's own sockets announce themselves as audit events (Python docs, "Audit events table"), and an
audit hook that raises stops the call. c-ares, which aiohttp resolves names with, is native code without audit events:
its calls are wrapped instead.
"""

import ipaddress
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

LOOPBACK_NAMES = frozenset({"localhost", "ip6-localhost"})
ADDRESS_EVENTS = frozenset({"socket.bind", "socket.connect", "socket.sendmsg", "socket.sendto"})
NAME_EVENTS = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})
RESOLVER_CALLS = ("getaddrinfo", "gethostbyaddr", "getnameinfo", "query", "search")

attempts: list[str] = []
"""What was refused, in order; a test whose subject swallows the error is caught by it all the same."""


class NetworkUsedError(RuntimeError):
    """A test reached for an address that isn't on this machine."""


def is_loopback(host: object) -> bool:
    """Whether a host, as sockets take it (text, bytes, or None for "this machine"), stays on this machine."""
    if host is None:
        return True
    name = host.decode("ascii", "replace") if isinstance(host, bytes | bytearray) else str(host)
    name = name.lower().rstrip(".")
    if name in LOOPBACK_NAMES or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


def refuse_unless_loopback(action: str, host: object) -> None:
    """Raise `NetworkUsedError` when the host is elsewhere."""
    if not is_loopback(host):
        attempts.append(f"{action} {host!r}")
        message = f"{action} {host!r}: tests reach this machine only"
        raise NetworkUsedError(message)


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ADDRESS_EVENTS:
        address = arguments[1]
        if isinstance(address, tuple) and address and isinstance(address[0], str | bytes):
            refuse_unless_loopback(event, address[0])
    elif event in NAME_EVENTS:
        refuse_unless_loopback(event, arguments[0])


def wrap_resolver_call(channel: type[Any], name: str) -> None:
    original: Callable[..., Any] = getattr(channel, name)

    @wraps(original)
    def resolve(self: object, target: object, *arguments: Any, **options: Any) -> Any:
        host = target[0] if isinstance(target, tuple) else target
        refuse_unless_loopback(f"c-ares {name}", host)
        return original(self, target, *arguments, **options)

    setattr(channel, name, resolve)


def install() -> None:
    sys.addaudithook(watch)
    try:
        import pycares  # noqa: PLC0415 - only where it is installed
    except ImportError:
        return
    for name in RESOLVER_CALLS:
        wrap_resolver_call(pycares.Channel, name)


install()
