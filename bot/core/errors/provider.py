"""The provider did not give an answer that can be used."""

from bot.core.errors.base import Cost, PlantainError


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
