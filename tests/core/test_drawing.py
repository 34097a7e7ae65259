"""What goes to the model, on fakes of every port."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.asking import Asking
from bot.core.citations import Citations, Source
from bot.core.drawing import RESEEDED, TWICE, Drawing
from bot.core.errors import Cost, GroupLacksModel, ModelUnavailable, SignatureRefused
from bot.core.fitting import Fitting
from bot.core.offer import Offer
from bot.core.picture import Picture
from bot.core.request import Options
from bot.core.turn import State
from tests.core.house import House
from tests.fakes import CATALOG, GRACE, NOW, picture, reply, request, turn


@pytest.fixture
def house() -> House:
    return House()


def drawing_of(house: House) -> Drawing:
    fitting = Fitting(house.catalog, house.pictures, house.workshop, house.spool)
    return Drawing(house.catalog, house.turns, house.pictures, house.model, fitting)


async def test_two_edits_at_once_build_on_each_other(house: House) -> None:
    """The head is settled when a turn starts, so the second of two edits sees the first."""
    root = await house.made(house.order())
    one = await house.studio.accept(house.order("make it winter", follows_head=True))
    two = await house.studio.accept(house.order("add a ship", follows_head=True, person=GRACE))
    await house.run()
    assert (await house.studio.find(one.id)).parent == root.id
    assert (await house.studio.find(two.id)).parent == one.id
    assert [turn.id for turn in house.model.calls[2].history.turns] == [root.id, one.id]


async def test_an_answer_to_an_old_post_goes_on_from_that_turn(house: House) -> None:
    """A given parent is kept, however many turns came later."""
    old = await house.made(house.order("a cat"))
    await house.made(house.order("a dog"))
    branch = await house.made(house.order("make it blue", parent=old.id, person=GRACE))
    assert branch.parent == old.id
    assert [turn.id for turn in house.model.calls[-1].history.turns] == [old.id]


async def test_the_call_gets_the_files_of_history_and_references(house: House) -> None:
    """Pictures and signatures of the path are at hand when the model is called."""
    root = await house.made(house.order())
    await house.made(house.order("winter", parent=root.id))
    assert root.reply is not None
    assert house.pictures.asked[-1] == {root.reply.pictures[0].sha256, "0" * 64}


async def test_an_edit_of_nothing_without_words_is_told(house: House) -> None:
    """An empty /edit where there is no picture yet fails before the model is called."""
    turn = await house.made(house.order("", follows_head=True))
    assert turn.failure is not None
    assert turn.failure.code == "NothingAsked"
    assert not house.model.calls


async def test_refused_signatures_start_over_from_the_newest_picture(house: House) -> None:
    """A refused signature costs one more call with a seed, and the reply says so."""
    root = await house.made(house.order("a lighthouse"))
    house.model.answers.append(SignatureRefused())
    turn = await house.made(house.order("winter", parent=root.id))
    seed = house.model.calls[-1].history.seed
    assert seed is not None
    assert root.reply is not None
    assert seed.picture == root.reply.pictures[-1]
    assert seed.wishes == ("a lighthouse",)
    assert turn.reply is not None
    assert turn.reply.reseeded
    assert RESEEDED in turn.reply.notes


async def test_refused_signatures_without_history_are_not_tried_again(house: House) -> None:
    """There is nothing to start over from on a first turn."""
    house.model.answers.append(SignatureRefused())
    turn = await house.made(house.order())
    assert turn.state is State.FAILED
    assert len(house.model.calls) == 1


async def test_another_key_re_seeds_without_asking_in_vain(house: House) -> None:
    """Signatures belong to provider, family and key: with another key the first call already carries a seed."""
    root = await house.made(house.order())
    house.model.key = "key2"
    await house.made(house.order("winter", parent=root.id))
    assert len(house.model.calls) == 2
    assert house.model.calls[1].history.seed is not None


async def test_a_first_try_that_may_have_cost_is_said(house: House) -> None:
    """A signature refused within a success may have been charged; the second call is no secret."""
    root = await house.made(house.order())
    house.model.answers.append(SignatureRefused(cost=Cost.MAYBE))
    turn = await house.made(house.order("winter", parent=root.id))
    assert turn.reply is not None
    assert TWICE in turn.reply.notes


async def test_a_picture_smaller_than_asked_is_said(house: House) -> None:
    """The fake draws 1024 pixels whatever it is asked for."""
    turn = await house.made(house.order(request=request(options=Options("1:1", "4K"))))
    assert turn.reply is not None
    assert "asked 1:1 4K, received 1024×1024" in turn.reply.notes  # noqa: RUF001 - the sign for sizes


async def test_a_gone_family_ends_in_a_sentence_unless_others_may_stand_in(house: House) -> None:
    """Crossing families is the operator's to allow."""
    house.model.answers.append(ModelUnavailable("Nano Banana 2"))
    turn = await house.made(house.order(request=request(family="nano-banana-2")))
    assert turn.failure is not None
    assert turn.failure.code == "ModelUnavailable"
    assert len(house.model.calls) == 1


