"""The part of Google's request that Plantain may use, in the same schema language as Google's own document.

It is narrower than the contract on purpose: whatever is not listed is refused, so a key in the wrong case, a
Vertex-only option or a forgotten experiment fails here before it fails at a gateway.
"""

from collections.abc import Mapping
from typing import Any

from bot.playground.gemini.contract import Contract

_TEXT: Mapping[str, Any] = {"type": "string"}
_EMPTY: Mapping[str, Any] = {"type": "object", "properties": {}}


def _record(**properties: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"type": "object", "properties": properties}


def _listed(items: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"type": "array", "items": items}


def _one_of(*values: str) -> Mapping[str, Any]:
    return {"type": "string", "enum": values}


_BYTES: Mapping[str, Any] = {"type": "string", "format": "byte"}
_RESOLUTIONS = ("MEDIA_RESOLUTION_LOW", "MEDIA_RESOLUTION_MEDIUM", "MEDIA_RESOLUTION_HIGH")
_HARMS = ("HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT", "CIVIC_INTEGRITY")
_THRESHOLDS = ("BLOCK_LOW_AND_ABOVE", "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_ONLY_HIGH", "BLOCK_NONE", "OFF")

_SCHEMAS: Mapping[str, Mapping[str, Any]] = {
    "Request": _record(
        contents=_listed({"$ref": "Content"}),
        systemInstruction={"$ref": "Content"},
        generationConfig={"$ref": "GenerationConfig"},
        safetySettings=_listed({"$ref": "SafetySetting"}),
        tools=_listed(_record(googleSearch={"$ref": "GoogleSearch"})),
    ),
    "Content": _record(role=_one_of("user", "model"), parts=_listed({"$ref": "Part"})),
    "Part": _record(
        text=_TEXT,
        inlineData=_record(mimeType=_TEXT, data=_BYTES),
        thought={"type": "boolean"},
        thoughtSignature=_BYTES,
        mediaResolution=_record(level=_one_of(*_RESOLUTIONS)),
    ),
    "GenerationConfig": _record(
        responseModalities=_listed(_one_of("TEXT", "IMAGE")),
        imageConfig=_record(aspectRatio=_TEXT, imageSize=_TEXT),
        thinkingConfig=_record(
            thinkingLevel=_one_of("MINIMAL", "LOW", "MEDIUM", "HIGH"), includeThoughts={"type": "boolean"}
        ),
        candidateCount={"type": "integer"},
        maxOutputTokens={"type": "integer"},
        temperature={"type": "number"},
        topP={"type": "number"},
        topK={"type": "number"},
        seed={"type": "integer"},
    ),
    "GoogleSearch": _record(searchTypes=_record(webSearch=_EMPTY, imageSearch=_EMPTY)),
    "SafetySetting": _record(
        category=_one_of(*(f"HARM_CATEGORY_{harm}" for harm in _HARMS)), threshold=_one_of(*_THRESHOLDS)
    ),
    "Response": {"type": "any"},
}

OWN_RULES = Contract({"request": "Request", "response": "Response", "schemas": _SCHEMAS})
