"""What operations tell."""

from typing import Any

import pytest

from bot.core.batch_ports import Sight
from bot.core.errors import AnswerUnreadable, Cost
from bot.gemini.batch_reading import answered, failure, name_of, results, sight, title_of


def ended(state: str = "BATCH_STATE_SUCCEEDED", **more: Any) -> dict[str, Any]:
    return {"name": "batches/x", "metadata": {"state": state, "displayName": "t", "model": "models/m"}, **more}


@pytest.mark.parametrize(
    ("operation", "seen"),
    [
        ({}, Sight.RUNNING),
        (ended("BATCH_STATE_PENDING"), Sight.RUNNING),
        (ended("something new"), Sight.RUNNING),
        (ended("something new", done=True), Sight.DONE),
        (ended("", done=True, error={"code": 13}), Sight.FAILED),
        (ended("BATCH_STATE_SUCCEEDED"), Sight.DONE),
        (ended("JOB_STATE_PARTIALLY_SUCCEEDED", done=False), Sight.DONE),
        (ended("BATCH_STATE_FAILED"), Sight.FAILED),
        (ended("JOB_STATE_CANCELLED"), Sight.CANCELLED),
        (ended("BATCH_STATE_EXPIRED"), Sight.EXPIRED),
        ({"metadata": "odd"}, Sight.RUNNING),
    ],
)
def test_a_state_is_read_in_either_spelling(operation: dict[str, Any], seen: Sight) -> None:
    """Partial success is the end even though it is not called done; what nobody knows means that it runs."""
    assert sight(operation) is seen


@pytest.mark.parametrize("nested", [True, False])
@pytest.mark.parametrize("place", ["metadata", "response"])
def test_results_are_found_wherever_they_are(place: str, *, nested: bool) -> None:
    """By their key, or by their order where they have none; strangers' keys are passed over."""
    entries = [{"metadata": {"key": "7"}, "response": 1}, {"response": 2}, {"metadata": {"key": "99"}}, "odd", {}]
    inlined = {"inlinedResponses": {"inlinedResponses": entries} if nested else entries}
    operation = {"metadata": {"output": inlined}} if place == "metadata" else {"response": inlined}
    assert [(number, entry["response"]) for number, entry in results(operation, (7, 5))] == [(7, 1), (5, 2)]


@pytest.mark.parametrize(
    "key", ["9" * 5000, "0", "-1", "\N{ARABIC-INDIC DIGIT SEVEN}", "07", 7, 1e308, ["7"], {"7": 7}, True]
)
def test_a_key_that_nobody_sent_is_passed_over(key: object) -> None:
    """However long, and of whatever type; the others are found."""
    entries = [{"metadata": {"key": key}}, {"metadata": {"key": "5"}}]
    assert [number for number, _ in results({"response": {"inlinedResponses": entries}}, (7, 5))] == [5]


def test_a_request_has_one_result() -> None:
    """The first, where one key comes twice."""
    entries = [{"metadata": {"key": "7"}, "response": 1}, {"metadata": {"key": "7"}, "response": 2}]
    found = [(row, entry["response"]) for row, entry in results({"response": {"inlinedResponses": entries}}, (7, 5))]
    assert found == [(7, 1)]


def test_results_are_taken_once() -> None:
    """They come twice."""
    entries: dict[str, Any] = {"inlinedResponses": {"inlinedResponses": [{"response": {}}]}}
    assert len(list(results({"metadata": {"output": entries}, "response": entries}, (1,)))) == 1


@pytest.mark.parametrize(("code", "status"), [(8, 429), (3, 400), (14, 503), (429, 429), (99, 500), ("8", 500)])
def test_a_failure_gets_the_status_of_http(code: object, status: int) -> None:
    """Single requests fail with codes of gRPC."""
    assert failure({"error": {"code": code, "message": "m"}}) == (
        status,
        {"error": {"code": status, "message": "m", "details": []}},
    )


def test_an_answer_is_no_failure() -> None:
    """Nor is an error that is no object, or that says nothing."""
    assert answered({"response": {"a": 1}}) == {"a": 1}
    errors: list[object] = [None, "odd", [], {}]
    assert [failure({"response": {}, "error": error}) for error in errors] == [None] * 4


@pytest.mark.parametrize("response", ["oops", [1], None, 7])
def test_what_is_no_answer_cannot_be_read(response: object) -> None:
    """It may have been charged."""
    with pytest.raises(AnswerUnreadable) as unreadable:
        answered({"response": response})
    assert unreadable.value.charge is Cost.MAYBE


def test_who_an_operation_is() -> None:
    """Its name only if it can be put into an address."""
    assert (name_of(ended()), title_of(ended())) == ("batches/x", "t")
    assert (name_of({"name": "batches/../x"}), title_of({})) == ("", "")