async def test_another_family_stands_in_where_the_operator_allows_it() -> None:
    """The successor draws from a seed, as signatures are a family's, and the card names it, prices and what is lost."""
    house = House(catalog=replace(CATALOG, crossing=True))
    root = await house.made(house.order(request=request(family="nano-banana-2")))
    house.model.answers.append(GroupLacksModel("Nano Banana 2"))
    turn = await house.made(house.order(request=request("winter", family="nano-banana-2"), parent=root.id))
    assert [call.family.id for call in house.model.calls[1:]] == ["nano-banana-2", "nano-banana-2.1"]
    assert house.model.calls[-1].history.seed is not None
    assert turn.reply is not None
    assert turn.reply.maker.family == "nano-banana-2.1"
    assert turn.reply.notes[0].startswith("Nano Banana 2 is not offered any more: drawn by Nano Banana 2.1, US$0.034")


async def test_one_after_another_stands_in() -> None:
    """A successor that is gone, too, is no dead end; when all are, it is the first one's sentence that people read."""
    house = House(catalog=replace(CATALOG, crossing=True))
    house.model.answers += [ModelUnavailable("Nano Banana 2"), GroupLacksModel("Nano Banana 2.1")]
    wish = request(family="nano-banana-2", options=Options(size="4K"))
    turn = await house.made(house.order(request=replace(wish, options=Options())))
    assert [call.family.id for call in house.model.calls][:2] == ["nano-banana-2", "nano-banana-2.1"]
    assert turn.reply is not None
    assert turn.reply.maker.family == "nano-banana-2-lite"
    house.model.answers += [ModelUnavailable("first"), *(ModelUnavailable("later") for _ in range(4))]
    lost = await house.made(house.order(request=wish))
    assert lost.failure is not None
    assert lost.failure.sentence.startswith("first is not offered")


async def test_the_default_family_goes_on_where_nobody_chose_the_one_that_is_gone() -> None:
    """Without the operator's leave to cross families, for no choice of anybody's is overruled; and it is said."""
    listed = frozenset({"gemini-nano-banana-2.1"})
    house = House(catalog=replace(CATALOG, default="nano-banana-2.1", listed=listed))
    root = await house.made(house.order(request=request(family="nano-banana-2-lite")))
    house.model.answers.append(GroupLacksModel("Nano Banana 2 Lite"))
    wish = request("winter", family="nano-banana-2-lite", any_family=True)
    turn = await house.made(house.order(request=wish, parent=root.id))
    assert turn.reply is not None
    assert (turn.family, turn.reply.reseeded) == ("nano-banana-2.1", True)
    assert turn.reply.notes[0] == "Nano Banana 2 Lite is not offered any more: drawn by Nano Banana 2.1"


