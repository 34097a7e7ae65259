from typing import Any

import pytest

from bot.gemini.shapes import google_shape, has_picture

TOKEN, OTHER = "blob" + "a" * 64, "blob" + "b" * 64
PICTURE = {"inlineData": {"mimeType": "image/png", "data": TOKEN}}


def parts_of(*parts: Any) -> list[Any]:
    shaped = google_shape({"candidates": [{"content": {"parts": list(parts), "role": "model"}}]})
    found: list[Any] = shaped["candidates"][0]["content"]["parts"]
    return found


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (PICTURE, [PICTURE]),
        ({"text": "![i](data:image/png;base64," + TOKEN + ")"}, [PICTURE]),
        ({"text": "data:image/png;base64," + TOKEN}, [PICTURE]),
        ({"text": f"here ![i](data:image/png;base64,{TOKEN}) done"}, [{"text": "here  done"}, PICTURE]),
        (
            {"text": f"[i](data:image/png;base64,{TOKEN})", "thoughtSignature": "s"},
            [{**PICTURE, "thoughtSignature": "s"}],
        ),
        (
            {"text": f"a data:image/png;base64,{TOKEN}", "thought": True},
            [{"text": "a", "thought": True}, {"thought": True, **PICTURE}],
        ),
        ({"inlineData": {"data": "data:image/png;base64," + TOKEN}}, [PICTURE]),
        ({"inlineData": {"data": "data:image/webp;base64," + TOKEN, "mimeType": "image/png"}}, [PICTURE]),
        (
            {"inlineData": {"data": "https://cdn.example/b.png", "mimeType": "image/png"}, "thoughtSignature": "s"},
            [{"thoughtSignature": "s", "fileData": {"mimeType": "image/png", "fileUri": "https://cdn.example/b.png"}}],
        ),
        ({"url": "https://cdn.example/b"}, [{"fileData": {"fileUri": "https://cdn.example/b"}}]),
        ({"fileData": {"fileUri": "https://cdn.example/b"}}, [{"fileData": {"fileUri": "https://cdn.example/b"}}]),
        ({"url": "data:image/png;base64," + TOKEN, "thought": True}, [{"thought": True, **PICTURE}]),
        ({"url": "https://cdn.example/b", "text": ""}, [{"fileData": {"fileUri": "https://cdn.example/b"}}]),
        ({"url": "https://cdn.example/b", "text": None}, [{"fileData": {"fileUri": "https://cdn.example/b"}}]),
        (
            {"url": "https://cdn.example/b", "text": "here", "thoughtSignature": "s"},
            [{"text": "here"}, {"thoughtSignature": "s", "fileData": {"fileUri": "https://cdn.example/b"}}],
        ),
        ({**PICTURE, "url": "https://cdn.example/b"}, [{**PICTURE, "url": "https://cdn.example/b"}]),
        ({"fileData": {"fileUri": "data:image/png;base64," + TOKEN}, "more": 1}, [{"more": 1, **PICTURE}]),
        ({"text": "http://googleusercontent.com/image_generation_content/0"}, []),
        (
            {"text": "![i](http://googleusercontent.com/image_generation_content/7)", "thoughtSignature": "s"},
            [{"text": "", "thoughtSignature": "s"}],
        ),
    ],
)
def test_every_shape_of_a_picture_becomes_a_part(part: dict[str, Any], expected: list[Any]) -> None:
    """Pictures in words, links and data URIs end where Google has them, with the signature and mark of their part."""
    assert parts_of(part) == expected


def test_several_pictures_in_one_text_keep_their_order() -> None:
    """Each becomes its own part, after the words."""
    text = f"![a](data:image/png;base64,{TOKEN})\n![b](data:image/jpeg;base64,{OTHER})"
    assert parts_of({"text": text}) == [PICTURE, {"inlineData": {"mimeType": "image/jpeg", "data": OTHER}}]


@pytest.mark.parametrize(
    "text",
    [
        "a source: [page](https://example.com/a.png)",
        "https://example.com/",
        "look at https://example.com/a.png please",
        "look:\nhttps://example.com/a.png please\n",
        "![this](https://cdn.example/a.png)",
        "https://cdn.example/a.png",
        "",
        "data:image/png;base64,QUJD",
        TOKEN,
    ],
)
def test_words_that_are_no_picture_stay(text: str) -> None:
    """Ordinary links, addresses in sentences and things that only look alike are left as words."""
    assert parts_of({"text": text}) == [{"text": text}]


@pytest.mark.parametrize(
    ("part", "shows"),
    [
        (PICTURE, True),
        ({**PICTURE, "thought": True}, False),
        ({"fileData": {"fileUri": "https://cdn.example/a"}}, True),
        ({"text": "like ![this](https://cdn.example/a)"}, True),
        ({"text": "like ![this](https://cdn.example/a)", "thought": True}, False),
        ({"text": "see https://cdn.example/a.png"}, False),
        ({"text": 7}, False),
    ],
)
def test_an_answer_has_a_picture_where_something_stands_for_one(part: dict[str, Any], *, shows: bool) -> None:
    """An address in the midst of words may lead anywhere, and a draft is none."""
    assert has_picture({"candidates": [{"content": {"parts": [part]}}]}) is shows


def cited(*parts: Any, part: object = 0, end: int) -> list[Any]:
    support = {"segment": {"startIndex": 0, "endIndex": end, "partIndex": part}, "groundingChunkIndices": [0]}
    metadata = {"groundingSupports": [support], "webSearchQueries": ["q"]}
    shaped = google_shape({"candidates": [{"content": {"parts": list(parts)}, "groundingMetadata": metadata}]})
    found: list[Any] = shaped["candidates"][0]["groundingMetadata"]["groundingSupports"]
    return [(each["segment"]["partIndex"], each["segment"]["endIndex"]) for each in found]


