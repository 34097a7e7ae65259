"""Who may talk to the page: this machine's browser, on the page's own address, with the secret of this start."""

import hmac
from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

SECRET_HEADER: Final = "X-Page-Secret"  # noqa: S105 - the header's name, not a secret
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_NAMES: Final = ("127.0.0.1", "localhost")
_SAME_SITE: Final = ("same-origin", "none")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Gate:
    """Wraps handlers. `secret` is made anew for each start and reaches the browser in the address's fragment."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def open(self, handler: Handler) -> Handler:
        """Let in whoever asks from the page's own address: DNS rebinding and foreign pages end here."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            _check_address(request)
            return await handler(request)

        return guarded

    def locked(self, handler: Handler) -> Handler:
        """Ask for the secret too."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            given = request.headers.get(SECRET_HEADER, "")
            if not hmac.compare_digest(given.encode(), self._secret):
                raise web.HTTPForbidden(text="Open the page by the address that was printed.", headers=HEADERS)
            return await handler(request)

        return self.open(guarded)


def _check_address(request: web.Request) -> None:
    port = _port_of(request)
    hosts = [f"{name}:{port}" for name in _NAMES]
    if request.headers.get("Host") not in hosts:
        raise web.HTTPMisdirectedRequest(text="This page lives on this machine's loopback only.", headers=HEADERS)
    origin = request.headers.get("Origin")
    foreign = origin is not None and origin != f"http://{request.headers['Host']}"
    if foreign or request.headers.get("Sec-Fetch-Site", "none") not in _SAME_SITE:
        raise web.HTTPForbidden(text="Another page may not ask for this.", headers=HEADERS)
    if request.method != "GET" and origin is None:
        raise web.HTTPForbidden(text="Only the page itself may send this.", headers=HEADERS)


def _port_of(request: web.Request) -> int:
    """The port that this connection really came in on."""
    name = request.transport.get_extra_info("sockname") if request.transport else None
    return int(name[1]) if name else 0