async def test_a_family_that_the_provider_does_not_list_is_not_for_the_key_to_mend() -> None:
    """Nobody is sent to the operator about a group where there is nothing to allow."""
    house = House(catalog=replace(CATALOG, listed=frozenset({"gemini-3-pro-image"})))
    house.model.answers += [GroupLacksModel("x"), GroupLacksModel("y")]
    missing = await house.made(house.order())
    there = await house.made(house.order(request=request(family="nano-banana-pro")))
    codes = [turn.failure.code for turn in (missing, there) if turn.failure]
    assert codes == ["ModelUnavailable", "GroupLacksModel"]


async def test_what_was_asked_of_another_family_is_kept_with_the_reply() -> None:
    """The card tells what went out, not what the family that is gone could have done."""
    house = House(catalog=replace(CATALOG, crossing=True, families=(CATALOG.families[0], CATALOG.families[3])))
    house.model.answers.append(ModelUnavailable("Nano Banana 2.1"))
    turn = await house.made(house.order(request=request(options=Options("1:8", "1K"))))
    assert turn.reply is not None
    assert (turn.reply.maker.family, turn.reply.options) == ("nano-banana-2-lite", Options(None, "1K"))


async def test_a_task_is_on_disk_when_it_is_noted(house: House) -> None:
    """Whoever takes the turn up after this knows what was placed; one that was cancelled meanwhile stays so."""
    turn = await house.studio.accept(house.order())
    started = turn.starting(None, NOW)
    await house.turns.save(started, was=State.ACCEPTED)
    drawing = drawing_of(house)
    await drawing.draw(started, (), Asking(0))
    await house.model.calls[-1].note_task("task_7")
    assert house.turns.rows[turn.id].task == "task_7"
    await house.turns.save(house.turns.rows[turn.id].cancelled(), was=State.ACCEPTED)
    await house.model.calls[-1].note_task("task_8")
    assert (house.turns.rows[turn.id].state, house.turns.rows[turn.id].task) == (State.CANCELLED, "task_8")


async def test_what_was_placed_is_fetched_even_if_it_could_not_be_asked_for_now(house: House) -> None:
    """A catalog that has lost an option, or a picture that is gone, does not take away what was paid for."""
    wish = request("", options=Options(size="9K"))
    placed = turn(request=wish).starting(None, NOW).placed("task_7")
    drawing = drawing_of(house)
    assert await drawing.path(placed) == ()
    assert (await drawing.draw(placed, (), Asking(0, placed=True))).pictures


async def test_half_a_size_is_drawn_whole_scaled_down_and_said(house: House) -> None:
    """No model draws it here, so the reply tells by how much to scale, and the card that it was."""
    turn = await house.made(house.order(request=request(options=Options("1:1", "0.5K"))))
    assert turn.reply is not None
    assert turn.reply.shrink == 2
    assert "drawn at 1K and scaled down" in turn.reply.notes


async def test_a_reply_carries_on_what_grounds_the_pictures_before_it(house: House) -> None:
    """Over any number of turns, the newest first, so that a card knows it from its own turn."""
    page, other = Source("https://a.test/", "A"), Source("https://b.test/", "B")
    house.model.answers += [
        reply("one", citations=Citations((page,), (), ("a",))),
        reply("two", citations=Citations((other,))),
        reply("three"),
    ]
    root = await house.made(house.order())
    edit = await house.made(house.order("winter", parent=root.id))
    last = await house.made(house.order("a ship", parent=edit.id))
    earlier = [turn.reply.earlier for turn in (root, edit, last) if turn.reply]
    assert earlier == [Citations(), Citations((page,), (), ("a",)), Citations((other, page), (), ("a",))]


def given(number: int) -> tuple[Picture, ...]:
    return tuple(picture(f"given {each}") for each in range(number))


async def test_a_seed_counts_before_anything_is_asked(house: House) -> None:
    """Another family starts over from the picture, which is one more than the three that it takes."""
    root = await house.made(house.order(request=request(family="nano-banana-pro")))
    wish = request("mix them in", family="nano-banana", references=given(3))
    turn = await house.made(house.order(request=wish, parent=root.id))
    assert turn.failure is not None
    assert (turn.failure.code, turn.failure.cost) == ("TooManyReferences", Cost.NOTHING)
    assert "this is 4, with the picture" in turn.failure.sentence
    assert len(house.model.calls) == 1


