"""A list of wishes that is drawn as a batch, and the job that it may be at the provider."""

from bot.core.errors.base import Cost
from bot.core.errors.provider import ProviderFailed
from bot.core.errors.refused import Refused


class BatchFileWrong(Refused):
    """What is wrong with a list, and where: *place* is such as `Row 17, column size`; empty for the whole file."""

    def __init__(self, place: str, what: str) -> None:
        super().__init__(f"{place}: {what}" if place else what)
        self.place = place


class TooManyBatches(Refused):
    def __init__(self, limit: int) -> None:
        yours = "a batch of yours is" if limit == 1 else f"{limit} batches of yours are"
        super().__init__(f"It is not your turn yet, as {yours} being drawn: please wait for the end, or cancel.")


class BatchUnknown(Refused):
    def __init__(self) -> None:
        super().__init__("I no longer know this list: please send it again with /batch.")


class BatchNotYours(Refused):
    costless = True

    def __init__(self, action: str) -> None:
        super().__init__(f"Only the person who sent this list can {action} it: send your own with /batch.")


class BatchDecided(Refused):
    costless = True

    def __init__(self) -> None:
        super().__init__("This list was started or cancelled already: send it again with /batch if you want it anew.")


class BatchTermsChanged(Refused):
    """The provider, or what it can do, is another one than when the price was told."""

    def __init__(self) -> None:
        super().__init__("The price or the models have changed since I told you: please send the list again.")


class BatchError(ProviderFailed):
    """About a whole job at the provider. It is never placed again by itself."""

    cost = Cost.MAYBE


class BatchesAbsent(BatchError):
    """The address knows no batches, whatever the preset says."""

    cost = Cost.NOTHING

    def __init__(self, *, request_id: str | None = None) -> None:
        super().__init__(
            "The image service takes no batches: please ask the bot's operator to switch them off for this provider.",
            request_id=request_id,
        )


class BatchRefused(BatchError):
    """Waited for in vain: nothing was placed."""

    cost = Cost.NOTHING

    def __init__(self, *, request_id: str | None = None) -> None:
        super().__init__("The image service took no batch for too long: please try again later.", request_id=request_id)


class BatchUnconfirmed(BatchError):
    def __init__(self, *, request_id: str | None = None) -> None:
        super().__init__(
            "The image service got this part of the list but did not confirm it, and does not list it either: "
            "it is not sent again by itself, ask once more if you want it.",
            request_id=request_id,
        )


class BatchFailed(BatchError):
    """*end*: how the job ended, in a word."""

    def __init__(self, end: str, *, request_id: str | None = None) -> None:
        super().__init__(
            f"The image service took this part of the list, and then it {end} without this picture: please ask again.",
            request_id=request_id,
        )


class BatchElsewhere(BatchError):
    """Another provider or key has it than the one that the bot has now."""

    def __init__(self, *, request_id: str | None = None) -> None:
        super().__init__(
            "This part of the list was placed with another provider or key than this bot has now, "
            "so that I cannot fetch it: please ask again.",
            request_id=request_id,
        )


class BatchLost(BatchError):
    def __init__(self, *, request_id: str | None = None) -> None:
        super().__init__(
            "The results of this part of the list could not be fetched from the image service: please ask again.",
            request_id=request_id,
        )
