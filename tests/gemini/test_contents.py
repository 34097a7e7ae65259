"""History and request → raw contents."""

from bot.core.conversation import History
from bot.core.seed import Seed
from bot.gemini.contents import contents
from bot.gemini.wording import REFERENCES_ONLY, RESIZED
from tests.fakes import picture, reply, request, turn

SIGNATURE = "text" + "b" * 64


def test_a_history_goes_back_verbatim_without_thoughts() -> None:
    """Sent and received parts are the very ones that were kept, unknown fields included; thoughts stay behind."""
    thought = {"thought": True, "text": "hm"}
    shown = {
        "inlineData": {"mimeType": "image/jpeg", "data": "blob" + "a" * 64},
        "thoughtSignature": SIGNATURE,
        "x": [1],
    }
    made = reply(parts=(thought, {"text": "Here", "thoughtSignature": SIGNATURE}, shown, {"text": ""}))
    found = contents(History((turn(reply=made),)), request("winter"))
    assert found == [
        {"role": "user", "parts": [{"text": "a lighthouse"}]},
        {"role": "model", "parts": [{"text": "Here", "thoughtSignature": SIGNATURE}, shown, {"text": ""}]},
        {"role": "user", "parts": [{"text": "winter"}]},
    ]


def test_references_follow_the_words_in_their_order() -> None:
    """“Picture 2's hat on picture 1” only works in the order in which they were given."""
    one, two = picture("one"), picture("two")
    found = contents(History(), request("swap hats", references=(one, two)))
    assert [part.get("inlineData", {}).get("data") for part in found[0]["parts"]] == [
        None,
        f"blob{one.sha256}",
        f"blob{two.sha256}",
    ]


def test_a_picture_without_words_gets_words() -> None:
    """The model is told what to do with a lone picture."""
    found = contents(History(), request("  ", references=(picture(),)))
    assert found[0]["parts"][0] == {"text": REFERENCES_ONLY}


def test_a_resize_is_put_into_words_for_the_model() -> None:
    """Nobody typed them: they are told to the model alone."""
    assert contents(History(), request("", resized=True))[0]["parts"] == [{"text": RESIZED}]


def test_a_seed_carries_the_picture_and_the_wishes() -> None:
    """One user turn, no model turn: it needs no signature."""
    seed = Seed(picture("newest"), ("a lighthouse", "winter"))
    (only,) = contents(History(seed=seed), request("add a ship"))
    words, shown = only["parts"]
    assert "1. a lighthouse\n2. winter" in words["text"]
    assert words["text"].endswith("Now: add a ship")
    assert shown["inlineData"]["data"] == f"blob{picture('newest').sha256}"