async def test_a_seed_counts_where_it_turns_out_to_be_needed(house: House) -> None:
    """Refused signatures end in a sentence when no second request could do, with what the first may have cost."""
    root = await house.made(house.order())
    house.model.answers.append(SignatureRefused(cost=Cost.MAYBE))
    wish = request("mix them in", references=given(14))
    turn = await house.made(house.order(request=wish, parent=root.id))
    assert turn.failure is not None
    assert (turn.failure.code, turn.failure.cost) == ("TooManyReferences", Cost.MAYBE)
    assert len(house.model.calls) == 2


async def test_who_takes_too_few_pictures_for_a_seed_does_not_stand_in() -> None:
    """The next family does, which takes what a person gave and the picture to start over from."""
    names = ("nano-banana-pro", "nano-banana", "nano-banana-2.1")
    families = tuple(replace(CATALOG.family(name), successor=None) for name in names)
    house = House(catalog=replace(CATALOG, families=families, crossing=True))
    root = await house.made(house.order(request=request(family=names[0])))
    house.model.answers.append(ModelUnavailable("Nano Banana Pro"))
    wish = request("mix them in", family=names[0], references=given(3))
    turn = await house.made(house.order(request=wish, parent=root.id))
    assert [call.family.id for call in house.model.calls[1:]] == ["nano-banana-pro", "nano-banana-2.1"]
    assert turn.reply is not None


async def test_words_that_a_seed_can_not_carry_are_said(house: House) -> None:
    """Nothing that somebody wished for is left out in silence."""
    root = await house.made(house.order("r" * 4000))
    for letter in "abcd":
        root = await house.made(house.order(letter * 4000, parent=root.id))
    house.model.key = "key2"
    turn = await house.made(house.order("winter", parent=root.id))
    seed = house.model.calls[-1].history.seed
    assert seed is not None
    assert seed.wishes[0] == "r" * 4000
    assert turn.reply is not None
    assert turn.reply.notes == (RESEEDED, "earlier wishes cut to fit: 2 shortened")


async def test_pictures_go_out_as_small_as_the_provider_wants_them(tmp_path: Path) -> None:
    """The call and its files name what is sent, the turn what was given, and the reply says so and counts it."""
    catalog = CATALOG.at(Offer("google", "Gateway X", reference_bytes=5000))
    house = House(catalog=catalog, spool=tmp_path)
    root = await house.made(house.order())
    assert root.reply is not None
    large = replace(root.reply, pictures=(picture("large", size=9000),))
    house.turns.rows[root.id] = replace(root, reply=large)
    house.model.key = "key2"
    wish = request("winter", references=(picture("given", size=6000), picture("small")))
    turn = await house.made(house.order(request=wish, parent=root.id))
    call = house.model.calls[-1]
    sent = [*call.history.pictures, *call.request.references]
    assert [each.size for each in sent] == [5000, 5000, 1000]
    assert {each.sha256 for each in sent} == call.files.keys()
    assert turn.request.references == wish.references
    assert turn.reply is not None
    assert turn.reply.bytes_sent == 11000
    assert turn.reply.notes == (RESEEDED, "2 pictures went to the model re-encoded to fit what Gateway X takes")


async def test_what_can_not_be_made_small_enough_is_never_sent() -> None:
    """It costs nothing, and the sentence names the limit."""
    catalog = CATALOG.at(Offer("google", "Gateway X", reference_bytes=5000))
    house = House(catalog=catalog)
    house.workshop.least = 5001
    turn = await house.made(house.order(request=request(references=(picture(size=6000),))))
    assert turn.failure is not None
    assert turn.failure.told.startswith("Gateway X takes pictures of up to 0.00477 MiB")
    assert turn.failure.told.endswith("It cost nothing.")
    assert house.model.calls == []
