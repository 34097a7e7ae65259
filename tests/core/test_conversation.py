"""Which turns go back to the model."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.conversation import history, weight
from bot.core.limits import PATH_BYTES, PATH_TOKENS
from bot.core.reply import Maker, Usage
from bot.core.seed import Seed
from bot.core.turn import State, Turn
from tests.fakes import MAKER, picture, reply, request, turn


def path(*sizes: int) -> list[Turn]:
    return [
        turn(f"turn{number:09d}", state=State.DELIVERED, reply=reply(f"p{number}", bytes_kept=size))
        for number, size in enumerate(sizes, 1)
    ]


def test_an_empty_path_has_no_history() -> None:
    """A fresh root takes nothing along."""
    assert history([], MAKER).turns == ()
    assert history([], MAKER).seed is None


def test_a_path_goes_back_whole_and_in_order() -> None:
    """Root first, the parent last."""
    turns = path(10, 10, 10)
    assert history(turns, MAKER).turns == tuple(turns)


@given(st.lists(st.integers(1, PATH_BYTES // 2), min_size=1, max_size=12))
def test_trimming_leaves_out_whole_oldest_turns(sizes: list[int]) -> None:
    """What is kept is the longest newest stretch within the budget, and the rest is counted."""
    turns = path(*sizes)
    past = history(turns, MAKER)
    kept = len(past.turns)
    assert past.turns == tuple(turns[-kept:])
    assert past.left_out == len(turns) - kept
    assert sum(sizes[-kept:]) <= PATH_BYTES
    assert kept == len(sizes) or sum(sizes[-kept - 1 :]) > PATH_BYTES


def test_tokens_are_a_budget_too() -> None:
    """Pictures that are small in bytes but dear in tokens are trimmed as well."""
    dear = [replace(each, reply=reply(usage=Usage(pictures=PATH_TOKENS // 2 - 100))) for each in path(1, 1, 1)]
    assert history(dear, MAKER).left_out == 1


def test_a_newest_turn_over_the_budget_is_carried_as_a_seed() -> None:
    """The newest picture is never lost, even when its turn is too large to go back."""
    past = history(path(10, PATH_BYTES + 1), MAKER)
    assert past.seed is not None
    assert past.seed.picture == picture("p2")


def test_another_maker_re_seeds() -> None:
    """Provider, family and key must all be the same for signatures to hold."""
    for other in (Maker("vertex", MAKER.family, MAKER.key), Maker(MAKER.provider, "x", MAKER.key)):
        assert history(path(1, 1), other).seed is not None


def test_a_reply_without_a_picture_to_send_back_re_seeds() -> None:
    """A draft that was taken for the result cannot go back as a part: its picture goes in as a reference."""
    draft = {"thought": True, "inlineData": {"mimeType": "image/png", "data": f"blob{'1' * 64}"}}
    odd = replace(path(1)[0], reply=reply(parts=(draft,)))
    assert history([odd], MAKER).seed is not None


def unsigned(signature: str | None) -> Turn:
    made = reply()
    marks = {} if signature is None else {"thoughtSignature": signature}
    return replace(path(1)[0], reply=replace(made, parts=({"inlineData": made.parts[0]["inlineData"], **marks},)))


@pytest.mark.parametrize("signature", [None, ""])
def test_a_missing_or_empty_signature_re_seeds_where_one_is_needed(signature: str | None) -> None:
    """The first Nano Banana has no signatures, and its turns go back without."""
    assert history([unsigned(signature)], MAKER).seed is not None
    assert history([unsigned(signature)], MAKER, signatures="none").turns


def test_a_provider_that_loses_signatures_gets_a_seed_at_once() -> None:
    """Nothing is asked in vain."""
    assert history(path(1, 1), MAKER, signatures="lost").seed is not None


def test_a_provider_may_leave_less_room() -> None:
    """A gateway that takes small requests gets a short history."""
    assert history(path(10, 10, 10), MAKER, room=25).left_out == 1


def test_a_re_seeded_turn_is_where_history_starts() -> None:
    """What came before a re-seeded turn is within it and is not sent twice."""
    turns = path(1, 1, 1)
    turns[1] = replace(turns[1], reply=reply("p2", reseeded=True))
    turns[0] = replace(turns[0], reply=reply("p1", maker=Maker("other", "other", "other")))
    assert history(turns, MAKER).turns == tuple(turns[1:])


def test_room_is_counted_in_what_went_out() -> None:
    """A re-encoded reference is smaller than what a person sent, and a seed is a picture that nobody sent."""
    given = request(references=(picture("given", size=50),))
    turns = [replace(each, request=given) for each in path(10, 10)]
    assert history(turns, MAKER, room=60).left_out == 1
    turns = [replace(each, reply=replace(reply(bytes_kept=10), bytes_sent=20)) for each in turns]
    past = history(turns, MAKER, room=60)
    assert (past.turns, past.size) == (tuple(turns), 60)
    turns[-1] = replace(turns[-1], reply=reply(bytes_kept=10, bytes_sent=70, reseeded=True))
    assert history(turns, MAKER, room=60).seed is not None


def test_tokens_of_a_seed_are_the_providers_to_count() -> None:
    """The wishes that it carries on are more than its turn's own."""
    turns = path(1, 1)
    turns[0] = replace(turns[0], reply=reply(reseeded=True, usage=Usage(prompt=PATH_TOKENS)))
    assert history(turns, MAKER).left_out == 1


def test_a_history_weighs_what_the_provider_counted_last() -> None:
    """The newest prompt and what it led to go along; where it counted less than is known, or nothing, that counts."""
    turns = path(1, 1, 1)
    assert weight([]) == 0
    words = len("a lighthouse") // 3
    turns[0] = replace(turns[0], reply=reply(usage=Usage(pictures=2000)))
    assert weight(turns) == 2000 + 3 * words
    turns[-1] = replace(turns[-1], reply=reply(usage=Usage(prompt=5000, words=10, pictures=1120, thoughts=700)))
    assert weight(turns) == 6130
    turns[0] = replace(turns[0], reply=reply(usage=Usage(pictures=9000)))
    assert weight(turns) == 9000 + 1130 + 3 * words
    assert weight([*turns, *path(1)]) == weight(turns) + words


def test_a_history_weighs_no_more_than_goes_along() -> None:
    """The budget of tokens bounds it, and what came before a seed stays behind."""
    turns = [replace(each, reply=reply(usage=Usage(pictures=PATH_TOKENS // 2))) for each in path(1, 1, 1)]
    assert weight(turns) == PATH_TOKENS
    turns[-1] = replace(turns[-1], reply=reply(reseeded=True, usage=Usage(pictures=3000)))
    assert weight(turns) == 3000 + len("a lighthouse") // 3


def test_a_history_weighs_no_less_than_its_seed() -> None:
    """All wishes may have to go along as words, also those from before an earlier seed, and the newest picture."""
    turns = [replace(each, request=request("w" * 3000)) for each in path(1, 1)]
    turns[-1] = replace(turns[-1], reply=reply(reseeded=True))
    assert weight(turns) == Seed.of(turns).tokens > 2000 + 1000
