"""Raw answers → parts, words, citations and usage; or the refusal that they are."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import errors
from bot.core.errors import Cost, PlantainError
from bot.core.limits import THOUGHT_WORDS
from bot.gemini.reading import read

BLOB = "blob" + "a" * 64
PICTURE = {"inlineData": {"mimeType": "image/png", "data": BLOB}, "thoughtSignature": "text" + "b" * 64}
DRAFT = {"thought": True, "inlineData": {"mimeType": "image/png", "data": "blob" + "c" * 64}}


def body(*parts: dict[str, Any], finish: object = "STOP", **more: Any) -> dict[str, Any]:
    return {"candidates": [{"content": {"parts": list(parts)}, "finishReason": finish}], **more}


def test_parts_are_kept_as_they_came() -> None:
    """Order, unknown fields and thoughts stay; only the texts that people read are words."""
    parts = ({"text": "hm", "thought": True}, DRAFT, {"text": "Here.", "newField": 1}, PICTURE, {"text": ""})
    answer = read(body(*parts))
    assert answer.parts == parts
    assert answer.texts == ("Here.", "")
    assert answer.shown == (3,)
    assert (answer.drafts, answer.thoughts) == ((1,), ("hm",))


def test_thoughts_are_cut_where_they_would_fill_the_disk() -> None:
    """All of them together have a bound, and empty ones count for nothing."""
    texts = ("a" * (THOUGHT_WORDS - 3), " ", "b" * 9, "c")
    thoughts = read(body(*({"text": text, "thought": True} for text in texts), PICTURE)).thoughts
    assert thoughts == (texts[0], "bbb…")


def test_a_lone_draft_is_the_result() -> None:
    """Where an answer is finished and there are only thought pictures the last one is the final rendering."""
    assert (read(body(DRAFT, DRAFT)).shown, read(body(DRAFT, DRAFT)).drafts) == ((1,), (0,))
    assert read(body(DRAFT, {"text": " "}, finish=None)).shown == (0,)


@pytest.mark.parametrize(
    ("finish", "words", "feedback", "failure"),
    [
        ("IMAGE_SAFETY", "", None, errors.PictureWithheld),
        ("SAFETY", "", None, errors.PictureWithheld),
        ("PROHIBITED_CONTENT", "", None, errors.ProhibitedContent),
        ("RECITATION", "", None, errors.Recitation),
        ("MAX_TOKENS", "", None, errors.AnswerStopped),
        ("MISSING_THOUGHT_SIGNATURE", "", None, errors.SignatureRefused),
        ("NO_IMAGE", "", None, errors.NoPicture),
        ("SOMETHING_NEW", "", None, errors.NoPicture),
        ("STOP", "I can't draw that person.", None, errors.WordsOnly),
        ("STOP", "", {"blockReason": "SAFETY"}, errors.PromptBlocked),
    ],
)
def test_a_draft_is_no_way_around_a_refusal(
    finish: str, words: str, feedback: object, failure: type[PlantainError]
) -> None:
    """What the model thought of before it was stopped, or said no, is not what it answered."""
    with pytest.raises(failure):
        read(body({"text": "hm", "thought": True}, DRAFT, {"text": words}, finish=finish, promptFeedback=feedback))


def test_a_picture_comes_before_another_candidates_draft() -> None:
    """Whichever of them is first."""
    drafted = {"content": {"parts": [DRAFT]}, "finishReason": "IMAGE_SAFETY"}
    assert read({"candidates": [drafted, *body(PICTURE)["candidates"]]}).parts == (PICTURE,)


LINK = "https://cdn.example/a.png?x=1"
LINKED = {"fileData": {"mimeType": "image/png", "fileUri": LINK}}


def test_links_stand_for_pictures() -> None:
    """Each address once, beside pictures that came along; a draft is no result then."""
    answer = read(body(DRAFT, LINKED, {"text": "Here."}, LINKED, {"fileData": {"fileUri": "http://x.example/b"}}))
    assert (answer.shown, answer.linked, answer.texts) == ((), (LINK, "http://x.example/b"), ("Here.",))
    assert read(body(PICTURE, LINKED)).linked == (LINK,)


def test_addresses_in_words_may_stand_for_a_picture() -> None:
    """Where there is no other; beside a draft, too, for words are an answer and drafts are none."""
    guess, sure = {"text": "see https://cdn.example/a"}, {"text": "![x](https://cdn.example/b)"}
    assert [link.url for link in read(body(guess)).spoken] == ["https://cdn.example/a"]
    counted = read(body(guess, usageMetadata={"promptTokenCount": 7}))
    assert isinstance(counted.refusal, errors.WordsOnly)
    assert counted.refusal.usage
    assert read(body(guess, sure)).texts == (guess["text"], sure["text"])
    assert (counted.guesses, read(body(guess, sure)).guesses) == (True, False)
    assert [link.url for link in read(body(guess, sure)).spoken] == ["https://cdn.example/b"]
    for part in (PICTURE, LINKED):
        assert read(body(sure, guess, part)).spoken == ()
    for drafted in (read(body(guess, DRAFT)), read(body(sure, DRAFT))):
        assert (drafted.shown, len(drafted.spoken)) == ((), 1)


@pytest.mark.parametrize(
    ("words", "counted", "refusal"),
    [
        ("No. Our rules:\n![rules](https://a.example/b.png)", [], errors.WordsOnly),
        (
            "No. Our rules:\n![rules](https://a.example/b.png)",
            [{"modality": "TEXT", "tokenCount": 9}],
            errors.WordsOnly,
        ),
        ("Here:\n![fox](https://a.example/b.png)", [{"modality": "IMAGE", "tokenCount": "1120"}], None),
        ("![fox](https://a.example/b.png)\n- https://a.example/c.png\n", [], None),
    ],
)
def test_what_is_said_beside_a_link_is_an_answer_too(
    words: str, counted: list[dict[str, Any]], refusal: type[PlantainError] | None
) -> None:
    """Unless the link is all there is, or the provider's count says that a picture was made."""
    usage = {"promptTokenCount": 7, "candidatesTokenCount": 1129, "candidatesTokensDetails": counted}
    found = read(body({"text": words}, usageMetadata=usage)).refusal
    assert isinstance(found, refusal) if refusal else found is None


