"""Everything that can go wrong, as one tree; each leaf carries a sentence for people.

    PlantainError
    ├── Refused                    before the model was asked: never costs anything
    │   ├── NothingAsked
    │   ├── WordsTooLong
    │   ├── UnknownFamily
    │   ├── OptionUnsupported
    │   ├── TooManyReferences
    │   ├── BadPicture
    │   │   ├── NotAPicture
    │   │   ├── PictureEmpty
    │   │   ├── PictureBroken
    │   │   ├── PictureTooLarge
    │   │   └── PictureTooManyPixels
    │   ├── FetchFailed
    │   ├── OneOfSeveral
    │   ├── NoPictureThere
    │   ├── FormExpired
    │   ├── MissingPermission
    │   ├── TurnUnknown
    │   ├── NotYours
    │   ├── NothingToUndo
    │   └── QueueFull
    ├── ModelRefused               the model answered, but gave no picture
    │   ├── PromptBlocked
    │   ├── PictureWithheld
    │   ├── ProhibitedContent
    │   ├── Recitation
    │   ├── NoPicture
    │   ├── WordsOnly
    │   └── AnswerStopped
    ├── ProviderFailed             the provider did not give an answer that can be used
    │   ├── KeyRefused
    │   ├── ModelUnavailable
    │   ├── RequestRejected
    │   ├── SignatureRefused
    │   ├── RateLimited
    │   ├── Overloaded
    │   ├── ProviderBroken
    │   ├── Unreachable
    │   ├── TimedOut
    │   ├── AnswerCut
    │   ├── AnswerUnreadable
    │   └── AnswerTooLarge
    └── OwnFailure                 Plantain or its machine failed
        ├── Interrupted
        ├── PictureLost
        ├── StorageFailed
        ├── PostFailed
        └── Unexpected

A sentence says what happened and what to do now; `cost` says whether money was spent.
What a vendor wrote goes to the log, never here.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import ClassVar


class Cost(StrEnum):
    """Whether the provider charges for what happened."""

    NOTHING = "nothing"
    MAYBE = "maybe"
    CHARGED = "charged"

    @property
    def sentence(self) -> str:
        return _COSTS[self]


_COSTS = {
    Cost.NOTHING: "It cost nothing.",
    Cost.MAYBE: "The provider may have charged for it.",
    Cost.CHARGED: "The provider charges for such an answer.",
}


class PlantainError(Exception):
    """A failure with a `sentence` that may be shown to anyone."""

    cost: ClassVar[Cost] = Cost.NOTHING

    def __init__(self, sentence: str, *, cost: Cost | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.charge = cost or self.cost

    @property
    def code(self) -> str:
        """The stable name that is stored with a failed turn."""
        return type(self).__name__

    @property
    def told(self) -> str:
        """What a person reads: what happened, what to do, what it cost."""
        return f"{self.sentence} {self.charge.sentence}"


class Refused(PlantainError):
    """Turned down before anything was sent to the model."""


class NothingAsked(Refused):
    def __init__(self) -> None:
        super().__init__("There is nothing to draw yet: write what you want to see, or attach a picture.")


class WordsTooLong(Refused):
    def __init__(self, length: int, limit: int) -> None:
        super().__init__(f"That description has {length:,} characters, and {limit:,} is the most: please shorten it.")


class UnknownFamily(Refused):
    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(f"There is no model “{_short(name)}” here: choose one of {_listed(known)}.")


class OptionUnsupported(Refused):
    def __init__(
        self, option: str, value: str, family: str, works: Sequence[str], elsewhere: Sequence[str] = ()
    ) -> None:
        instead = f"it works with {_listed(works)}" if works else f"it takes no {option} at all: leave it out"
        others = f"; for {value} choose {_listed(elsewhere)}" if elsewhere else ""
        super().__init__(f"{family} has no {option} {_short(value)}: {instead}{others}.")


class TooManyReferences(Refused):
    def __init__(self, given: int, limit: int, family: str) -> None:
        super().__init__(f"{family} takes up to {limit} pictures at once, and this is {given}: please leave some out.")


class BadPicture(Refused):
    """A reference that cannot be used."""


class NotAPicture(BadPicture):
    def __init__(self, kind: str) -> None:
        super().__init__(
            f"That attachment is {kind}, not a picture I can use: "
            "please send PNG, JPEG, WebP, HEIC, GIF, BMP, TIFF or AVIF."
        )


class PictureEmpty(BadPicture):
    def __init__(self) -> None:
        super().__init__("That attachment is empty (0 bytes): please send it again.")


class PictureBroken(BadPicture):
    def __init__(self) -> None:
        super().__init__("That picture is damaged or cut off, so it can't be read: please send it again.")


class PictureTooLarge(BadPicture):
    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"That picture is larger than {limit_bytes // 2**20} MiB: please send a smaller one.")


class PictureTooManyPixels(BadPicture):
    def __init__(self, limit: int) -> None:
        super().__init__(f"That picture has more than {limit // 1_000_000} million pixels: please send a smaller one.")


class FetchFailed(Refused):
    def __init__(self) -> None:
        super().__init__("That attachment could not be fetched from Discord: please attach it again.")


class OneOfSeveral(Refused):
    """What is wrong with attachment *number* (from 1) of several."""

    def __init__(self, number: int, of: int, error: Refused) -> None:
        super().__init__(f"Attachment {number} of {of}: {error.sentence}")
        self.error = error


class NoPictureThere(Refused):
    def __init__(self) -> None:
        super().__init__("That message has no picture to edit: choose one that has, or attach a picture to /edit.")


class FormExpired(Refused):
    def __init__(self) -> None:
        super().__init__("That form was open for too long: please choose Apps → Edit picture once more.")


class MissingPermission(Refused):
    def __init__(self, permissions: Sequence[str]) -> None:
        super().__init__(
            f"I may not post here: somebody who manages this channel has to allow me to {_listed(permissions, 'and')}."
        )


class TurnUnknown(Refused):
    def __init__(self) -> None:
        super().__init__(
            "I no longer know how that picture was made: use Apps → Edit picture on the post to go on from it."
        )


class NotYours(Refused):
    def __init__(self, action: str) -> None:
        super().__init__(f"Only the person who asked for this picture, or a moderator, can {action} it.")


class NothingToUndo(Refused):
    def __init__(self) -> None:
        super().__init__("There is no earlier picture here to go back to: start one with /imagine.")


class QueueFull(Refused):
    def __init__(self, limit: int) -> None:
        super().__init__(f"{limit} pictures are already waiting here: please try again when one of them is done.")


class ModelRefused(PlantainError):
    """The model's answer has no picture. Google charges nothing or only for words; per-call gateways charge."""

    cost = Cost.MAYBE