def test_citations_follow_the_words_that_they_cite() -> None:
    """Whatever is taken out before them, in their part or in others, and whatever was no part at all."""
    text, uri = {"text": "Fox facts."}, f"![p](data:image/png;base64,{TOKEN})"
    assert cited(text, PICTURE, end=3) == [(0, 3)]
    assert cited({"text": f"Intro {uri}"}, text, part=1, end=10) == [(2, 10)]
    assert cited(None, text, PICTURE, part=1, end=10) == [(0, 10)]
    assert cited(None, text, part=0, end=10) == []
    assert cited({"text": "http://googleusercontent.com/image_generation_content/0"}, text, part=1, end=3) == [(0, 3)]
    assert cited({"text": "Fox facts.", "url": "https://cdn.example/b"}, end=3) == [(0, 3)]
    assert cited({"text": f"   \nFox facts.\n{uri}"}, end=7) == [(0, 3)]
    assert cited(text, part="0", end=3) == [(0, 3)]


@pytest.mark.parametrize("candidates", [None, [], {}])
def test_openai_pictures_beside_no_candidates_are_read(candidates: object) -> None:
    """A field that is there and empty is as good as none."""
    shaped = google_shape({"candidates": candidates, "data": [{"b64Json": TOKEN}]})
    assert shaped["candidates"][0]["content"]["parts"] == [PICTURE]


@pytest.mark.parametrize(
    ("image", "part"),
    [
        ({"imageUrl": "https://cdn.example/b"}, {"fileData": {"fileUri": "https://cdn.example/b"}}),
        ({"imageUrl": {"url": "https://cdn.example/b"}}, {"fileData": {"fileUri": "https://cdn.example/b"}}),
        ({"url": "https://cdn.example/b"}, {"fileData": {"fileUri": "https://cdn.example/b"}}),
        ({"url": f"data:image/png;base64,{TOKEN}"}, PICTURE),
        ({"b64Json": TOKEN}, PICTURE),
    ],
)
def test_every_form_of_a_picture_in_a_chat_is_read(image: dict[str, Any], part: dict[str, Any]) -> None:
    """Relays nest the address as they like."""
    shaped = google_shape({"choices": [{"message": {"content": None, "images": [image]}}]})
    assert shaped["candidates"][0]["content"]["parts"] == [part]


def test_unknown_fields_and_order_are_kept() -> None:
    """What the dialect does not know passes unchanged."""
    candidate = {
        "content": {"parts": [{"future": 1}, {"text": "x", "more": [2]}], "role": "model", "new": 1},
        "finishMessage": "y",
    }
    assert google_shape({"candidates": [candidate], "top": "z"}) == {"candidates": [candidate], "top": "z"}


@pytest.mark.parametrize("data", [{"b64Json": TOKEN}, {"b64Json": TOKEN, "revisedPrompt": "x"}])
def test_openai_pictures_under_a_gemini_path_are_read(data: dict[str, Any]) -> None:
    """The images API's answer becomes one candidate."""
    content = {"role": "model", "parts": [PICTURE]}
    assert google_shape({"created": 1, "data": [data]}) == {
        "created": 1,
        "candidates": [{"content": content, "finishReason": "STOP"}],
    }


def test_openai_chat_answers_are_read() -> None:
    """Words, pictures and the finish reason of a chat completion become Google's."""
    message = {
        "content": "hi",
        "images": [{"type": "image_url", "imageUrl": {"url": f"data:image/png;base64,{TOKEN}"}}],
    }
    shaped = google_shape({"choices": [{"message": message, "finishReason": "length"}]})
    assert shaped == {
        "candidates": [{"content": {"role": "model", "parts": [{"text": "hi"}, PICTURE]}, "finishReason": "MAX_TOKENS"}]
    }
    linked = google_shape(
        {
            "choices": [
                {
                    "message": {
                        "content": [{"type": "text", "text": "a"}],
                        "images": [{"imageUrl": {"url": "https://c.example/x"}}],
                    }
                }
            ]
        }
    )
    assert linked["candidates"][0]["content"]["parts"] == [
        {"text": "a"},
        {"fileData": {"fileUri": "https://c.example/x"}},
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"candidates": None}, {"candidates": None}),
        ({"candidates": {}}, {"candidates": {}}),
        ({"candidates": [None, 3, "x"]}, {"candidates": []}),
        ({"candidates": [{"content": 5}]}, {"candidates": [{"content": 5}]}),
        ({"candidates": [{"content": {"parts": {}}}]}, {"candidates": [{"content": {"parts": []}}]}),
        (
            {
                "candidates": [
                    {"content": {"parts": [3, None, {"text": 5}, {"inlineData": []}, {"inlineData": {"data": 5}}]}}
                ]
            },
            {"candidates": [{"content": {"parts": [{"text": 5}, {"inlineData": []}, {"inlineData": {"data": 5}}]}}]},
        ),
        ({"data": [3], "choices": [{"message": 3}, None]}, {"data": [3], "choices": [{"message": 3}, None]}),
        (
            {"choices": [{"message": {"content": 5, "images": "x"}, "finishReason": {}}]},
            {"candidates": [{"content": {"role": "model", "parts": []}, "finishReason": "STOP"}]},
        ),
        ({"promptFeedback": {"blockReason": "SAFETY"}}, {"promptFeedback": {"blockReason": "SAFETY"}}),
    ],
)
def test_wrong_types_are_never_an_exception(body: dict[str, Any], expected: dict[str, Any]) -> None:
    """A reply with surprising types is passed on or left out."""
    assert google_shape(body) == expected