def test_a_withheld_picture_is_not_a_broken_link() -> None:
    """A link beside the reason is tried all the same."""
    answer = read(body({"text": "![x](https://a.example/b.png)"}, finish="IMAGE_SAFETY"))
    assert isinstance(answer.refusal, errors.PictureWithheld)
    assert answer.spoken


def test_a_refusal_is_no_guess() -> None:
    """What was withheld is not looked for behind the pages that the words speak of."""
    with pytest.raises(errors.PictureWithheld):
        read(body({"text": "see https://cdn.example/a"}, finish="SAFETY"))


@pytest.mark.parametrize(
    "part",
    [
        {"fileData": {"fileUri": "http://googleusercontent.com/image_generation_content/0"}},
        {"fileData": {"mimeType": "video/mp4", "fileUri": "https://cdn.example/a.mp4"}},
        {"fileData": {"fileUri": "gs://bucket/a.png"}},
        {"fileData": {"fileUri": 7}},
        {"fileData": "https://cdn.example/a.png"},
        {**LINKED, "thought": True},
        {"text": "![x](https://cdn.example/a)", "thought": True},
    ],
)
def test_what_leads_to_no_picture_is_no_picture(part: dict[str, Any]) -> None:
    """Placeholders of scraping proxies, films, other schemes and drafts are not fetched."""
    with pytest.raises(errors.ModelRefused):
        read(body(part))


def test_only_so_many_links_are_followed() -> None:
    """A reply of a thousand links costs no thousand connections."""
    links = [{"fileData": {"fileUri": f"https://cdn.example/{number}"}} for number in range(1000)]
    assert len(read(body(*links)).linked) == 8


@pytest.mark.parametrize(
    ("finish", "failure"),
    [
        ("SAFETY", errors.PictureWithheld),
        ("IMAGE_SAFETY", errors.PictureWithheld),
        ("PROHIBITED_CONTENT", errors.ProhibitedContent),
        ("IMAGE_PROHIBITED_CONTENT", errors.ProhibitedContent),
        ("RECITATION", errors.Recitation),
        ("IMAGE_RECITATION", errors.Recitation),
        ("MAX_TOKENS", errors.AnswerStopped),
        ("NO_IMAGE", errors.NoPicture),
        ("SOMETHING_NEW", errors.NoPicture),
        (None, errors.NoPicture),
        ("MISSING_THOUGHT_SIGNATURE", errors.SignatureRefused),
    ],
)
def test_each_way_to_finish_without_a_picture_has_its_failure(finish: str, failure: type[PlantainError]) -> None:
    """The finishReason decides; a value never seen before counts as no picture."""
    with pytest.raises(failure):
        read(body(finish=finish))


@pytest.mark.parametrize(
    ("said", "waiver", "cost"),
    [
        ("Blocked. You will not be charged for blocked images.", True, Cost.NOTHING),
        ("Blocked. You will not be charged for blocked images.", False, Cost.MAYBE),
        ("Blocked.", True, Cost.MAYBE),
        (None, True, Cost.MAYBE),
    ],
)
def test_a_blocked_picture_costs_nothing_where_the_one_who_charges_says_so(
    said: str | None, waiver: bool, cost: Cost
) -> None:
    """A relay hands Google's words on, but has prices of its own."""
    answer = body(finish="IMAGE_SAFETY")
    answer["candidates"][0]["finishMessage"] = said
    with pytest.raises(errors.PictureWithheld) as caught:
        read(answer, waiver=waiver)
    assert caught.value.charge is cost


