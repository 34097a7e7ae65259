"""Whether a Gemini API is at an address, and what its clock says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import aiohttp

from bot.core.ports import Clock
from bot.doctor.findings import Finding, broken, ok, warning
from bot.gemini.presets import Preset

_SECONDS = 15
_HEAD = 512
_SKEW = timedelta(seconds=30)
_REDIRECTS = range(300, 400)
_FAILURES = 500
_NO_PATH = frozenset((404, 405))
_CHECK_URL = "GEMINI_BASE_URL is the address without /v1 or /v1beta and all after it; paths before that stay"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came for a question without a key."""

    status: int
    headers: Mapping[str, str]
    head: bytes

    @property
    def is_page(self) -> bool:
        media = self.headers.get("Content-Type", "")
        return "html" in media or self.head.lstrip()[:1] == b"<"


async def look(base_url: str, preset: Preset, clock: Clock) -> Sequence[Finding]:
    """Ask for the list of models without a key: also a refusal shows who answers."""
    path = preset.models_path or f"{preset.api_version}/publishers/google/models"
    url = f"{base_url}/{path}"
    timeout = aiohttp.ClientTimeout(total=_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(trust_env=False, timeout=timeout) as http,
            http.get(url, allow_redirects=False) as answer,
        ):
            seen = Answer(answer.status, answer.headers, await answer.content.read(_HEAD))
            now = clock()
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        return [broken("gemini address", f"{url} gave no answer ({type(error).__name__})", _CHECK_URL)]
    return [judged(url, preset, seen), *clock_told(seen.headers.get("Date", ""), now)]


def judged(url: str, preset: Preset, seen: Answer) -> Finding:
    """Whether what answered is the API of the provider."""
    name, usual = "gemini address", preset.base_url
    advice = _CHECK_URL + (f"; {preset.title}'s is {usual}." if usual else ".")
    if seen.status in _REDIRECTS:
        there = urlsplit(seen.headers.get("Location", "")).hostname or "elsewhere"
        return broken(name, f"{url} sends on to {there[:80]}, which is not followed", advice)
    if seen.is_page:
        return broken(name, f"{url} answers with a web page ({seen.status}), not as an API does", advice)
    if seen.status in _NO_PATH and preset.models_path:
        return broken(name, f"there is nothing at {url} ({seen.status})", advice)
    if seen.status >= _FAILURES:
        again = "Try again later; when it stays like that, ask the provider."
        return warning(name, f"{url} answers that it is broken ({seen.status})", again)
    return ok(name, f"{url.removesuffix(f'/{preset.models_path}')} answers as an API does")


def clock_told(date: str, now: datetime) -> Sequence[Finding]:
    """This machine's clock beside the service's; nothing where the service does not tell its own."""
    try:
        there = parsedate_to_datetime(date)
        off = abs(now - there)
    except (TypeError, ValueError):
        return []
    if off <= _SKEW:
        return [ok("clock", "agrees with the service's")]
    late = "behind" if there > now else "ahead of"
    sentence = f"is {off.total_seconds():.0f} seconds {late} the service's"
    advice = "Set this machine's clock (NTP): interactions and credentials expire by it."
    return [warning("clock", sentence, advice)]
