"""A strict stand-in for the Gemini API that paints: for the demo, for tests and for benchmarks."""

from bot.playground.gemini.call import Call
from bot.playground.gemini.failures import FAILURES, Failure, Raw, Refusal, Touch, Wire, quota
from bot.playground.gemini.manners import Manner
from bot.playground.gemini.providers import PROVIDERS
from bot.playground.gemini.record import Record, Seen
from bot.playground.gemini.server import GeminiStandIn

__all__ = [
    "FAILURES",
    "PROVIDERS",
    "Call",
    "Failure",
    "GeminiStandIn",
    "Manner",
    "Raw",
    "Record",
    "Refusal",
    "Seen",
    "Touch",
    "Wire",
    "quota",
]
