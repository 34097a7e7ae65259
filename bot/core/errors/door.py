"""What came in by one of the doors is nothing that can be acted on."""

from bot.core.errors.refused import Refused


class ButtonOutdated(Refused):
    """A button or a form whose id nothing here reads."""

    def __init__(self) -> None:
        super().__init__(
            "That button or form comes from another version of me: please use a newer post, or one of my commands."
        )


class EventUnreadable(Refused):
    """Discord itself sent something that is not what it promises."""

    def __init__(self) -> None:
        super().__init__("Discord sent me that in a form that I can't read: please try again.")


class PlaceUnknown(Refused):
    """Discord has kinds of channels that the client library does not know yet."""

    def __init__(self) -> None:
        super().__init__(
            "I don't know this kind of place yet: please ask me in a text channel, a thread or a direct message."
        )


class FilesWaiting(Refused):
    """Somebody sends files faster than they can be fetched."""

    def __init__(self) -> None:
        super().__init__("I am still fetching the files that you sent before: please send this again in a minute.")


class NotBegun(Refused):
    """Told by the next process, or by this one where what it had to say instead could not be said."""

    def __init__(self) -> None:
        super().__init__("I was interrupted before I began what you asked for: please ask once more.")
