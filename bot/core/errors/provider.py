"""The provider did not give an answer that can be used."""

from bot.core.errors.base import Cost, PlantainError


class ProviderFailed(PlantainError):
    """The provider gave no usable answer. *request_id* is the provider's, for the log."""

    def __init__(self, sentence: str, *, cost: Cost | None = None, request_id: str | None = None) -> None:
        super().__init__(sentence, cost=cost)
        self.request_id = request_id


class ModelUnavailable(ProviderFailed):
    def __init__(self, family: str, *, request_id: str | None = None) -> None:
        super().__init__(
            f"{family} is not offered by the image service any more: "
            "choose another one with model: in /imagine or /edit, see /models.",
            request_id=request_id,
        )


class GroupLacksModel(ModelUnavailable):
    """The key's group at a relay has no channel for the model, or no permission; another key may have one."""

    def __init__(self, family: str, *, request_id: str | None = None) -> None:
        ProviderFailed.__init__(
            self,
            f"This bot's key may not use {family}: choose another one with model: in /imagine or /edit, see /models, "
            "or tell the bot's operator to allow it for the key's group at the provider.",
            request_id=request_id,
        )


class ContentRefusedByGateway(ProviderFailed):
    """A gateway's own filter, before the model saw anything."""

    def __init__(self, *, request_id: str | None = None) -> None:
        super().__init__(
            "The provider's own filter turned this request down before the model saw it: "
            "please describe it differently.",
            request_id=request_id,
        )


class RequestTooLong(ProviderFailed):
    def __init__(self, *, request_id: str | None = None) -> None:
        super().__init__(
            "This is more than the image service takes at once: start anew with /imagine, or send fewer pictures.",
            request_id=request_id,
        )


class OptionRefused(ProviderFailed):
    """A 400 that names an option: size, ratio, thinking, search, or modalities (always sent)."""

    def __init__(self, option: str, *, request_id: str | None = None) -> None:
        super().__init__(
            f"The image service does not take this {option}: leave it out or choose another.", request_id=request_id
        )
        self.option = option


class RequestRejected(ProviderFailed):
    def __init__(self, *, request_id: str | None = None) -> None:
        super().__init__(
            "The image service did not accept this request: try other options or other pictures.", request_id=request_id
        )


class SignatureRefused(ProviderFailed):
    """The history's thought signatures were not accepted; the studio re-seeds once before a person sees this."""

    def __init__(self, *, cost: Cost | None = None, request_id: str | None = None) -> None:
        super().__init__(
            "The image service did not accept the conversation so far: start anew with /imagine.",
            cost=cost,
            request_id=request_id,
        )


class RateLimited(ProviderFailed):
    """HTTP 429. *retry_after*: seconds that the provider asked to wait, when it said so (google.rpc.RetryInfo)."""

    def __init__(self, retry_after: float | None = None, *, request_id: str | None = None) -> None:
        seconds = max(1, round(retry_after or 0))
        when = f"in about {seconds} second{'s' if seconds > 1 else ''}" if retry_after else "in a few minutes"
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


class NotSent(ProviderFailed):
    """Something failed that nobody foresaw, before anything of the request had left."""

    def __init__(self) -> None:
        super().__init__(
            "I could not send this to the image service: "
            "please try again, and if it stays, tell the bot's operator to look into the log."
        )


class TimedOut(ProviderFailed):
    cost = Cost.MAYBE

    def __init__(self, seconds: float, *, request_id: str | None = None) -> None:
        super().__init__(
            f"The image service did not answer within {seconds:.0f} seconds: try again, perhaps with a smaller size.",
            request_id=request_id,
        )


class GatewayTimedOut(ProviderFailed):
    """504, 408, or a CDN's 524 at about 100 seconds: the model may well have finished, and relays charge then."""

    cost = Cost.MAYBE

    def __init__(self, *, request_id: str | None = None) -> None:
        super().__init__(
            "The image service took too long and gave up: try again, perhaps with a smaller size.",
            request_id=request_id,
        )


class LinkBroken(ProviderFailed):
    """The answer had a link in place of a picture, and the link did not give one.

    *final*: it never will, however often it is asked.
    """

    cost = Cost.CHARGED

    def __init__(self, *, final: bool = False, request_id: str | None = None) -> None:
        self.final = final
        super().__init__(
            "The picture was made, but could not be fetched from where the provider put it: please try again.",
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
