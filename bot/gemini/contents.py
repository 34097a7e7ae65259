"""History and request in the form that goes over the wire: raw contents, payloads as tokens."""

from typing import Any

from bot.core.conversation import History
from bot.core.picture import Picture
from bot.core.reply import RawPart, Reply
from bot.core.request import Request
from bot.gemini.tokens import stored_token
from bot.gemini.wording import REFERENCES_ONLY, RESIZED, seed_words

RawContent = dict[str, Any]


def contents(past: History, request: Request) -> list[RawContent]:
    """Every turn of *past* as it went and came, then the new request."""
    replies = [turn.reply for turn in past.turns if turn.reply]
    turns = [content for reply in replies for content in (_sent(reply), _came(reply))]
    return [*turns, {"role": "user", "parts": user_parts(past, request)}]


def user_parts(past: History, request: Request) -> list[RawPart]:
    """Words first, then pictures: the seed's, then the references in their order."""
    words = request.words.strip() or _unsaid(request)
    if past.seed:
        words = seed_words(past.seed, words)
    text: list[RawPart] = [{"text": words}] if words else []
    return [*text, *(_picture(picture) for picture in (*past.pictures, *request.references))]


def _unsaid(request: Request) -> str:
    if request.resized:
        return RESIZED
    return REFERENCES_ONLY if request.references else ""


def _sent(reply: Reply) -> RawContent:
    return {"role": "user", "parts": list(reply.sent)}


def _came(reply: Reply) -> RawContent:
    """Thoughts are never sent back (Gemini API guide, thought signatures); every other part goes back verbatim."""
    return {"role": "model", "parts": [part for part in reply.parts if not part.get("thought")]}


def _picture(picture: Picture) -> RawPart:
    return {"inlineData": {"mimeType": picture.media_type, "data": str(stored_token("blob", picture.sha256))}}