class PromptBlocked(ModelRefused):
    def __init__(self) -> None:
        super().__init__(
            "The model's safety filter stopped this request before drawing: please describe it differently."
        )


class PictureWithheld(ModelRefused):
    def __init__(self) -> None:
        super().__init__(
            "The model drew this but its safety filter held the picture back: please ask for something milder."
        )


class ProhibitedContent(ModelRefused):
    def __init__(self) -> None:
        super().__init__("The model does not draw this kind of content: please ask for something else.")


class Recitation(ModelRefused):
    def __init__(self) -> None:
        super().__init__(
            "The model stopped because the result was too close to an existing work: please make it more your own."
        )


class NoPicture(ModelRefused):
    def __init__(self) -> None:
        super().__init__(
            "The model gave no picture this time: please say more plainly what should be drawn, and try again."
        )


class WordsOnly(ModelRefused):
    """The model answered in words; *words* are the model's own and are shown as such."""

    def __init__(self, words: str) -> None:
        super().__init__(
            f"The model answered in words instead of a picture: “{_short(words, 600)}” Change the wish and try again."
        )


class AnswerStopped(ModelRefused):
    def __init__(self) -> None:
        super().__init__("The model stopped before the picture was finished: please try a simpler or shorter wish.")


class ProviderFailed(PlantainError):
    """The provider gave no usable answer. *request_id* is the provider's, for the log."""

    def __init__(self, sentence: str, *, cost: Cost | None = None, request_id: str | None = None) -> None:
        super().__init__(sentence, cost=cost)
        self.request_id = request_id


class KeyRefused(ProviderFailed):
    def __init__(self, *, request_id: str | None = None) -> None:
        super().__init__(
            "The image service does not accept this bot's key: "
            "please tell the bot's operator to check it with “plantain doctor”.",
            request_id=request_id,
        )


