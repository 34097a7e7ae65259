"""Who was left without an answer is found, and who could not get one is told from them."""

from dataclasses import replace
from typing import Any

import pytest

from bot.playground.discord.record import Entry
from bot.playground.discord.records import Answer, Interaction, InteractionKind, Message, MessageFlag
from tests.torture.silence import Silence, Witness

COMMAND = Interaction(7, "token", InteractionKind.COMMAND, 1, 2, 100.0)
DEFERRED = replace(COMMAND, answer=Answer.DEFERRED_MESSAGE, original_id=70)
THINKING = Message(70, 2, 9, 100.0, flags=MessageFlag.LOADING)
SENTENCE = Message(71, 2, 9, 101.0)
MENTION = Message(8, 2, 1, 100.0, mention_ids=(9,))


async def witness(away: float, *entries: Entry) -> Witness:
    async def seen() -> Any:
        for entry in entries:
            yield entry

    found = Witness([away])
    await found.watch(seen())
    return found


def silence(one: Interaction, *posts: Message, seen: Witness | None = None, accepted: int = 0) -> Silence:
    return Silence([one], [MENTION], posts, frozenset({accepted}), seen or Witness())


@pytest.mark.parametrize(
    ("one", "posts", "accepted", "endless"),
    [
        (DEFERRED, [THINKING], 0, True),
        (DEFERRED, [], 0, True),
        (DEFERRED, [THINKING], 7, False),
        (DEFERRED, [replace(THINKING, flags=0)], 0, False),
        (replace(DEFERRED, followup_ids=(71,)), [SENTENCE], 0, False),
        (replace(COMMAND, answer=Answer.MESSAGE), [], 0, False),
    ],
    ids=["thinks", "taken back", "accepted", "a sentence", "a sentence beside it", "answered at once"],
)
def test_an_acknowledgement_needs_an_end(
    one: Interaction, posts: list[Message], accepted: int, *, endless: bool
) -> None:
    """A turn or a word; that the sign of thinking was taken away is none."""
    assert bool(silence(one, *posts, accepted=accepted).endless()) is endless


@pytest.mark.parametrize(("away", "excused"), [(90.0, False), (98.0, True), (102.0, True), (104.0, False)])
async def test_only_a_bot_that_was_away_in_these_seconds_is_excused(away: float, *, excused: bool) -> None:
    """Between the end of one session and the beginning of the next, and in the three seconds before that end."""
    seen = await witness(away, *(Entry(1, at, "dispatch", event="READY") for at in (away + 5, 200.0)))
    found = silence(COMMAND, seen=seen)
    one, mention = found.unacknowledged(), found.unheard()
    assert (one, mention) == ((([], [7]), ([], [8])) if excused else (([7], []), ([8], [])))


async def test_an_acknowledgement_that_a_fault_has_spoilt_is_excused() -> None:
    """Of that one interaction alone, and of no mention."""
    spoilt = Entry(1, 100.0, "rest", method="POST", path="/interactions/7/•••/callback", fault="Dropped")
    found = silence(COMMAND, seen=await witness(0.0, spoilt, Entry(2, 1.0, "dispatch", event="READY")))
    assert found.unacknowledged() == ([], [7])
    assert found.unheard() == ([8], [])


def test_who_was_answered_is_not_counted() -> None:
    """A reply to the mention, and a command that became a turn although its acknowledgement got lost."""
    found = silence(COMMAND, replace(SENTENCE, reply_to=8), accepted=7)
    assert (found.unacknowledged(), found.unheard()) == (([], []), ([], []))
