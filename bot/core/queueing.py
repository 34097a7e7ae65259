"""Whether one more may wait: bounds for a person, for a place and for all together."""

from bot.core.errors import QueueFull
from bot.core.limits import WAITING_IN_ALL, WAITING_PER_PERSON, WAITING_PER_PLACE
from bot.core.ports import Scheduler


def check_queue(scheduler: Scheduler, place: int, person: int) -> None:
    """Raises QueueFull."""
    if scheduler.waiting(place) >= WAITING_PER_PLACE:
        raise QueueFull(WAITING_PER_PLACE)
    if scheduler.waiting_for(person) >= WAITING_PER_PERSON:
        raise QueueFull(WAITING_PER_PERSON, whose="yours")
    if scheduler.all_waiting() >= WAITING_IN_ALL:
        raise QueueFull(WAITING_IN_ALL, whose="everywhere")
