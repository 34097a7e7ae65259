"""What every implementation of the turns port must do. Inherit it and give it a fixture `turns`."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.errors import Interrupted, PictureLost
from bot.core.ports import Turns
from bot.core.turn import Origin, Person, Place, State, Turn
from tests.storage import samples
from tests.storage.samples import NOW, PLACE, REPLY, a_turn, again

one_store = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class TurnsContract:
    async def test_what_was_accepted_can_be_got(self, turns: Turns) -> None:
        """An accepted turn is returned by its id, equal in all it holds; an unknown id gives None."""
        turn = a_turn()
        assert await turns.accept(turn) == turn
        assert await turns.get(turn.id) == turn
        assert await turns.get("nothing") is None

    async def test_an_event_is_accepted_once(self, turns: Turns) -> None:
        """A second turn from the same origin is not stored; the first one is returned as it stands now."""
        turn = a_turn()
        await turns.accept(turn)
        moved = turn.generated(REPLY)
        await turns.save(moved, was=State.ACCEPTED)
        second = again(turn)
        assert await turns.accept(second) == moved
        assert await turns.get(second.id) is None

    async def test_events_that_arrive_together_are_accepted_once(self, turns: Turns) -> None:
        """Of many accepts of one origin at once, all return the same turn, and it alone is stored."""
        first = a_turn()
        accepted = await asyncio.gather(*(turns.accept(again(first)) for _ in range(8)))
        assert len({turn.id for turn in accepted}) == 1
        assert [turn.id for turn in await turns.unfinished()] == [accepted[0].id]

    async def test_unfinished_turns_come_in_order_of_acceptance(self, turns: Turns) -> None:
        """Every turn that is not closed is listed, in the order in which they were accepted, whatever their ids."""
        waiting, told, failed, delivered = (a_turn() for _ in range(4))
        for turn in (delivered, failed, waiting, told):
            await turns.accept(turn)
        await turns.save(delivered.generated(REPLY).delivered(5, NOW), was=State.ACCEPTED)
        await turns.save(failed.failed(PictureLost()), was=State.ACCEPTED)
        await turns.save(told.failed(PictureLost()).told(NOW, None), was=State.ACCEPTED)
        assert [turn.id for turn in await turns.unfinished()] == [failed.id, waiting.id]

    async def test_save_moves_a_turn_on(self, turns: Turns) -> None:
        """A save from the state in which the row stands is written whole and says True."""
        root, turn = a_turn(), a_turn(follows_head=True)
        for each in (root, turn):
            await turns.accept(each)
        moved = turn.starting(root.id, NOW).generated(REPLY)
        assert await turns.save(moved, was=State.ACCEPTED)
        assert await turns.get(turn.id) == moved

    async def test_save_from_another_state_changes_nothing(self, turns: Turns) -> None:
        """A save of a turn that somebody moved on says False, and neither row nor head changes."""
        turn = a_turn()
        await turns.accept(turn)
        made = turn.generated(REPLY)
        await turns.save(made, was=State.ACCEPTED)
        assert not await turns.save(turn.generated(REPLY).delivered(5, NOW), was=State.ACCEPTED, as_head=True)
        assert await turns.get(turn.id) == made
        assert await turns.head(PLACE.id) is None

    async def test_an_unknown_turn_is_not_saved(self, turns: Turns) -> None:
        """A save of a turn that was never accepted says False and stores nothing."""
        turn = a_turn()
        assert not await turns.save(turn, was=State.ACCEPTED, as_head=True)
        assert await turns.get(turn.id) is None

    async def test_one_of_two_savers_wins(self, turns: Turns) -> None:
        """Of saves from the same state at once exactly one says True, and its turn is the one that is stored."""
        turn = a_turn()
        await turns.accept(turn)
        versions = [turn.generated(REPLY).delivered(post, NOW) for post in range(1, 9)]
        won = await asyncio.gather(*(turns.save(version, was=State.ACCEPTED) for version in versions))
        assert sorted(won) == [False] * 7 + [True]
        assert await turns.get(turn.id) == versions[won.index(True)]

    async def test_a_delivered_turn_becomes_the_head(self, turns: Turns) -> None:
        """The head of a place is the turn that was last saved as such; other places keep theirs."""
        first, second = a_turn(), a_turn()
        for number, turn in enumerate((first, second), 1):
            await turns.accept(turn)
            await turns.save(turn.generated(REPLY).delivered(number, NOW), was=State.ACCEPTED, as_head=True)
            assert await turns.head(PLACE.id) == turn.generated(REPLY).delivered(number, NOW)
        assert await turns.head(1) is None

    async def test_many_fail_together(self, turns: Turns) -> None:
        """All that stand as accepted are written as `save` would; what has moved on or is not there stays as it is."""
        lost = [(await turns.accept(a_turn(reserved=9))).starting(None, NOW) for _ in range(3)]
        for turn in lost:
            await turns.save(turn, was=State.ACCEPTED)
        drawn, other = await _made(turns), await turns.accept(a_turn())
        await turns.note_post(lost[0].id, 5)
        failed = [turn.failed(Interrupted()) for turn in (*lost, replace(drawn, state=State.ACCEPTED), a_turn())]
        assert await turns.save_failed(failed) == 3
        assert await turns.get(lost[0].id) == replace(failed[0], post=5)
        assert [await turns.get(turn.id) for turn in (*lost[1:], drawn, other)] == [*failed[1:3], drawn, other]
        assert await turns.save_failed(failed) == 0
        assert await turns.save_failed([]) == 0

    async def test_the_head_is_put_elsewhere_by_who_knows_it(self, turns: Turns) -> None:
        """A place's head can be put to an older turn and to nothing, and only if it is still the one that was seen."""
        first, second = [await _made(turns) for _ in range(2)]
        assert not await turns.move_head(PLACE.id, was=first.id, to=None)
        assert await turns.head(PLACE.id) == second
        assert await turns.move_head(PLACE.id, was=second.id, to=first.id)
        assert not await turns.move_head(PLACE.id, was=second.id, to=first.id)
        assert await turns.head(PLACE.id) == first
        assert await turns.move_head(PLACE.id, was=first.id, to=None)
        assert await turns.head(PLACE.id) is None
        assert not await turns.move_head(PLACE.id, was=first.id, to=second.id)
        assert not await turns.move_head(1, was=first.id, to=None)

    async def test_what_was_accepted_before_a_reset_leads_no_more(self, turns: Turns) -> None:
        """A place that was reset, also before there was any turn, gets its head from a turn that came after."""
        await turns.reset(PLACE.id)
        running, elsewhere = a_turn(), a_turn(place=Place(3, None, 1))
        for turn in (running, elsewhere):
            await turns.accept(turn)
        assert list(await turns.awaited(PLACE.id)) == [running]
        await turns.reset(PLACE.id)
        assert list(await turns.awaited(PLACE.id)) == []
        assert list(await turns.unfinished()) == [running, elsewhere]
        assert await turns.save(running.generated(REPLY), was=State.ACCEPTED, as_head=True)
        assert await turns.head(PLACE.id) is None
        later = await _made(turns)
        assert await turns.head(PLACE.id) == later
        await turns.reset(PLACE.id)
        assert await turns.head(PLACE.id) is None

    async def test_a_path_leads_from_the_root(self, turns: Turns) -> None:
        """The path of a turn is its ancestors in order and then itself; siblings are not on it."""
        root = a_turn()
        middle, sibling = a_turn(parent=root.id), a_turn(parent=root.id)
        leaf = a_turn(parent=middle.id)
        for turn in (root, middle, sibling, leaf):
            await turns.accept(turn)
        assert list(await turns.path(leaf.id)) == [root, middle, leaf]
        assert list(await turns.path(root.id)) == [root]
        assert list(await turns.path("nothing")) == []

    async def test_a_post_leads_to_its_turn(self, turns: Turns) -> None:
        """A turn is found by the post that was noted for it, in whatever state it is."""
        turn = a_turn()
        await turns.accept(turn)
        assert await turns.shown_in(9) is None
        await turns.note_post(turn.id, 9)
        found = await turns.shown_in(9)
        assert found is not None
        assert found.id == turn.id

    async def test_a_noted_post_outlives_a_save(self, turns: Turns) -> None:
        """Saving a turn that was read before its post was noted does not forget the post."""
        turn = a_turn()
        await turns.accept(turn)
        await turns.note_post(turn.id, 9)
        await turns.save(turn.generated(REPLY), was=State.ACCEPTED)
        found = await turns.get(turn.id)
        assert found is not None
        assert found.post == 9

    async def test_a_noted_task_outlives_a_save(self, turns: Turns) -> None:
        """What was placed as a task stays known by it, also when it is saved by who read it before."""
        turn = a_turn()
        await turns.accept(turn)
        started = turn.starting(None, NOW)
        await turns.save(started, was=State.ACCEPTED)
        assert await turns.save(started.placed("task_1"), was=State.ACCEPTED)
        assert [found.task for found in await turns.unfinished()] == ["task_1"]
        await turns.save(started.generated(REPLY), was=State.ACCEPTED)
        found = await turns.get(turn.id)
        assert found is not None
        assert found.task == "task_1"

    async def test_a_cancelled_turns_task_is_owed_until_its_picture_is_there(self, turns: Turns) -> None:
        """What was never placed, is not cancelled, has its picture or is too old is not."""
        placed, queued, running = [a_turn(id=f"turn00000000{at}", origin=Origin(at, 5)) for at in range(1, 4)]
        for turn in (placed, queued, running):
            await turns.accept(turn)
        for turn in (placed, running):
            started = turn.starting(None, NOW)
            await turns.save(started, was=State.ACCEPTED)
            await turns.save(started.placed("task_1"), was=State.ACCEPTED)
        for turn in (placed, queued):
            found = await turns.get(turn.id)
            assert found
            await turns.save(found.cancelled().told(NOW, None), was=State.ACCEPTED)
        (owed,) = await turns.owed(NOW - timedelta(hours=1))
        assert (owed.id, owed.task) == (placed.id, "task_1")
        assert list(await turns.owed(NOW + timedelta(hours=1))) == []
        assert await turns.correct(owed.late(REPLY, 0))
        assert list(await turns.owed(NOW - timedelta(hours=1))) == []

    async def test_who_read_a_turn_before_its_call_began_cannot_move_it(self, turns: Turns) -> None:
        """A cancellation that takes a call for not begun, or a second start of it, is not written."""
        turn = a_turn()
        await turns.accept(turn)
        started = turn.starting(None, NOW)
        assert await turns.save(started, was=State.ACCEPTED)
        assert not await turns.save(turn.cancelled(), was=State.ACCEPTED)
        assert not await turns.save(turn.starting(None, NOW + timedelta(seconds=1)), was=State.ACCEPTED)
        assert await turns.get(turn.id) == started
        assert await turns.save(started.cancelled(), was=State.ACCEPTED)

    async def test_a_late_reply_and_the_end_do_not_erase_each_other(self, turns: Turns) -> None:
        """A cancelled turn has its picture and its price and is closed, whoever knew nothing of the other."""
        for told_first in (True, False):
            turn = a_turn(reserved=50)
            await turns.accept(turn)
            cancelled = turn.starting(None, NOW).cancelled()
            await turns.save(cancelled, was=State.ACCEPTED)
            if told_first:
                assert await turns.save(cancelled.told(NOW, 5), was=State.CANCELLED)
            assert await turns.correct(cancelled.late(REPLY, 40))
            if not told_first:
                assert await turns.save(cancelled.told(NOW, 5), was=State.CANCELLED)
            assert await turns.get(turn.id) == cancelled.late(REPLY, 40).told(NOW, 5)

    async def test_only_a_cancelled_turn_is_corrected_and_one_with_a_picture_no_more(self, turns: Turns) -> None:
        """What is under way, has another end, or has all that can come, stays as it is."""
        turn = a_turn(reserved=50)
        await turns.accept(turn)
        started = turn.starting(None, NOW)
        await turns.save(started, was=State.ACCEPTED)
        cancelled = started.cancelled()
        assert not await turns.correct(cancelled.late(REPLY, 40))
        assert await turns.get(turn.id) == started
        await turns.save(cancelled, was=State.ACCEPTED)
        assert await turns.correct(cancelled.late(None, 30))
        assert await turns.correct(cancelled.late(REPLY, 40))
        assert not await turns.correct(cancelled.late(None, 0))
        assert await turns.get(turn.id) == cancelled.late(REPLY, 40)

    async def test_a_start_holds_less_once_it_is_known_how_little_it_needs(self, turns: Turns) -> None:
        """What was reserved for the worst is lowered with the start."""
        turn = a_turn(reserved=50)
        await turns.accept(turn)
        await turns.save(turn.starting(None, NOW, reserved=20), was=State.ACCEPTED)
        found = await turns.get(turn.id)
        assert found is not None
        assert found.reserved == 20

    async def test_a_token_is_forgotten_with_the_end(self, turns: Turns) -> None:
        """Nothing by which somebody could write into Discord stays, whoever saves the turn after its end."""
        turn = a_turn(origin=Origin(77, 5, token="aW50ZXJhY3Rpb24"))
        await turns.accept(turn)
        cancelled = turn.starting(None, NOW).cancelled()
        await turns.save(cancelled, was=State.ACCEPTED)
        assert await turns.get(turn.id) == cancelled
        await turns.save(cancelled.told(NOW, 5), was=State.CANCELLED)
        await turns.correct(cancelled.late(REPLY, 0))
        found = await turns.get(turn.id)
        assert found is not None
        assert found.origin == Origin(77, 5, token=None)

    async def test_a_late_note_does_not_replace_the_delivered_post(self, turns: Turns) -> None:
        """A closed turn keeps the post that shows its end, but takes a noted one when it has none."""
        delivered, told = a_turn(), a_turn()
        for turn in (delivered, told):
            await turns.accept(turn)
        await turns.save(delivered.generated(REPLY).delivered(5, NOW), was=State.ACCEPTED)
        await turns.save(told.failed(PictureLost()).told(NOW, None), was=State.ACCEPTED)
        await turns.note_post(delivered.id, 8)
        await turns.note_post(told.id, 9)
        assert await turns.shown_in(8) is None
        assert (shown := await turns.shown_in(9)) is not None
        assert shown.id == told.id

    async def test_a_turn_is_found_by_what_it_answers(self, turns: Turns) -> None:
        """By the id of the interaction or message, which no other turn has."""
        turn = a_turn()
        await turns.accept(turn)
        assert await turns.by_origin(turn.origin.id) == turn
        assert await turns.by_origin(turn.origin.id + 1) is None

    async def test_where_a_post_was_sent_is_remembered(self, turns: Turns) -> None:
        """The newest channel counts, and saving a turn that was read before does not forget it."""
        turn = a_turn()
        await turns.accept(turn)
        for channel in (3, 2**62):
            assert await turns.note_sending(turn.id, channel)
        await turns.save(turn.generated(REPLY), was=State.ACCEPTED)
        found = await turns.get(turn.id)
        assert found is not None
        assert found.sent_to == 2**62

    async def test_what_is_closed_is_not_sent_any_more(self, turns: Turns) -> None:
        """Whoever is about to send a post hears that nobody waits for it, and nothing is noted."""
        turn = a_turn()
        await turns.accept(turn)
        await turns.save(turn.generated(REPLY).delivered(5, NOW), was=State.ACCEPTED)
        assert not await turns.note_sending(turn.id, 3)
        found = await turns.get(turn.id)
        assert found is not None
        assert found.sent_to is None

    async def test_what_could_not_be_posted_is_kept_apart(self, turns: Turns) -> None:
        """It has no post, whatever was noted before or comes late, and its person finds it wherever it was asked."""
        first, second = a_turn(), a_turn(place=Place(1, None, 1))
        posted, foreign = a_turn(), a_turn(person=Person(5, "Grace"))
        for turn in (first, second, posted, foreign):
            await turns.accept(turn)
            await turns.note_post(turn.id, 9)
            done = turn.generated(REPLY).delivered(7 if turn is posted else None, NOW)
            assert await turns.save(done, was=State.ACCEPTED)
            await turns.note_post(turn.id, 8)
        found = await turns.unposted(first.person.id, 5)
        assert [(turn.id, turn.post, turn.unposted) for turn in found] == [
            (second.id, None, True),
            (first.id, None, True),
        ]
        assert [turn.id for turn in await turns.unposted(5, 5)] == [foreign.id]
        assert len(await turns.unposted(first.person.id, 1)) == 1

    async def test_a_deleted_post_is_forgotten(self, turns: Turns) -> None:
        """A turn whose post is gone stays what it was, and only that post no longer leads to it."""
        gone, other = a_turn(), a_turn()
        for turn, post in ((gone, 11), (other, 12)):
            await turns.accept(turn)
            await turns.save(turn.generated(REPLY).delivered(post, NOW), was=State.ACCEPTED, as_head=True)
        await turns.forget_post(gone.id)
        assert await turns.shown_in(11) is None
        assert await turns.shown_in(12) is not None
        kept = await turns.get(gone.id)
        assert kept is not None
        assert (kept.post, kept.state, kept.reply) == (None, State.DELIVERED, REPLY)

    async def test_recent_turns_come_newest_first(self, turns: Turns) -> None:
        """Recent turns are the place's delivered ones, newest first, at most as many as asked for."""
        mine = [a_turn() for _ in range(4)]
        waiting, elsewhere = a_turn(), a_turn(place=Place(1, None, 1))
        for turn in (*mine, waiting, elsewhere):
            await turns.accept(turn)
            if turn is not waiting:
                await turns.save(turn.generated(REPLY).delivered(5, NOW), was=State.ACCEPTED)
        assert [turn.id for turn in await turns.recent(PLACE.id, 3)] == [turn.id for turn in mine[:0:-1]]
        assert [turn.id for turn in await turns.recent(PLACE.id, 3, mine[2].id)] == [turn.id for turn in mine[1::-1]]

    @one_store
    @given(data=st.data())
    async def test_any_turn_comes_back_as_it_was(self, turns: Turns, data: st.DataObject) -> None:
        """Whatever a turn holds when it is accepted and when it is saved is what is read, by id and on its path."""
        turn = data.draw(samples.turns())
        await turns.accept(turn)
        assert await turns.get(turn.id) == turn
        later = data.draw(samples.lived(turn))
        assert await turns.save(later, was=State.ACCEPTED, as_head=True)
        assert await turns.get(turn.id) == later
        assert await turns.head(turn.place.id) == later
        assert list(await turns.path(turn.id)) == [later]


async def _made(turns: Turns) -> Turn:
    """A turn that is drawn and leads its place."""
    turn = await turns.accept(a_turn())
    made = turn.generated(REPLY)
    await turns.save(made, was=State.ACCEPTED, as_head=True)
    return made
