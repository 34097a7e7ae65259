"""A request's options as google-genai's typed configuration. Nothing is sent that was not chosen."""

from google.genai import types

from bot.core.request import Options, Search

_WIRE_SIZES = {"0.5K": "512"}
"""Google writes the half size without a unit (image generation guide, table of resolutions)."""


def configuration(options: Options) -> types.GenerateContentConfig:
    """Words are always asked for beside the picture: a refusal then says why."""
    return types.GenerateContentConfig(
        response_modalities=["TEXT", "IMAGE"],
        image_config=_image(options),
        thinking_config=types.ThinkingConfig(thinking_level=types.ThinkingLevel(options.thinking.upper()))
        if options.thinking
        else None,
        tools=[types.Tool(google_search=_search(options.search))] if options.search is not Search.OFF else None,
    )


def _image(options: Options) -> types.ImageConfig | None:
    if options.ratio is None and options.size is None:
        return None
    size = _WIRE_SIZES.get(options.size, options.size) if options.size else None
    return types.ImageConfig(aspect_ratio=options.ratio, image_size=size)


def _search(search: Search) -> types.GoogleSearch:
    if search is Search.WEB:
        return types.GoogleSearch()
    return types.GoogleSearch(
        search_types=types.SearchTypes(web_search=types.WebSearch(), image_search=types.ImageSearch())
    )
