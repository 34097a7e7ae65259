"""What is kept of the traffic."""

import hashlib

import pybase64
import pytest

from bot.playground.gemini.record import Record, Recorder, Seen, abbreviated, blanked
from tests.playground.gemini.asking import photo, simple_call


def add(recorder: Recorder, call: int) -> None:
    recorder.add("request", call, place=("POST", "/x"), headers={"x-goog-api-key": "secret"}, body=None)


def test_payloads_are_replaced_by_the_digest_of_what_they_hold() -> None:
    """A picture is known by its sha256, and text that is not base64 by its own."""
    data = photo()
    body = {"parts": [{"inlineData": {"data": pybase64.b64encode_as_string(data)}}, {"thoughtSignature": "not base64"}]}
    parts = abbreviated(body)["parts"]
    assert parts[0]["inlineData"]["data"] == {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    assert parts[1]["thoughtSignature"]["characters"] == 10


def test_long_words_are_cut() -> None:
    """A record stays small."""
    assert len(abbreviated({"text": "a" * 50_000})["text"]) == 20_001


def test_keys_are_blanked() -> None:
    """Neither key nor bearer is kept, whatever the case of the header."""
    shown = blanked({"X-Goog-Api-Key": "secret", "authorization": "Bearer secret", "Accept": "*/*"})
    assert shown == {"X-Goog-Api-Key": "…", "authorization": "…", "Accept": "*/*"}


async def test_listeners_hear_until_they_leave() -> None:
    """A subscription ends when its result is called."""
    recorder, heard = Recorder(lambda: 7.0), list[Record]()
    stop = recorder.subscribe(heard.append)
    add(recorder, 1)
    stop()
    add(recorder, 2)
    assert [(record.number, record.call, record.at) for record in heard] == [(1, 1, 7.0)]
    assert [record.call for record in recorder.records] == [1, 2]


async def test_until_finds_what_was_and_waits_for_what_comes() -> None:
    """A record that is there is returned at once, one that never comes is a TimeoutError."""
    recorder = Recorder(lambda: 0.0)
    add(recorder, 1)
    assert (await recorder.until(lambda record: record.call == 1, 1)).number == 1
    with pytest.raises(TimeoutError):
        await recorder.until(lambda record: record.call == 2, 0)


def test_a_call_is_seen_without_its_bytes() -> None:
    """Pictures are digests, and the picture edited is named."""
    data = photo()
    seen = Seen.of(3, simple_call("a pear", pictures=(data,), ratio="1:1"))
    digest = hashlib.sha256(data).hexdigest()
    assert seen.turns == (("user", (("words", "a pear"), ("picture", digest))),)
    assert (seen.number, seen.words, seen.ratio, seen.references, seen.edited) == (
        3,
        "a pear",
        "1:1",
        (digest,),
        digest,
    )
