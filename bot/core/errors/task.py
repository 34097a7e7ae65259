"""A request that was placed as a task, to be fetched when it is done."""

from bot.core.errors.base import Cost
from bot.core.errors.provider import ProviderFailed


class TaskError(ProviderFailed):
    """Something about a task. It is never placed again by itself."""

    cost = Cost.MAYBE


class TasksRefused(TaskError):
    cost = Cost.NOTHING

    def __init__(self, *, request_id: str | None = None) -> None:
        super().__init__(
            "The image service takes no asynchronous tasks with this bot's key: "
            "please ask the bot's operator to have them allowed, or to switch them off.",
            request_id=request_id,
        )


class TaskUnconfirmed(TaskError):
    def __init__(self, *, request_id: str | None = None) -> None:
        super().__init__(
            "The image service got the request but did not confirm it, so there is nothing to fetch: "
            "it is not sent again by itself, ask once more if you want it.",
            request_id=request_id,
        )


class TaskFailed(TaskError):
    def __init__(self, *, request_id: str | None = None) -> None:
        super().__init__(
            "The image service took the request and then failed to make the picture: "
            "please try again, or describe it differently.",
            request_id=request_id,
        )


class TaskLost(TaskError):
    def __init__(self, *, request_id: str | None = None) -> None:
        super().__init__(
            "The image service no longer knows the request that it took: please ask once more.", request_id=request_id
        )


class TaskUnfinished(TaskError):
    """*seconds*: how long it was waited for."""

    def __init__(self, seconds: float, *, request_id: str | None = None) -> None:
        super().__init__(
            f"The image service has not finished this within {max(1, round(seconds / 60))} minutes: "
            "try again later, perhaps with a smaller size.",
            request_id=request_id,
        )
