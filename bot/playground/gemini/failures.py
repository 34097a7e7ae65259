"""What can go wrong, by name, and when it shall.

A failure is planned by a test (``GeminiStandIn.next``) or asked for in the words of a prompt: ``(fail: safety)``.
With ``once`` after the name, ``(fail: quota once)``, only the first call with these words fails.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.playground.gemini.call import Call
from bot.playground.gemini.errors import GoogleError, invalid, key_invalid, key_missing, model_retired
from bot.playground.gemini.response_shapes import SHAPES, Shape


@dataclass(frozen=True, slots=True)
class Refusal:
    """HTTP 200 without a picture. ``block`` refuses the prompt, ``finish`` the result; ``words`` come along."""

    finish: str | None = None
    words: str = ""
    message: str = ""
    block: str | None = None
    candidates_null: bool = False


@dataclass(frozen=True, slots=True)
class Raw:
    """An answer that is not Google's: sent as it is."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Touch:
    """An answer with a picture that is not as asked.

    ``shrink`` divides the pixel size, ``label`` is a wrong media type, ``grain`` (0 to 1) makes the file large,
    ``at_least`` so many bytes where grain alone does not; ``shape`` takes the place of the provider's own, and
    ``number_words`` writes the numbers of the usage as strings.
    """

    format: Literal["PNG", "JPEG"] = "PNG"
    label: str | None = None
    grain: float = 0.0
    at_least: int = 0
    shrink: int = 1
    signed: bool = True
    shape: Shape | None = None
    number_words: bool = False


async def _breath() -> None:
    await asyncio.sleep(0.02)


@dataclass(frozen=True, slots=True)
class Wire:
    """A good answer that a connection spoils.

    ``cut``: half of the body, then the end (``sized`` with a Content-Length, else chunked). ``drop``: no byte at all.
    ``hang``: nothing until ``until`` is set (the stand-in's ``released`` where it is None), then the answer.
    ``drip``: ``step`` bytes at a time with a ``tick`` between. ``flood``: ``size`` bytes of a string without an end.
    """

    kind: Literal["cut", "drop", "hang", "drip", "flood"]
    sized: bool = False
    until: asyncio.Event | None = None
    step: int = 4096
    tick: Callable[[], Awaitable[None]] = _breath
    size: int = 400_000_000


Failure = GoogleError | Refusal | Raw | Touch | Wire


def quota(seconds: float = 1.0) -> GoogleError:
    """429 with the delay Google asks for."""
    message = "You exceeded your current quota, please check your plan and billing details."
    kinds = "type.googleapis.com/google.rpc."
    return GoogleError(
        429,
        "RESOURCE_EXHAUSTED",
        f"{message} Please retry in {seconds}s.",
        [
            {
                "@type": f"{kinds}Help",
                "links": [{"description": "Quotas", "url": "https://ai.google.dev/gemini-api/docs/rate-limits"}],
            },
            {"@type": f"{kinds}RetryInfo", "retryDelay": f"{seconds:g}s"},
        ],
    )


_CDN = b"<!DOCTYPE html><html><head><title>524: A timeout occurred</title></head><body>Error code 524</body></html>"
_HTML = b"<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>502</h1></body></html>"
_AS_HTML = {"Content-Type": "text/html; charset=UTF-8"}
_IN_200 = b'{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}'
_IN_ARRAY = b'[{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}]'
_DENIED = "PERMISSION_DENIED"

