"""Whether a host can be reached: names, refusals, silence and certificates told apart."""

import asyncio
import socket
import ssl
from collections.abc import Sequence
from urllib.parse import urlsplit

from bot.doctor.findings import Finding, broken, ok

_SECONDS = 10.0
_MOST_ADDRESSES = 4
_PORTS = {"https": 443, "wss": 443, "http": 80, "ws": 80}
_ELSEWHERE = "Check this machine's way to the internet: a firewall, a VPN, a proxy that is needed."


async def reached(name: str, url: str, seconds: float = _SECONDS) -> Finding:
    """Connect to where *url* leads, and hang up. *name* is the finding's."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    tls = parts.scheme in {"https", "wss"}
    port = parts.port or _PORTS[parts.scheme]
    where = f"{host}:{port}" if parts.port else host
    try:
        async with asyncio.timeout(seconds):
            await _connect(host, port, tls=tls)
    except (OSError, ssl.SSLError, UnicodeError) as error:
        sentence, advice = _told(error, where, seconds)
        return broken(name, sentence, advice)
    return ok(name, f"{where} answers{' over TLS' if tls else ''}")


async def _connect(host: str, port: int, *, tls: bool) -> None:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))[:_MOST_ADDRESSES]
    await _first(addresses, host, port, ssl.create_default_context() if tls else None)


async def _first(addresses: Sequence[str], host: str, port: int, context: ssl.SSLContext | None) -> None:
    """Connect to the first that takes it. Raises the error of the last."""
    *others, last = addresses
    for address in others:
        try:
            return await _hello(address, host, port, context)
        except ssl.SSLError:
            raise
        except OSError:
            continue
    return await _hello(last, host, port, context)


async def _hello(address: str, host: str, port: int, context: ssl.SSLContext | None) -> None:
    _, writer = await asyncio.open_connection(address, port, ssl=context, server_hostname=host if context else None)
    writer.close()
    try:
        await writer.wait_closed()
    except OSError:
        return  # it was there, which is all that was asked


def _told(error: Exception, where: str, seconds: float) -> tuple[str, str]:
    """Subclasses of OSError first, as most of these are."""
    match error:
        case TimeoutError():
            return f"{where} did not answer within {seconds:g} seconds", _ELSEWHERE
        case socket.gaierror() | UnicodeError():
            return f"the name {where} is not known to DNS", f"Check the address for typing mistakes. {_ELSEWHERE}"
        case ssl.SSLCertVerificationError():
            advice = "Check this machine's clock and its certificates, and whether something reads along on the way."
            return f"{where} shows a certificate that is not accepted ({error.verify_message})", advice
        case ssl.SSLError():
            return f"{where} does not speak TLS there", "Check the address: is it http, or another port?"
        case ConnectionRefusedError():
            return f"{where} refuses connections", "Check host and port, and whether the service runs."
        case _:
            return f"{where} can't be reached ({type(error).__name__})", _ELSEWHERE