class ModelUnavailable(ProviderFailed):
    def __init__(self, family: str, *, request_id: str | None = None) -> None:
        super().__init__(
            f"{family} is not offered by the image service any more: choose another model, see /models.",
            request_id=request_id,
        )


class RequestRejected(ProviderFailed):
    def __init__(self, *, request_id: str | None = None) -> None:
        super().__init__(
            "The image service did not accept this request: try other options or other pictures.", request_id=request_id
        )


class SignatureRefused(ProviderFailed):
    """The history's thought signatures were not accepted; the studio re-seeds once before a person sees this."""

    def __init__(self, *, request_id: str | None = None) -> None:
        super().__init__(
            "The image service did not accept the conversation so far: start anew with /imagine.", request_id=request_id
        )


class RateLimited(ProviderFailed):
    """HTTP 429. *retry_after*: seconds that the provider asked to wait, when it said so (google.rpc.RetryInfo)."""

    def __init__(self, retry_after: float | None = None, *, request_id: str | None = None) -> None:
        when = f"in about {max(1, round(retry_after))} seconds" if retry_after else "in a few minutes"
        super().__init__(
            f"The image service gets more requests than it allows: please try again {when}.", request_id=request_id
        )
        self.retry_after = retry_after


class Overloaded(ProviderFailed):
    def __init__(self, retry_after: float | None = None, *, request_id: str | None = None) -> None:
        super().__init__(
            "The image service is overloaded at the moment: please try again in a few minutes.", request_id=request_id
        )
        self.retry_after = retry_after


class ProviderBroken(ProviderFailed):
    cost = Cost.MAYBE

    def __init__(self, *, request_id: str | None = None) -> None:
        super().__init__("The image service failed while it worked on this: please try again.", request_id=request_id)


class Unreachable(ProviderFailed):
    def __init__(self) -> None:
        super().__init__("The image service could not be reached: please try again in a few minutes.")


class TimedOut(ProviderFailed):
    cost = Cost.MAYBE

    def __init__(self, seconds: float, *, request_id: str | None = None) -> None:
        super().__init__(
            f"The image service did not answer within {seconds:.0f} seconds: try again, perhaps with a smaller size.",
            request_id=request_id,
        )


class AnswerCut(ProviderFailed):
    cost = Cost.MAYBE

    def __init__(self, *, request_id: str | None = None) -> None:
        super().__init__(
            "The connection broke off before the picture had arrived: please try again.", request_id=request_id
        )


class AnswerUnreadable(ProviderFailed):
    cost = Cost.MAYBE

    def __init__(self, *, cost: Cost | None = None, request_id: str | None = None) -> None:
        super().__init__(
            "The image service sent an answer that can't be read: please try again.", cost=cost, request_id=request_id
        )


class AnswerTooLarge(ProviderFailed):
    cost = Cost.CHARGED

    def __init__(self, *, request_id: str | None = None) -> None:
        super().__init__("The answer was larger than this bot takes: please try a smaller size.", request_id=request_id)


class OwnFailure(PlantainError):
    """Plantain itself, or the machine it runs on, failed."""


class Interrupted(OwnFailure):
    cost = Cost.MAYBE

    def __init__(self) -> None:
        super().__init__(
            "I was restarted while the model worked on this, and its answer is lost: press Again to ask once more."
        )


class PictureLost(OwnFailure):
    def __init__(self) -> None:
        super().__init__(
            "An earlier picture of this conversation is missing from my storage: start anew with /imagine or attach it."
        )


class StorageFailed(OwnFailure):
    cost = Cost.MAYBE

    def __init__(self) -> None:
        super().__init__(
            "The result could not be stored on this bot's machine: please tell its operator to check the disk."
        )


class PostFailed(OwnFailure):
    cost = Cost.CHARGED

    def __init__(self) -> None:
        super().__init__("The picture is done, but Discord did not take it: it is kept, see /history.")


class Unexpected(OwnFailure):
    """Anything not foreseen; *error_id* leads the operator to the log entry."""

    cost = Cost.MAYBE

    def __init__(self, error_id: str) -> None:
        super().__init__(
            f"Something went wrong on my side: please try again, and if it stays, tell the bot's operator “{error_id}”."
        )


def _short(text: str, limit: int = 60) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _listed(words: Sequence[str], joint: str = "or") -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {joint} {words[-1]}" if words else "nothing"
