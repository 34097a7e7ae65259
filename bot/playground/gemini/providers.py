"""The providers that the stand-in can be: each page's own promises, state of November 2026.

What no page tells is decided for the harder case, so that a client that hopes for more is seen to fail.
"""

from collections.abc import Mapping

from bot.playground.gemini.dialects import NEW_API, Line, litellm, modelverse, new_api
from bot.playground.gemini.errors import GoogleError
from bot.playground.gemini.failures import Failure
from bot.playground.gemini.manners import SIZES, Entrance, Listing, Manner, Place

_BANANA_21 = "gemini-nano-banana-2.1"
_FLASH, _FLASH_PREVIEW = "gemini-3.1-flash-image", "gemini-3.1-flash-image-preview"
_PRO, _PRO_PREVIEW = "gemini-3-pro-image", "gemini-3-pro-image-preview"
_LITE = "gemini-3.1-flash-lite-image"
_FIRST, _FIRST_PREVIEW = "gemini-2.5-flash-image", "gemini-2.5-flash-image-preview"
_CURRENT = {name: name for name in (_BANANA_21, _PRO, _FLASH, _LITE, _FIRST)}
_PREVIEWS = frozenset({_FLASH_PREVIEW, _PRO_PREVIEW, _FIRST_PREVIEW})
_TEN = frozenset({"1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9"})
_WEB = frozenset({"webSearch"})

# new-api writes a request from its own struct: these keys have no place in it (dto/gemini.go).
_LOST_BY_NEW_API = frozenset({"thought_signature", "file_data", "generation_config", "responseFormat"})
_NEW_API_FAILURES: Mapping[str, Failure] = {
    "blocked": GoogleError(400, "INVALID_ARGUMENT", "The prompt was blocked.", kind="blocked"),
    "null candidates": GoogleError(500, "INTERNAL", "The response is empty.", kind="empty"),
}
_RELAY_LISTS: Mapping[str, Listing] = {"/v1beta/models": "relay", "/v1/models": "openai"}


def _at(path: str, *keys: Place) -> Entrance:
    return Entrance(path, frozenset(keys))


