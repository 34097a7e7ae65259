"""From the JSON of a request to the JSON of an answer, by way of what the provider loses on both ways."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bot.playground.gemini import answers
from bot.playground.gemini.call import Call, read_call
from bot.playground.gemini.catalog import Model
from bot.playground.gemini.checks import check_body, check_call, check_shape
from bot.playground.gemini.contract import Contract
from bot.playground.gemini.failures import Failure, Failures, Refusal, Touch
from bot.playground.gemini.links import Links
from bot.playground.gemini.manners import Manner
from bot.playground.gemini.marshalling import marshalled
from bot.playground.gemini.record import Seen
from bot.playground.gemini.response_shapes import shaped, signed_as, with_number_words
from bot.playground.gemini.signatures import Signer


@dataclass(slots=True)
class Generation:
    """What every way to a picture shares. ``understood`` and ``made`` are CPU work."""

    manner: Manner
    contract: Contract | None
    signer: Signer
    links: Links
    new_id: Callable[[], str]
    failures: Failures
    calls: deque[Seen] = field(default_factory=lambda: deque(maxlen=1000))
    billed: int = 0
    _turn: "count[int]" = field(default_factory=count)

    def understood(self, document: Any, model: Model) -> tuple[Call, list[str]]:
        """The call as the model gets it, and what was lost on the way. Raises 400."""
        document, lost = marshalled(document, self.manner.drops) if self.manner.drops else (document, [])
        check_shape(document, self.contract)
        check_body(document, model)
        call, unheard = self.manner.heard(read_call(model.id, document))
        check_call(call, model)
        answers.check_readable(call)
        if model.thinks:
            self.signer.verify(call, missing=not self.manner.enforced)
        return call, [*lost, *unheard]

    def made(self, call: Call, model: Model, failure: Failure | None = None) -> dict[str, Any]:
        """The whole answer in the provider's shape."""
        answer = self._generated(call, model, failure)
        whole = {"candidates", "promptFeedback"} & answer.keys()
        return {**answer, "modelVersion": model.id, "responseId": self.new_id()} if whole else answer

    def linked(self, call: Call, model: Model, touch: Touch) -> str:
        """The address of a picture alone. CPU work."""
        picture = answers.painted(call, model, touch)
        return self.links.keep(picture.data, picture.media_type)

    def _generated(self, call: Call, model: Model, failure: Failure | None) -> dict[str, Any]:
        if isinstance(failure, Refusal):
            return signed_as(answers.refused(call, model, self.signer, failure), self.manner.signatures)
        touch = failure if isinstance(failure, Touch) else Touch()
        answer = signed_as(answers.pictured(call, model, self.signer, touch), self.manner.signatures)
        if touch.number_words:
            answer = with_number_words(answer)
        shapes = self.manner.shapes
        return shaped(answer, touch.shape or shapes[next(self._turn) % len(shapes)], self.links.keep)
