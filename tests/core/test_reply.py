"""What history keeps of an answer."""

from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.conversation import history
from bot.core.reply import Usage
from tests.fakes import MAKER, reply, turn
from tests.fuzz.junk import JUNK

BLOB, TEXT = "blob" + "a" * 64, "text" + "b" * 64
KEYS = ("text", "thought", "thoughtSignature", "inlineData", "fileData", "data")
junk = st.sampled_from(JUNK)
odd_parts = st.dictionaries(st.sampled_from(KEYS), junk | junk.map(lambda value: {"data": value}))


def test_addresses_name_every_payload_that_goes_back() -> None:
    """Pictures and signatures, sent and received, but no drafts."""
    sent = ({"inlineData": {"mimeType": "image/png", "data": "blob" + "c" * 64}},)
    parts = (
        {"thought": True, "inlineData": {"mimeType": "image/png", "data": "blob" + "d" * 64}},
        {"text": "blob" + "e" * 64, "thoughtSignature": TEXT},
        {"inlineData": {"mimeType": "image/png", "data": BLOB}},
    )
    assert reply(sent=sent, parts=parts).addresses == {"a" * 64, "b" * 64, "c" * 64}


def test_addresses_are_found_at_any_depth_and_only_where_they_count() -> None:
    """What is sent for each token is what must be at hand; letters that only look like one stand for nothing."""
    deep = {"toolResult": {"files": [{"data": BLOB, "name": BLOB}]}, "thoughtSignature": "blob" + "f" * 64}
    assert reply(parts=(deep, {"inlineData": {"data": "blob" + "z" * 64}})).addresses == {"a" * 64}


@pytest.mark.parametrize("signature", [5, 0, True, ["x"], {"a": 1}])
@pytest.mark.parametrize("family", ["needed", "none"])
def test_a_signature_that_is_no_text_never_goes_back(signature: object, family: Literal["needed", "none"]) -> None:
    """Gateways send such: the conversation goes on from the picture, also where nobody needs signatures."""
    picture = {"inlineData": {"mimeType": "image/png", "data": BLOB}}
    for parts in (
        ({**picture, "thoughtSignature": signature},),
        (picture, {"text": "", "thoughtSignature": signature}),
    ):
        odd = reply(parts=parts)
        assert odd.addresses == {"a" * 64}
        past = history([turn(reply=odd)], MAKER, signatures=family)
        assert past.seed is not None
        assert past.seed.picture == odd.pictures[0]


@given(part=odd_parts)
def test_no_part_is_too_odd_to_be_gone_on_from(part: dict[str, Any]) -> None:
    """Rows hold what came, whatever it was: the next turn goes on from them or starts over."""
    odd = reply(parts=(*reply().parts, part))
    past = history([turn(reply=odd)], MAKER)
    assert past.seed or past.turns
    assert odd.addresses == reply().addresses


def test_a_reply_of_drafts_alone_does_not_go_back() -> None:
    """Thought parts are never sent back, so such a turn would show the model nothing."""
    assert reply().replayable
    assert not reply(parts=({"thought": True, "inlineData": {"data": BLOB}},)).replayable


def test_a_reply_with_links_does_not_go_back() -> None:
    """Links expire: the picture behind one is kept, and goes in again as the reference of a fresh start."""
    linked = {"fileData": {"fileUri": "https://cdn.example/a.png"}}
    assert not reply(parts=(linked,)).replayable
    assert not reply(parts=(*reply().parts, linked)).replayable
    assert reply(parts=(*reply().parts, {**linked, "thought": True})).replayable


def test_words_leave_out_empty_texts() -> None:
    """Models close with an empty text part that only carries a signature."""
    assert reply(texts=("Here.", " ", "Done.")).words == "Here.\nDone."


def test_usage_adds_up_what_is_known() -> None:
    """A provider may leave out any count."""
    assert Usage(prompt=3, pictures=4).total == 7
