"""What a conversation goes on from without its signatures."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.core.limits import SEED_WORDS, WISH_LEFT, WORDS_LIMIT
from bot.core.seed import Seed
from bot.core.turn import State, Turn
from tests.fakes import picture, reply, request, turn


def path(*wishes: str) -> list[Turn]:
    return [
        turn(f"turn{number:09d}", state=State.DELIVERED, request=request(words), reply=reply(f"p{number}"))
        for number, words in enumerate(wishes, 1)
    ]


def test_the_newest_picture_goes_on() -> None:
    """Of several of one reply it is the last, and a turn that only spoke has none."""
    turns = path("a cat", "a hat", "a mat")
    turns[1] = replace(turns[1], reply=reply(pictures=(picture("first"), picture("last"))))
    turns[2] = replace(turns[2], reply=reply(pictures=()))
    assert Seed.of(turns).picture == picture("last")
    assert Seed.of([]) == Seed(None, ())


def test_usual_wishes_are_carried_on_as_they_are() -> None:
    """Two at full length, or a hundred of a usual one; what was asked for without words is none."""
    long, usual = ("r" * WORDS_LIMIT, "  ", "n" * WORDS_LIMIT), [f"{number} {'w' * 100}" for number in range(100)]
    assert Seed.of(path(*long)).wishes == (long[0], long[2])
    assert Seed.of(path(*usual)).wishes == tuple(usual)
    assert [*Seed.of(path(*usual)).notes] == []


def test_long_wishes_are_shortened_from_the_oldest_and_it_is_said() -> None:
    """The root stays whole, and so do the newest; those right behind the root tell least."""
    wishes = [letter * WORDS_LIMIT for letter in "rabcdn"]
    seed = Seed.of(path(*wishes))
    assert [len(words) for words in seed.wishes] == [4000, WISH_LEFT, WISH_LEFT, 4000 - 2 * WISH_LEFT, 4000, 4000]
    assert [words[0] for words in seed.wishes] == [*"rabcdn"]
    assert seed.wishes[1].endswith("a…")
    assert [*seed.notes] == ["earlier wishes cut to fit: 3 shortened"]


def test_what_has_no_room_at_all_is_counted() -> None:
    """Very many wishes: the root and the newest go on, and the oldest after the root are left out."""
    wishes = [f"{number} {'w' * 100}" for number in range(300)]
    seed = Seed.of(path(*wishes))
    assert seed.wishes[0] == wishes[0]
    assert seed.wishes[-1] == wishes[-1]
    assert seed.wishes[1].startswith(f"{seed.left_out + 1} ")
    (note,) = seed.notes
    assert note == f"earlier wishes cut to fit: {seed.shortened} shortened, {seed.left_out} left out"


@given(st.lists(st.integers(1, WORDS_LIMIT), min_size=1, max_size=400))
def test_wishes_keep_their_order_and_stay_within_bounds(lengths: list[int]) -> None:
    """Root and newest are whole, nothing is lost without being counted, and nothing is cut where there is room."""
    wishes = [f"{number % 10}" * length for number, length in enumerate(lengths)]
    seed = Seed.of(path(*wishes))
    assert sum(map(len, seed.wishes)) <= SEED_WORDS
    assert (seed.wishes[0], seed.wishes[-1]) == (wishes[0], wishes[-1])
    assert len(seed.wishes) + seed.left_out == len(wishes)
    kept = [wishes[0], *wishes[seed.left_out + 1 :]]
    assert sum(whole != words for whole, words in zip(kept, seed.wishes, strict=True)) == seed.shortened
    assert (seed.shortened or seed.left_out) == 0 or sum(lengths) > SEED_WORDS


def test_a_seed_weighs_its_words_and_its_picture() -> None:
    """What will be reserved for it."""
    assert Seed(picture(), ("w" * 2999,)).tokens == 1120 + 999
    assert Seed(None, ()).tokens == 0
