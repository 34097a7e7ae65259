"""What requests of each interface ask for."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.call_reading import Asked, asked, is_question
from tests.playground.gemini.asking import MODEL, request, user

ROOT = f"/v1beta/models/{MODEL}"
TASK = {"model": MODEL, "input": {"prompt": "a pear", "aspect_ratio": "16:9", "image_size": "2K", "images": ["x", "y"]}}
OLDER = {"model": MODEL, "prompt": "a pear", "size": "16:9", "quality": "2K", "n": 1}


def batch(*prompts: str) -> dict[str, Any]:
    requests = [{"request": request(user(prompt))} for prompt in prompts]
    return {"batch": {"inputConfig": {"requests": {"requests": requests}}}}


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        (f"{ROOT}:generateContent", request(user("a pear")), Asked(MODEL, "a pear", {}, 0)),
        (f"{ROOT}:batchGenerateContent", batch("a pear", "a fig"), Asked(MODEL, "a pear · a fig", {"batch of": "2"})),
        (
            f"{ROOT}:batchGenerateContent",
            batch("a", "b", "c", "d", "e"),
            Asked(MODEL, "a · b · c · …", {"batch of": "5"}),
        ),
        (
            "/v1/task/submit",
            TASK,
            Asked(MODEL, "a pear", {"ratio": "16:9", "size": "2K", "references": "2"}),
        ),
        ("/v1/images/async/generations", OLDER, Asked(MODEL, "a pear", {"ratio": "16:9", "size": "2K"})),
    ],
)
def test_what_is_ordered_is_told_by_every_interface(path: str, body: Any, expected: Asked) -> None:
    """The model, the words, and what was chosen; turns before it only where they can be sent."""
    assert asked(path, body, None) == expected
    assert not is_question("POST", path)


@pytest.mark.parametrize(
    ("path", "answer", "words"),
    [
        ("/v1/task/t1", {"id": "t1", "status": "in_progress"}, "in_progress"),
        ("/v1/images/async/generations/t1", {"status": "queued"}, "queued"),
        ("/v1beta/batches/t1", {"metadata": {"state": "BATCH_STATE_RUNNING"}}, "BATCH_STATE_RUNNING"),
        ("/v1/task/t1", None, ""),
    ],
)
def test_what_is_asked_for_says_how_it_stands(path: str, answer: Any, words: str) -> None:
    """Under the name of the task or the batch."""
    assert asked(path, None, answer) == Asked("t1", words)
    assert is_question("GET", path)


@pytest.mark.parametrize(
    "path", ["/v1beta/models", ROOT, "/v1/models", "/playground/pictures/x.png", "/", "/v1beta/batches"]
)
def test_all_else_is_no_call(path: str) -> None:
    """Lists and files are not the model's work."""
    assert asked(path, {}, {}) is None
    assert not is_question("GET", path)


PATHS = (
    f"{ROOT}:generateContent",
    f"{ROOT}:batchGenerateContent",
    "/v1/task/submit",
    "/v1/images/async/generations",
    "/v1/task/t1",
)
OUTER = ("batch", "inputConfig", "requests", "request", "input", "metadata", "status", "state", "model")
INNER = ("contents", "parts", "text", "role", "images", "prompt", "generationConfig", "imageConfig", "tools")
KEYS = st.sampled_from((*OUTER, *INNER))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


@given(st.sampled_from(PATHS), JSON, JSON)
def test_a_body_of_any_shape_is_read(path: str, body: Any, answer: Any) -> None:
    """What was sent wrongly is shown as far as it can be read."""
    assert asked(path, body, answer) is not None