_GOOGLE = Manner(
    "google",
    "Google",
    (_at("/v1beta/models", "header"),),
    ids=_CURRENT,
    retired=_PREVIEWS,
    listings={"/v1beta/models": "google"},
    relay=False,
    batches=True,
)
_VERTEX = Manner(
    "vertex",
    "Vertex AI",
    (
        _at("/{version:v1|v1beta1}/projects/{project}/locations/global/publishers/google/models", "bearer"),
        _at("/{version:v1|v1beta1}/publishers/google/models", "query", "header"),
    ),
    ids=_CURRENT,
    retired=_PREVIEWS,
    listings={"/{version:v1|v1beta1}/publishers/google/models": "publisher"},
    enforced=False,
    relay=False,
    gives_tokens=True,
)
_DMXAPI = Manner(
    "dmxapi",
    "DMXAPI",
    (_at("/v1beta/models", "header", "bare"),),
    ids={name: name for name in (_FLASH, _PRO, _LITE, _FIRST)},
    retired=_PREVIEWS,
    listings=_RELAY_LISTS,
    dialect=new_api({**NEW_API, "too large": Line(413, "request_too_large", "The request is too long")}),
    sizes={size: size for size in ("1K", "2K", "4K")},
    shapes=("inline", "data uri"),
    signatures="empty",
    drops=_LOST_BY_NEW_API,
    failures=_NEW_API_FAILURES,
)
_12AI = Manner(
    "12ai",
    "12AI",
    (_at("/v1beta/models", "query", "header"),),
    ids={_FLASH: _FLASH, _FLASH_PREVIEW: _FLASH, _PRO: _PRO, _PRO_PREVIEW: _PRO, _LITE: _LITE, _FIRST: _FIRST},
    retired=frozenset({_FIRST_PREVIEW}),
    listings=_RELAY_LISTS,
    dialect=new_api(kind="rix_api_error"),
    sizes={**SIZES, "512px": "512"},
    drops=_LOST_BY_NEW_API,
    tasks=frozenset({"A", "B"}),
    failures=_NEW_API_FAILURES,
)
_MODELVERSE = Manner(
    "modelverse",
    "ModelVerse",
    (_at("/v1beta/models", "header", "bearer"),),
    ids={_FLASH_PREVIEW: _FLASH, _PRO_PREVIEW: _PRO, _FIRST: _FIRST},
    retired=frozenset({_FIRST_PREVIEW}),
    listings={"/v1/models": "openai"},
    open_list=True,
    dialect=modelverse,
    ratios=_TEN,
    signatures="drop",
    search=_WEB,
    drops=_LOST_BY_NEW_API,
    failures={"blocked": GoogleError(400, "INVALID_ARGUMENT", "The prompt was blocked.", kind="blocked")},
)
_ANYFAST = Manner(
    "anyfast",
    "AnyFast",
    (_at("/v1beta/models", "query"),),
    ids={_FLASH: _FLASH, _PRO: _PRO, f"{_FLASH_PREVIEW}-c": _FLASH},
    retired=_PREVIEWS,
    listings=_RELAY_LISTS,
    dialect=new_api(),
    ratios=frozenset({"1:1", "4:3", "3:4", "16:9", "9:16"}),
    shapes=("snake",),
    search=frozenset(),
    drops=_LOST_BY_NEW_API,
    failures=_NEW_API_FAILURES,
)
_NEWAPI = Manner(
    "newapi",
    "a new-api relay",
    (_at("/v1beta/models", "query", "header", "bearer"),),
    ids=_CURRENT,
    retired=_PREVIEWS,
    listings=_RELAY_LISTS,
    dialect=new_api(),
    sizes={**SIZES, "512px": None},
    drops=_LOST_BY_NEW_API,
    failures=_NEW_API_FAILURES,
)
_LITELLM = Manner(
    "litellm",
    "a LiteLLM proxy",
    (_at("/gemini/v1beta/models", "query", "bearer"),),
    prefix="/gemini",
    ids=_CURRENT,
    retired=_PREVIEWS,
    listings={"/gemini/v1beta/models": "google"},
    dialect=litellm,
)
_CLOUDFLARE = Manner(
    "cloudflare",
    "Cloudflare AI Gateway",
    (_at("/v1/{account}/{gateway}/google-ai-studio/{version:v1|v1beta}/models", "header"),),
    prefix="/v1/account/gateway/google-ai-studio",
    ids=_CURRENT,
    retired=_PREVIEWS,
    listings={"/v1/{account}/{gateway}/google-ai-studio/{version:v1|v1beta}/models": "google"},
)
_APIYI = Manner(
    "apiyi",
    "APIYI",
    (_at("/v1beta/models", "header", "query"),),
    ids={_BANANA_21: _BANANA_21, _FLASH_PREVIEW: _FLASH, _PRO_PREVIEW: _PRO, _LITE: _LITE, _FIRST: _FIRST},
    retired=frozenset({_FIRST_PREVIEW}),
    listings=_RELAY_LISTS,
    dialect=new_api(),
    sizes={"512px": "512", "1K": "1K", "2K": "2K", "4K": "4K"},
    drops=_LOST_BY_NEW_API,
    failures=_NEW_API_FAILURES,
)
_LAOZHANG = Manner(
    "laozhang",
    "LaoZhang",
    (_at("/v1beta/models", "header", "query"),),
    ids=_CURRENT,
    retired=_PREVIEWS,
    listings=_RELAY_LISTS,
    dialect=new_api(),
    sizes={**SIZES, "512px": None},
    drops=_LOST_BY_NEW_API,
    failures=_NEW_API_FAILURES,
)

PROVIDERS: Mapping[str, Manner] = {
    manner.name: manner
    for manner in (
        _GOOGLE,
        _VERTEX,
        _DMXAPI,
        _12AI,
        _MODELVERSE,
        _ANYFAST,
        _NEWAPI,
        _LITELLM,
        _CLOUDFLARE,
        _APIYI,
        _LAOZHANG,
    )
}
