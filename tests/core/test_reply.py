"""What history keeps of an answer."""

from bot.core.reply import Usage
from tests.fakes import reply

BLOB, TEXT = "blob" + "a" * 64, "text" + "b" * 64


def test_addresses_name_every_payload_that_goes_back() -> None:
    """Pictures and signatures, sent and received, but no drafts."""
    sent = ({"inlineData": {"mimeType": "image/png", "data": "blob" + "c" * 64}},)
    parts = (
        {"thought": True, "inlineData": {"mimeType": "image/png", "data": "blob" + "d" * 64}},
        {"text": "blob" + "e" * 64, "thoughtSignature": TEXT},
        {"inlineData": {"mimeType": "image/png", "data": BLOB}},
    )
    assert reply(sent=sent, parts=parts).addresses == {"a" * 64, "b" * 64, "c" * 64}


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
