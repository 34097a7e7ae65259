"""Turned down before anything was sent to the model: never costs anything."""

from collections.abc import Sequence
from typing import Literal

from bot.core.errors.base import PlantainError, listed, short

_LEAST_LEFT = 1000
"""Millionths of a US dollar that are worth a word: a tenth of a cent."""


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
        super().__init__(f"There is no model “{short(name)}” here: choose one of {listed(known)}.")


class FamilyGone(UnknownFamily):
    """What is to be made once more was made by a family that is not here any more; *name* is what people call it."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        Refused.__init__(
            self, f"{short(name)} is not offered here any more: use /edit model: with one of {listed(known)}."
        )


class OptionUnsupported(Refused):
    def __init__(
        self,
        option: str,
        value: str,
        family: str,
        works: Sequence[str],
        elsewhere: Sequence[str] = (),
        *,
        own_pace: bool = False,
    ) -> None:
        """*own_pace*: it thinks, but nobody can set how much."""
        if works:
            lacks = f"has no {option} {short(value)}: it works with {listed(works)}"
        elif own_pace:
            lacks = f"thinks at its own pace: leave {option} out"
        else:
            lacks = f"takes no {option} at all: leave it out"
        others = f"; for {short(value)} choose {listed(elsewhere)}" if elsewhere else ""
        super().__init__(f"{family} {lacks}{others}.")


class ThoughtsUnsupported(Refused):
    def __init__(self, family: str, elsewhere: Sequence[str] = ()) -> None:
        instead = f", or choose {listed(elsewhere)}" if elsewhere else ""
        super().__init__(f"{family} has no thoughts to show: leave that option out{instead}.")


class TooManyReferences(Refused):
    def __init__(self, given: int, limit: int, family: str, *, seeded: bool = False) -> None:
        """*seeded*: one of those *given* is the picture that is gone on from."""
        counted = ", with the picture that this goes on from" if seeded else ""
        super().__init__(
            f"{family} takes up to {limit} pictures at once, and this is {given}{counted}: please leave some out."
        )


class PicturesDoNotFit(Refused):
    """What is to be sent is more than the provider takes, and can't be made small enough."""

    def __init__(self, provider: str, limit_bytes: int, *, each: bool) -> None:
        """*limit_bytes*: of *each* picture, or else of all in one request together."""
        size = f"{limit_bytes / 2**20:.3g} MiB"
        takes = f"pictures of up to {size}" if each else f"up to {size} of pictures at once"
        provider = f"{provider[:1].upper()}{provider[1:]}"
        super().__init__(f"{provider} takes {takes}, and here even re-encoding is not enough: please use smaller ones.")


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


class MessageHidden(Refused):
    """Without the message-content intent Discord hands over what other people's messages hold only if they ping us."""

    def __init__(self) -> None:
        super().__init__(
            "I can't see what is in that message: use Apps → Edit picture on it, or attach the picture to your message."
        )


class NotAPostOfOurs(Refused):
    costless = True

    def __init__(self) -> None:
        super().__init__(
            "That message shows no picture that I made: choose Apps → Picture details on one of my posts that does."
        )


class FormExpired(Refused):
    def __init__(self) -> None:
        super().__init__("That form was open for too long: please choose Apps → Edit picture once more.")


class CommandOutdated(Refused):
    def __init__(self) -> None:
        super().__init__("This command has changed since your Discord learnt it: restart Discord, then try again.")


class MissingPermission(Refused):
    def __init__(self, permissions: Sequence[str]) -> None:
        super().__init__(
            f"I may not post here: somebody who manages this channel has to allow me to {listed(permissions, 'and')}."
        )


class TurnUnknown(Refused):
    def __init__(self) -> None:
        super().__init__(
            "I no longer know how that picture was made: use Apps → Edit picture on the post to go on from it."
        )


class NotYours(Refused):
    costless = True

    def __init__(self, action: str) -> None:
        super().__init__(f"Only the person who asked for this picture, or a moderator, can {action} it.")


class NothingToEdit(Refused):
    def __init__(self) -> None:
        super().__init__("There is no picture here to change: attach one to /edit, or start with /imagine.")


class NothingToResize(Refused):
    def __init__(self) -> None:
        super().__init__("The picture has that format already: choose another ratio or size.")


class NothingToUndo(Refused):
    costless = True

    def __init__(self) -> None:
        super().__init__("There is no earlier picture here to go back to: start one with /imagine.")


class BudgetSpent(Refused):
    def __init__(self, needed: int = 0, left: int = 0, limit: int = 0, *, is_list: bool = False) -> None:
        """In millionths of a US dollar: what it may cost, what was left of the day's budget, and all of that."""
        cost = f"This {'list' if is_list else 'picture'} may cost up to US${-(-needed // 1000) / 1000:.3f}"
        lighter = "split the list" if is_list else "choose a smaller size or a cheaper model"
        if needed > limit > 0:
            why = f"{cost}, more than the whole budget of a day, US${limit // 1000 / 1000:.3f}: please {lighter}"
        elif left >= _LEAST_LEFT:
            rest = f"of today's budget US${left // 1000 / 1000:.3f} is left"
            why = f"{cost}, and {rest}: please {lighter}, come back tomorrow"
        else:
            why = "Today's budget for pictures is used up: please come back tomorrow"
        super().__init__(f"{why}, or ask the bot's operator.")


class TooLate(Refused):
    costless = True

    def __init__(self) -> None:
        super().__init__("That is done already, so there is nothing left to cancel.")


class QueueFull(Refused):
    """*whose* pictures wait: the person's own wherever that is, those of this place, or everybody's in all places."""

    def __init__(self, limit: int, *, whose: Literal["yours", "here", "everywhere"] = "here") -> None:
        waiting = {
            "yours": f"{limit} of your pictures are already waiting",
            "here": f"{limit} pictures are already waiting here",
            "everywhere": f"{limit} pictures are already waiting in all places together",
        }
        super().__init__(f"{waiting[whose]}: please try again when one of them is done.")
