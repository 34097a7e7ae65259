"""Thought signatures that need no memory: each proves its own part and every part beside it."""

import hashlib
import hmac
from collections.abc import Sequence

import pybase64

from bot.playground.gemini.call import Call, Content, Part
from bot.playground.gemini.errors import invalid


class Signer:
    """Issues and verifies signatures.

    A signature covers the model, the position of its part among the parts that go back (thoughts don't), and the
    digest of all those parts in order; so a part that is altered, relabelled, dropped, moved or merged spoils them
    all, while whole older turns may be left out. The same secret verifies after a restart.
    """

    def __init__(self, secret: bytes, length: int = 3072) -> None:
        self._secret = secret
        self._length = length

    def signed(self, model: str, parts: Sequence[Part]) -> tuple[Part, ...]:
        """The same parts, with a signature on each that Google would sign."""
        lasting = [part for part in parts if not part.thought]
        marks = {id(lasting[at]): self._signature(model, at, lasting) for at in _due(lasting)}
        return tuple(Part(part.text, part.picture, marks.get(id(part)), part.thought) for part in parts)

    def verify(self, call: Call, *, missing: bool = False) -> None:
        """Raises Google's 400 for the first turn of the model that did not come back as it was given.

        With ``missing``, parts without a signature pass, as at Vertex.
        """
        for index, content in enumerate(call.contents):
            if content.role == "model":
                self._verify_content(call.model, index, content, missing=missing)

    def _verify_content(self, model: str, index: int, content: Content, *, missing: bool) -> None:
        due = _due(content.parts)
        for at, part in enumerate(content.parts):
            if missing and not part.signature:
                continue
            if at in due and not part.signature:
                kind = "Image" if part.picture else "Text"
                place = f"content position {index + 1}, part position {at + 1}"
                raise invalid(f"{kind} part is missing a thought_signature in {place}.")
            expected = self._signature(model, at, content.parts) if at in due else ""
            if not hmac.compare_digest((part.signature or "").encode(), expected.encode()):
                raise invalid(
                    "Unable to submit request because it has an invalid thought signature "
                    f"for content at index {index}, part position {at + 1}."
                )

    def _signature(self, model: str, position: int, parts: Sequence[Part]) -> str:
        claim = "\n".join((model, str(position), *(_digest(part) for part in parts)))
        mac = hmac.digest(self._secret, claim.encode(), "sha256")
        filling = hashlib.shake_256(mac).digest(max(self._length - len(mac), 0))
        return pybase64.b64encode_as_string(mac + filling)


def _due(parts: Sequence[Part]) -> frozenset[int]:
    """Positions that carry a signature: every picture, and the first words."""
    first_words = [at for at, part in enumerate(parts) if part.picture is None][:1]
    return frozenset([*first_words, *(at for at, part in enumerate(parts) if part.picture)])


def _digest(part: Part) -> str:
    if part.picture:
        return f"picture {part.picture.media_type} {part.picture.sha256}"
    return f"words {hashlib.sha256((part.text or '').encode()).hexdigest()}"
