"""What operations tell."""

from typing import Any

import pytest

from bot.core.batch_ports import Sight
from bot.gemini.batch_reading import failure, model_of, name_of, results, sight, title_of


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
    entries = [{"metadata": {"key": "7"}, "response": 1}, {"response": 2}, {"metadata": {"key": "99"}}, "odd"]
    inlined = {"inlinedResponses": {"inlinedResponses": entries} if nested else entries}
    operation = {"metadata": {"output": inlined}} if place == "metadata" else {"response": inlined}
    assert [(number, entry["response"]) for number, entry in results(operation, (5, 7))] == [(7, 1), (7, 2)]


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
    """Nor is an error that is no object."""
    assert failure({"response": {}}) is None
    assert failure({"error": None}) is None


def test_who_an_operation_is() -> None:
    """Its name only if it can be put into an address."""
    assert (name_of(ended()), title_of(ended()), model_of(ended())) == ("batches/x", "t", "m")
    assert (name_of({"name": "batches/../x"}), title_of({}), model_of({})) == ("", "", "")
