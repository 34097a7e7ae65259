"""What an operation of Google's Batch API tells, tolerantly."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from bot.core.batch_ports import Sight
from bot.core.errors import AnswerUnreadable

RESULTS: Final = "inlinedResponses"
_NAME: Final = re.compile(r"batches/[\w-]{1,200}")
_ENDS: Final[Mapping[str, Sight]] = {
    "SUCCEEDED": Sight.DONE,
    "PARTIALLY_SUCCEEDED": Sight.DONE,
    "FAILED": Sight.FAILED,
    "CANCELLED": Sight.CANCELLED,
    "EXPIRED": Sight.EXPIRED,
}
_CODES: Final[Mapping[int, int]] = {
    1: 499, 3: 400, 4: 504, 5: 404, 6: 409, 7: 403, 8: 429, 9: 400,
    10: 409, 11: 400, 12: 501, 13: 500, 14: 503, 16: 401,
}  # fmt: skip
"""HTTP's codes for those of google.rpc.Code, in which the errors of single requests come."""

Json = Mapping[str, Any]


def sight(operation: Json) -> Sight:
    """The state is spelt `BATCH_STATE_…` or, for a partial success, as Vertex does: `JOB_STATE_…`."""
    state = str(_dict(operation, "metadata").get("state") or "")
    found = _ENDS.get(state.partition("_STATE_")[2])
    if found is None and operation.get("done"):
        return Sight.FAILED if operation.get("error") else Sight.DONE
    return found or Sight.RUNNING


def results(operation: Json, rows: Sequence[int]) -> Iterator[tuple[int, Json]]:
    """What came for each of *rows*, once: by the key that it was sent with, else by the order, which is theirs."""
    inlined = _inlined(_dict(_dict(operation, "metadata"), "output")) or _inlined(_dict(operation, "response"))
    left = {str(row): row for row in rows}
    for position, entry in enumerate(inlined):
        key = _dict(entry, "metadata").get("key") or str(rows[position] if position < len(rows) else "")
        row = left.pop(key, None) if isinstance(key, str) else None
        if row is not None:
            yield row, entry


def failure(entry: Json) -> tuple[int, dict[str, Any]] | None:
    """The HTTP status and Google's envelope of a request that failed; None for one that was answered."""
    error = _dict(entry, "error")
    if not error:
        return None
    code = error.get("code")
    status = _CODES.get(code, code if code in range(400, 600) else 500) if isinstance(code, int) else 500
    return status, {"error": {"details": [], "message": "", **error, "code": status}}


def answered(entry: Json) -> dict[str, Any]:
    """The answer to a request that did not fail. Raises AnswerUnreadable where there is none."""
    response = entry.get("response")
    if not isinstance(response, dict):
        raise AnswerUnreadable
    return response


def name_of(operation: Json) -> str:
    name = operation.get("name")
    return name if isinstance(name, str) and _NAME.fullmatch(name) else ""


def title_of(operation: Json) -> str:
    return str(_dict(operation, "metadata").get("displayName") or "")


def _inlined(output: Json) -> list[Json]:
    """They may be a list, or a list within an object of the same name."""
    found = output.get(RESULTS)
    if isinstance(found, Mapping):
        found = found.get(RESULTS)
    return [entry for entry in found if isinstance(entry, Mapping)] if isinstance(found, list) else []


def _dict(holder: Json, key: str) -> Json:
    value = holder.get(key)
    return value if isinstance(value, Mapping) else {}
