"""What goes to the model, on fakes of every port."""

import pytest

from bot.core.drawing import RESEEDED
from bot.core.errors import SignatureRefused
from bot.core.turn import State
from tests.core.house import House
from tests.fakes import GRACE


@pytest.fixture
def house() -> House:
    return House()


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
