"""Who and what is let in: the key, the model, the frame of the request."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from aiohttp import web

from bot.playground.gemini import catalog, errors
from bot.playground.gemini.catalog import Model
from bot.playground.gemini.errors import GoogleError
from bot.playground.gemini.manners import Place

LARGEST_REQUEST = 100 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Door:
    key: str
    models: Mapping[str, Model]
    retired: frozenset[str]

    def check_key(self, request: web.Request, places: Iterable[Place] = ("header",)) -> None:
        """The key is taken from these places only: anywhere else there is none."""
        found = [key for place in places if (key := _READ[place](request))]
        if not found:
            raise errors.key_missing()
        if set(found) != {self.key}:
            raise errors.token_invalid() if list(places) == ["bearer"] else errors.key_invalid()

    def model_for(self, request: web.Request, places: Iterable[Place] = ("header",)) -> Model:
        """The model of an acceptable ``generateContent``, judged before its body is read."""
        self.check_key(request, places)
        model = self.model(request.match_info["model"])
        check_frame(request)
        return model

    def model(self, name: str) -> Model:
        if name in self.retired:
            raise errors.model_retired(name)
        if name == catalog.TEXT_MODEL:
            raise errors.invalid("This model only supports text output.", "generation_config.response_modalities")
        if name not in self.models:
            raise errors.model_unknown(name)
        return self.models[name]


def check_frame(request: web.Request) -> None:
    """Raises 4xx unless it is plain JSON of a told and bearable length."""
    if request.content_type != "application/json" or "Content-Encoding" in request.headers:
        raise errors.invalid("The request must be plain application/json.")
    if request.content_length is None or "Transfer-Encoding" in request.headers:
        raise GoogleError(411, "INVALID_ARGUMENT", "POST requests require a Content-Length header.")
    if request.content_length > LARGEST_REQUEST:
        raise errors.too_large(LARGEST_REQUEST)


def _authorization(request: web.Request, scheme: str) -> str:
    first, _, rest = request.headers.get("Authorization", "").partition(" ")
    return rest if first.lower() == scheme else "" if rest or scheme else first


_READ: Mapping[Place, Callable[[web.Request], str]] = {
    "header": lambda request: request.headers.get("x-goog-api-key", ""),
    "query": lambda request: request.query.get("key", ""),
    "bearer": lambda request: _authorization(request, "bearer"),
    "bare": lambda request: _authorization(request, ""),
}
