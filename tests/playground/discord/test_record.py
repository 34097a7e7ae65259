import json

from bot.playground.discord.record import Recorder
from tests.worlds import ManualClock


async def test_entries_are_kept_told_and_blanked() -> None:
    """Every entry is numbered, reaches readers, and has no token in it at any depth."""
    recorder = Recorder(ManualClock())
    with recorder.subscribe() as entries:
        recorder.add("rest", method="POST", path="/a/messages", request={"d": [{"token": "secret", "token_count": 3}]})
        recorder.add("dispatch", event="READY", response={"token": ""})
        first, second = await anext(entries), await anext(entries)
    assert first.request == {"d": [{"token": "•••", "token_count": 3}]}
    assert (second.number, second.event) == (2, "READY")
    assert recorder.requests("POST", "/messages") == recorder.rest == [first]


def test_entries_are_written_as_json_lines() -> None:
    """The record can be exported, one line per entry."""
    recorder = Recorder(ManualClock())
    recorder.add("gateway", event="op 1", request={"op": 1, "token": "secret"})
    (line,) = recorder.lines()
    assert json.loads(line)["event"] == "op 1"
    assert "secret" not in line
