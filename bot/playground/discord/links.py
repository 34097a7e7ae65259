"""Signed, expiring addresses of attachments, as Discord's CDN has them (Discord docs, Signed attachment CDN URLs)."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from bot.playground.discord.records import Attachment

LIFETIME: Final = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Links:
    """Makes and checks addresses below `base()`; they hold for LIFETIME seconds of the clock."""

    base: Callable[[], str]
    secret: bytes
    clock: Callable[[], float]

    def url(self, channel_id: int, attachment: Attachment) -> str:
        kind = "ephemeral-attachments" if attachment.ephemeral else "attachments"
        path = f"/{kind}/{channel_id}/{attachment.id}/{attachment.name}"
        start = int(self.clock())
        expiry = f"{start + LIFETIME:x}"
        signature = self._sign(path, expiry, f"{start:x}")
        return f"{self.base()}{quote(path)}?ex={expiry}&is={start:x}&hm={signature}&"

    def valid(self, path: str, query: Mapping[str, str]) -> bool:
        """Whether the (unquoted) path carries its own signature and has not expired."""
        expiry, start = query.get("ex", ""), query.get("is", "")
        if not hmac.compare_digest(self._sign(path, expiry, start), query.get("hm", "")):
            return False
        return int(expiry, 16) > self.clock()

    def _sign(self, path: str, expiry: str, start: str) -> str:
        return hmac.new(self.secret, f"{path}?{expiry}&{start}".encode(), hashlib.sha256).hexdigest()
