"""What providers say about tasks."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.gemini.task_reading import Sighting, State, complaint, sighted, tells_of_a_task
from tests.gemini.errands import preset

B, A = preset().tasks["B"], preset().tasks["A"]
URL = "https://img.12ai.org/images/1"


@pytest.mark.parametrize(
    ("told", "state"),
    [
        *((name, State.RUNNING) for name in ("queued", "in_progress", "pending", "processing", "", "never heard of")),
        *((name, State.DONE) for name in ("completed", "success", "SUCCEEDED", " done ")),
        ("partial_completed", State.PARTIAL),
        *((name, State.FAILED) for name in ("failed", "error", "cancelled", "canceled")),
    ],
)
def test_states_are_data(told: str, state: State) -> None:
    """Every name that the preset lists, in any case; any other one means that it runs."""
    assert sighted(B, {"id": "t", "status": told}).state is state


@pytest.mark.parametrize(
    "body",
    [
        {"id": "task_1"},
        {"task_id": "task_1"},
        {"taskId": "task_1", "id": None},
        {"data": {"id": "task_1"}},
        {"data": {"task_id": "task_1"}},
        {"data": [{"task_id": "task_1"}]},
        {"id": "../admin", "task_id": "task_1"},
        {"id": ["a b", ".."], "taskId": {}, "data": {"id": "x/y", "task_id": "task_1"}},
    ],
)
def test_the_id_is_found_where_it_may_be(body: Any) -> None:
    """The first place that has one counts; one that is none does not hide another."""
    assert sighted(A, body).id == "task_1"
    assert tells_of_a_task(A, body)


@pytest.mark.parametrize(
    "told", ["../admin", "..", ".", "", "a b", "x" * 201, "a/b", "a?b", "a%2Fb", "a\n", {"a": 1}, None, True]
)
def test_an_id_that_would_bend_an_address_is_none(told: object) -> None:
    """What comes from outside never chooses the path."""
    assert sighted(B, {"id": told}).id == ""
    for good in ("77", "...", "..a", "task-1:2~3", "задача_1"):
        assert sighted(B, {"id": good}).id == good
    assert sighted(B, {"id": 77}).id == "77"


def test_results_of_either_generation() -> None:
    """Addresses in a list, or as objects in one; each once, and nothing that is no picture."""
    assert sighted(B, {"outputs": [URL, URL, "words", 7, None]}).results == (URL,)
    assert sighted(A, {"data": [{"url": URL}, {"url": None}, {}]}).results == (URL,)
    assert sighted(A, {"data": [URL]}).results == (URL,)
    assert sighted(B, {"outputs": URL}).results == (URL,)
    assert sighted(B, {"outputs": [{"url": URL}]}).results == (URL,)
    assert len(sighted(B, {"outputs": [f"{URL}{number}" for number in range(99)]}).results) == 16


def test_results_become_parts() -> None:
    """Links stay links, data URIs become pictures that came along."""
    token = "blob" + "a" * 64
    for kind in ("image/png", "", "application/octet-stream"):
        assert sighted(B, {"outputs": [f"DATA:{kind};BASE64,{token}"]}).results
    found = Sighting(State.DONE, "t", (URL, f"data:image/png;base64,{token}"), "")
    assert found.parts == [
        {"fileData": {"fileUri": URL}},
        {"inlineData": {"mimeType": "image/png", "data": token}},
    ]


def test_a_failure_has_its_message() -> None:
    """As an object's or as a plain text."""
    assert sighted(B, {"status": "failed", "error": {"message": "no luck"}}).message == "no luck"
    assert sighted(B, {"status": "failed", "error": "no luck"}).message == "no luck"


def test_what_tells_of_no_task() -> None:
    """Failures of the service itself are not a task's."""
    bodies: list[Any] = [{}, {"error": {"message": "x"}}, {"message": "x"}, {"data": None}, {"outputs": []}]
    for body in bodies:
        assert not tells_of_a_task(B, body)


def test_an_error_is_read_or_none_is() -> None:
    """Whatever else an answer is, it says nothing."""
    assert complaint({"error": {"code": 404, "message": "no such task"}}) == "no such task"
    replies: list[Any] = [None, [], {}, {"error": "x"}, {"error": {}}, {"task": {"id": "t"}}]
    assert [complaint(reply) for reply in replies] == [""] * 6


KEYS = st.sampled_from(["id", "task_id", "data", "status", "outputs", "url", "error", "message"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just(URL),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_anything_can_be_read(body: Any) -> None:
    """Wrong types anywhere are as if nothing was said."""
    for tasks in (A, B):
        assert sighted(tasks, body).parts is not None