FAILURES: Mapping[str, Failure] = {
    "safety": Refusal("SAFETY"),
    "image safety": Refusal(
        "IMAGE_SAFETY",
        message="Unable to show the generated image: it may violate the policy. You will not be charged for it.",
    ),
    "prohibited": Refusal("PROHIBITED_CONTENT"),
    "image prohibited": Refusal("IMAGE_PROHIBITED_CONTENT"),
    "no image": Refusal("NO_IMAGE", message="Unable to show the generated image."),
    "recitation": Refusal("RECITATION"),
    "image recitation": Refusal("IMAGE_RECITATION"),
    "other": Refusal("OTHER"),
    "max tokens": Refusal("MAX_TOKENS", words="Here is the first half of"),
    "words only": Refusal(
        "STOP", words="I can't paint that, but I can describe it: a quiet sea, a low sun — and nobody there."
    ),
    "unknown finish": Refusal("FINISH_REASON_OF_TOMORROW"),
    "blocked": Refusal(block="PROHIBITED_CONTENT"),
    "null candidates": Refusal(candidates_null=True),
    "invalid": invalid(
        "Invalid value at 'generation_config.image_config.image_size'", "generation_config.image_config.image_size"
    ),
    "key": key_invalid(),
    "unauthenticated": GoogleError(401, "UNAUTHENTICATED", "Request had invalid authentication credentials."),
    "forbidden": key_missing(),
    "wrong domain": GoogleError(401, "UNAUTHENTICATED", "Request had invalid credentials.", kind="wrong domain"),
    "no balance": GoogleError(
        400, "FAILED_PRECONDITION", "Billing is not enabled, or the credits are used up.", kind="no balance"
    ),
    "group": GoogleError(403, _DENIED, "Your project has no access to this model.", kind="group"),
    "address": GoogleError(403, _DENIED, "The key is restricted to other IP addresses.", kind="address"),
    "permission": GoogleError(403, _DENIED, "The caller does not have permission.", kind="permission"),
    "retired": model_retired("gemini-3.1-flash-image-preview"),
    "quota": quota(),
    "internal": GoogleError(500, "INTERNAL", "An internal error has occurred. Please retry."),
    "overloaded": GoogleError(503, "UNAVAILABLE", "The model is overloaded. Please try again later."),
    "deadline": GoogleError(504, "DEADLINE_EXCEEDED", "The request timed out. Please try again."),
    "signature": invalid("Image part is missing a thought_signature in content position 2, part position 1."),
    "model": GoogleError(404, "NOT_FOUND", "The model is not found.", kind="model"),
    "error array": Raw(_IN_ARRAY, 503),
    "timeout 524": Raw(_CDN, 524, _AS_HTML),
    "html": Raw(_HTML, 502, _AS_HTML),
    "html in 200": Raw(_HTML, 200, _AS_HTML),
    "error in 200": Raw(_IN_200),
    "not json": Raw(b'{"candidates": [{"content": oops'),
    "empty": Raw(b""),
    "redirect": Raw(b"", 307, {"Location": "http://127.0.0.1:9/v1beta/models/elsewhere:generateContent"}),
    "unsigned": Touch(signed=False),
    "huge picture": Touch(grain=0.5, at_least=11 * 1024 * 1024),
    "smaller": Touch(shrink=2),
    "jpeg": Touch(format="JPEG"),
    "wrong type": Touch(format="JPEG", label="image/png"),
    "number words": Touch(number_words=True),
    **{shape: Touch(shape=shape) for shape in SHAPES},
    "cut": Wire("cut"),
    "cut sized": Wire("cut", sized=True),
    "drop": Wire("drop"),
    "hang": Wire("hang"),
    "drip": Wire("drip"),
    "flood": Wire("flood"),
}
_ASKED = re.compile(r"\(fail:\s*([a-z0-9 ]{2,30}?)(\s+once)?\s*\)", re.IGNORECASE)


@dataclass(slots=True)
class _Plan:
    name: str
    failure: Failure
    when: Callable[[Call], bool]


@dataclass(slots=True)
class Failures:
    """The failures that are still to come; ``known`` are those with names."""

    known: Mapping[str, Failure] = field(default_factory=lambda: FAILURES)
    _plans: list[_Plan] = field(default_factory=list)
    _done_once: set[str] = field(default_factory=set)

    def plan(self, failure: Failure | str, when: Callable[[Call], bool] | None, times: int) -> None:
        """Raises ``KeyError`` for a name that ``known`` doesn't have."""
        name, what = (failure, self.known[failure]) if isinstance(failure, str) else (type(failure).__name__, failure)
        self._plans += [_Plan(name, what, when or (lambda _: True)) for _ in range(times)]

    def take(self, call: Call) -> tuple[str, Failure | None]:
        """The failure of this call and its name; planned ones come before those in its words."""
        for plan in self._plans:
            if plan.when(call):
                self._plans.remove(plan)
                return plan.name, plan.failure
        asked = _ASKED.search(call.words)
        if asked is None:
            return "", None
        name = asked[1].lower()
        if asked[2] and call.words in self._done_once:
            return "", None
        if asked[2] and len(self._done_once) < 1000:  # noqa: PLR2004 - a bound on memory, not a rule
            self._done_once.add(call.words)
        return name, self.known.get(name)
