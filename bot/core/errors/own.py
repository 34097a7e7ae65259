"""Plantain itself, or its machine, failed."""

from bot.core.errors.base import Cost, PlantainError


class OwnFailure(PlantainError):
    """Plantain itself, or the machine it runs on, failed."""


class Interrupted(OwnFailure):
    cost = Cost.MAYBE

    def __init__(self) -> None:
        super().__init__(
            "I was restarted while the model worked on this, and its answer is lost: press Again to ask once more."
        )


class ShuttingDown(OwnFailure):
    def __init__(self) -> None:
        super().__init__("I am being restarted: please ask again in a minute.")


class NotAcknowledged(OwnFailure):
    """Discord did not take the first answer to an interaction, so that nothing was begun."""

    def __init__(self) -> None:
        super().__init__("Discord lost my answer to this: please ask again.")


class Cancelled(OwnFailure):
    def __init__(self, cost: Cost) -> None:
        super().__init__("This was cancelled before it was done.", cost=cost)


class PictureLost(OwnFailure):
    def __init__(self) -> None:
        super().__init__(
            "An earlier picture of this conversation is missing from my storage, or damaged there: "
            "start anew with /imagine or attach it."
        )


class ResultLost(OwnFailure):
    """A reply is known, and a picture of it is not to be had any more."""

    cost = Cost.CHARGED

    def __init__(self) -> None:
        super().__init__(
            "The picture was made, but its file is missing from my storage, or damaged there: "
            "press Again to ask once more."
        )


class NotWritten(OwnFailure):
    """Storage failed before anything was asked for, or would hardly take the result."""

    def __init__(self) -> None:
        super().__init__(
            "I can't write anything down on this bot's machine just now, so I did not start: "
            "please tell its operator to check the disk."
        )


class StorageFailed(OwnFailure):
    cost = Cost.MAYBE

    def __init__(
        self,
        sentence: str = (
            "The result could not be stored on this bot's machine: please tell its operator to check the disk."
        ),
    ) -> None:
        super().__init__(sentence)


class StorageUnavailable(StorageFailed):
    """What is kept could not be read, or where a conversation stands not be changed: no call of a model hangs on it."""

    cost = Cost.NOTHING

    def __init__(self) -> None:
        super().__init__(
            "I can't get at what is kept on this bot's machine just now: please tell its operator to check the disk."
        )


class PostFailed(OwnFailure):
    """*final*: there is no place left in which it could be posted."""

    cost = Cost.CHARGED

    def __init__(self, *, final: bool = False) -> None:
        self.final = final
        super().__init__("The picture is done, but Discord did not take it: it is kept, see /history.")


class Unexpected(OwnFailure):
    """Anything not foreseen; *error_id* leads the operator to the log entry."""

    cost = Cost.MAYBE

    def __init__(self, error_id: str) -> None:
        super().__init__(
            f"Something went wrong on my side: please try again, and if it stays, tell the bot's operator “{error_id}”."
        )
