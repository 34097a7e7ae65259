"""Google's rules beyond the shape of the JSON: what each model takes, and what a conversation looks like."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from bot.playground.gemini.call import Call, Picture
from bot.playground.gemini.catalog import Model
from bot.playground.gemini.contract import Contract
from bot.playground.gemini.errors import GoogleError, bad_request, invalid
from bot.playground.gemini.shape import OWN_RULES

_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
_MEDIA_TYPES = ("image/png", "image/jpeg", "image/webp", "image/heic", "image/heif")
_IMAGE = "generation_config.image_config"
_THINKING = "generation_config.thinking_config"


def check_shape(body: object, contract: Contract | None) -> None:
    """Own rules first, then Google's document where there is one; raises 400 with every violation in its details."""
    found = OWN_RULES.request(body) or (contract.request(body) if contract else [])
    if found:
        details = bad_request([{"field": v.field, "description": v.message} for v in found[:20]])
        raise GoogleError(400, "INVALID_ARGUMENT", found[0].message, details)


def check_body(body: Mapping[str, Any], model: Model) -> None:
    """What only the raw body shows: keys given without a value that matters."""
    config = body.get("generationConfig", {})
    if not config.get("responseModalities"):
        raise invalid("Response modalities must be given.", "generation_config.response_modalities")
    if config.get("candidateCount", 1) != 1:
        raise invalid("Multiple candidates is not enabled for this model", "generation_config.candidate_count")
    for setting in sorted(model.refused_settings & config.keys()):
        raise invalid(f"{setting} is not supported for {model.id}.", f"generation_config.{setting}")
    if "thinkingConfig" in config and not model.thinks:
        raise invalid(f"Thinking is not enabled for models/{model.id}", _THINKING)
    for content in body.get("contents", ()):
        for part in content.get("parts", ()):
            if len(part.keys() & {"text", "inlineData"}) != 1:
                raise invalid("Part: required oneof field 'data' must have one initialized field", "contents.parts")


def check_call(call: Call, model: Model) -> None:
    _check_options(call, model)
    _check_turns(call)
    _check_pictures(call, model)


def _check_options(call: Call, model: Model) -> None:
    if "IMAGE" not in call.modalities:
        raise invalid("The requested response modalities (TEXT) are not supported by the model.", "response_modalities")
    if call.ratio is not None and call.ratio not in model.pixels_1k:
        allowed = ", ".join(model.pixels_1k)
        raise invalid(f"Invalid aspect ratio '{call.ratio[:20]}'. Use one of: {allowed}.", f"{_IMAGE}.aspect_ratio")
    if call.size is not None and not model.sized:
        raise invalid(f"Image size is not supported for {model.id}.", f"{_IMAGE}.image_size")
    if call.size is not None and call.size not in model.tokens:
        allowed = ", ".join(model.tokens)
        raise invalid(f"Invalid image size '{call.size[:20]}'. Use one of: {allowed}.", f"{_IMAGE}.image_size")
    if call.level is not None and call.level not in model.levels:
        raise invalid(f"Thinking level {call.level} is not supported for this model.", f"{_THINKING}.thinking_level")
    if call.search and not model.search:
        raise invalid("Search Grounding is not supported for this model.", "tools[0].google_search")
    if call.search - model.search:
        raise invalid("Image search is not supported for this model.", "tools[0].google_search.search_types")


def _check_turns(call: Call) -> None:
    roles = [content.role for content in call.contents]
    if not roles:
        raise invalid("* GenerateContentRequest.contents: contents is not specified", "contents")
    if roles[0] != "user" or roles[-1] != "user" or any(one == two for one, two in pairwise(roles)):
        raise invalid("Please ensure that multiturn requests alternate between user and model.", "contents")
    for at, content in enumerate(call.contents):
        if not content.parts:
            raise invalid(
                f"* GenerateContentRequest.contents[{at}].parts: contents.parts must not be empty.", "contents"
            )
        if any(part.thought for part in content.parts):
            raise invalid("Thought parts must not be sent back.", f"contents[{at}].parts")
        if content.role == "user" and any(part.signature for part in content.parts):
            raise invalid("A part of the user has no thought_signature.", f"contents[{at}].parts")
        if content.role == "user" and any(part.text == "" for part in content.parts):
            raise invalid("Unable to submit request because it has an empty text parameter.", f"contents[{at}].parts")


def _check_pictures(call: Call, model: Model) -> None:
    count = len(call.references)
    if count > model.references:
        raise invalid(f"{count} images were given; {model.id} takes up to {model.references}.", "contents")
    for content in call.contents:
        for picture in content.pictures:
            if picture.media_type not in _MEDIA_TYPES:
                raise invalid(
                    f"Unsupported MIME type: {picture.media_type[:60]}", "contents.parts.inline_data.mime_type"
                )
            if content.role == "user" and sniff(picture) != picture.media_type.replace("heif", "heic"):
                raise invalid("Unable to process input image: its bytes are not what its MIME type says.", "contents")


def sniff(picture: Picture) -> str:
    """The media type by the first bytes; HEIC and HEIF are one; empty when it is none that Google reads."""
    head = picture.data[:16]
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return "image/heic"
    return ""