def test_words_alone_are_shown() -> None:
    """A refusal in words reaches the person in the model's own words."""
    with pytest.raises(errors.WordsOnly, match="I can't draw real people"):
        read(body({"text": "I can't draw real people."}))


def test_words_that_rest_on_pages_keep_them() -> None:
    """They are quoted with the numbers of their sources, and these come along."""
    answer = body({"text": "hm", "thought": True}, {"text": "Größe zählt."}, {"text": "Nein."})
    answer["candidates"][0]["groundingMetadata"] = {
        "webSearchQueries": ["size"],
        "groundingChunks": [{"web": {"uri": "https://a.example", "title": "A"}}],
        "groundingSupports": [{"segment": {"partIndex": 1, "endIndex": 7}, "groundingChunkIndices": [0]}],
    }
    with pytest.raises(errors.WordsOnly, match=r"“Größe \[1\] zählt\. Nein\.”") as caught:
        read(answer)
    cited = caught.value.citations
    assert ([source.uri for source in cited.sources], cited.queries) == (["https://a.example"], ("size",))
    answer["candidates"][0]["finishReason"] = "SAFETY"
    with pytest.raises(errors.PictureWithheld) as withheld:
        read(answer)
    assert not withheld.value.citations


def test_a_few_letters_are_no_picture() -> None:
    """Where a payload should be there must be one; another candidate may have it."""
    letters = {"inlineData": {"mimeType": "image/png", "data": "512"}}
    with pytest.raises(errors.NoPicture):
        read(body(letters))
    second = {"content": {"parts": [PICTURE]}, "finishReason": "STOP"}
    assert read({"candidates": [*body(letters)["candidates"], second]}).parts == (PICTURE,)


def test_nothing_counted_and_nothing_came_means_refused_before_drawing() -> None:
    """APIYI's page: null candidates with not a token for them."""
    with pytest.raises(errors.PromptBlocked):
        read({"candidates": None, "usageMetadata": {"candidatesTokenCount": 0}})


def test_a_picture_that_came_despite_a_reason_is_taken() -> None:
    """What was paid for is not thrown away because of an odd finish."""
    assert read(body(PICTURE, finish="OTHER")).shown == (0,)


@pytest.mark.parametrize("reason", ["SAFETY", "PROHIBITED_CONTENT", "OTHER", "IMAGE_SAFETY"])
def test_a_blocked_prompt_is_told_apart(reason: str) -> None:
    """A promptFeedback means that nothing was drawn at all."""
    with pytest.raises(errors.PromptBlocked):
        read({"candidates": None, "promptFeedback": {"blockReason": reason}})


@pytest.mark.parametrize("nothing", [None, [], "text", 7])
def test_what_is_no_answer_is_unreadable(nothing: object) -> None:
    """JSON that is no object."""
    with pytest.raises(errors.AnswerUnreadable):
        read(nothing)


@pytest.mark.parametrize("name", ["`\n# x", "a b", "m" * 101, {"a": 1}, ["x"], "[x](https://evil.example)", "", 0.5])
def test_what_is_no_name_is_none(name: object) -> None:
    """Neither the model's nor the reason's: an answer goes by the model that was asked for then."""
    answer = read(body(PICTURE, finish=name, modelVersion=name))
    assert (answer.model, answer.finish) == ("", "OTHER" if name else "STOP")
    assert read(body(PICTURE, modelVersion="models/gemini-3.1:x@001")).model == "models/gemini-3.1:x@001"


KEYS = [
    *(
        "candidates",
        "content",
        "parts",
        "text",
        "thought",
        "inlineData",
        "fileData",
        "fileUri",
        "data",
        "finishReason",
        "promptFeedback",
    ),
    *("usageMetadata", "candidatesTokensDetails", "modality", "groundingMetadata", "groundingChunks", "web", "uri"),
    *("groundingSupports", "segment", "endIndex", "partIndex", "groundingChunkIndices", "image", "title"),
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=20,
)


@given(JSON | st.builds(lambda parts: body(*parts), st.lists(st.dictionaries(st.sampled_from(KEYS), JSON))))
def test_nothing_but_our_failures_comes_out(anything: Any) -> None:
    """Wrong types anywhere in an answer end as one of our errors, or as an answer."""
    with suppress(PlantainError):
        read(anything)
