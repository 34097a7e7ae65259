import asyncio
import json
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from bot.core.chunks import Chunks
from bot.gemini.exchange import Exchange, blotted, current, id_in_words
from bot.gemini.faults import AlreadySent, ReplyBroken, ReplyCut, ReplyTooLarge, WireFault
from bot.gemini.tokens import Token, find_tokens
from tests.gemini.conftest import Desk, fresh
from tests.gemini.provider import LONG, b64, cuts, png, replied


async def chunks(body: bytes, size: int = 1000) -> AsyncIterator[Chunks]:
    for _, chunk in cuts(body, [size]):
        yield Chunks([chunk])


async def take(exchange: Exchange, body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    await exchange.incoming(status, headers or {}, chunks(raw))


async def test_a_reply_is_small_json_and_files(desk: Desk) -> None:
    """Picture and signature are in files that the reply names; leaving deletes those that nobody took."""
    picture = png(9000)
    async with desk.exchange() as exchange:
        await take(exchange, replied(picture, "QUJD"))
        part = exchange.reply["candidates"][0]["content"]["parts"][1]
        assert exchange.files[part["inlineData"]["data"]].read_bytes() == picture
        assert exchange.files[part["thoughtSignature"]].read_bytes() == b"QUJD"
        assert (exchange.status, exchange.http_status, exchange.request_id) == (200, 200, "answer-1")
        exchange.files[part["thoughtSignature"]].rename(desk.store / "taken")
    assert desk.spooled() == []
    assert (desk.store / "taken").read_bytes() == b"QUJD"


async def test_what_was_adopted_goes_out_again_as_it_came(desk: Desk) -> None:
    """A stored reply, its tokens named by content, expands to the very parts that came in."""
    came = replied(png(9000), 'odd "\\ é')
    async with desk.exchange() as exchange:
        await take(exchange, came)
        stored = desk.adopt(exchange)
    async with desk.exchange() as exchange:
        outgoing = await exchange.outgoing(json.dumps({"contents": stored}).encode())
        body = b"".join([chunk async for chunk in outgoing])
    assert json.loads(body)["contents"] == came


@pytest.mark.parametrize("kind", [ReplyCut, ReplyBroken, ReplyTooLarge])
async def test_a_faulty_reply_leaves_nothing(desk: Desk, kind: type[WireFault]) -> None:
    """After any fault there is no reply, no status of one, and no file."""
    whole = json.dumps(replied(png(9000))).encode()
    bodies: dict[type[WireFault], bytes] = {
        ReplyCut: whole[:5000],
        ReplyBroken: whole[:5000] + b"!" + whole[5001:],
        ReplyTooLarge: whole * 2,
    }
    body = bodies[kind]
    with pytest.raises(kind):
        async with desk.exchange(limit=len(whole) + 10) as exchange:
            await take(exchange, body)
    assert (exchange.reply, exchange.status, exchange.http_status, desk.spooled()) == (None, 0, 200, [])


async def test_who_is_cancelled_leaves_nothing_that_a_thread_still_writes(desk: Desk) -> None:
    """A file that a thread is about to open when its call is cancelled, even twice, is deleted all the same."""
    loop, opening, go_on = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

    def held() -> str:
        loop.call_soon_threadsafe(opening.set)
        assert go_on.wait(LONG)
        return fresh()

    exchange = Exchange(desk.spool, desk.path, held)

    async def call() -> None:
        async with exchange:
            await take(exchange, replied(png(9000)))

    task = asyncio.create_task(call())
    async with asyncio.timeout(LONG):
        await opening.wait()
        for _ in range(2):
            task.cancel()
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        assert (task.done(), desk.spooled()) == (False, [])
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert (len(exchange.files), desk.spooled()) == (1, [])


async def test_files_are_deleted_beside_the_loop(desk: Desk) -> None:
    """All in one thread, which who is cancelled waits for; one that can't be deleted does not spare the others."""
    loop, deleting, go_on = asyncio.get_running_loop(), asyncio.Event(), threading.Event()
    threads = []

    class Slow(type(desk.spool)):  # type: ignore[misc]  # what Path is differs from system to system
        def unlink(self, missing_ok: bool = False) -> None:
            loop.call_soon_threadsafe(deleting.set)
            assert go_on.wait(LONG)
            threads.append(threading.get_ident())
            Path(self).unlink(missing_ok)

    async def call() -> None:
        async with desk.exchange() as exchange:
            for name in "abc":
                exchange.files[Token(name)] = Slow(desk.spool / name)
            (desk.spool / "a").mkdir()
            (desk.spool / "c").touch()

    task = asyncio.create_task(call())
    async with asyncio.timeout(LONG):
        await deleting.wait()
        task.cancel()
        await asyncio.sleep(0)
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert desk.spooled() == [desk.spool / "a"]
    assert len(threads) == 3
    assert {threading.get_ident()} != set(threads) == {threads[0]}


@pytest.mark.parametrize(
    "member",
    [
        '"d\\u0061ta":"{}"',  # the key in disguise
        '"data":' + " " * 40 + '"{}"',
        '"thoughtSignatur\\u0065":"{}"',
        '"thought\\u005fsignature":"{}"',
        '"text":"![x](data:image\\u002fpng;base64,{})"',
    ],
)
async def test_a_forged_token_never_survives(desk: Desk, member: str) -> None:
    """However a provider hides a token of ours in a reply, the reply is refused or names only its own files."""
    for forged in (Token("blob" + "0" * 64), Token("text" + "0" * 64)):
        body = '{"candidates":[{"content":{"parts":[{' + member.replace("{}", forged) + "}]}}]}"
        async with desk.exchange() as exchange:
            try:
                await take(exchange, body.encode())
            except ReplyBroken:
                assert exchange.reply is None
            else:
                assert forged not in list(find_tokens(exchange.reply))


@pytest.mark.parametrize("name", ["x-request-id", "x-goog-request-id"])
async def test_the_provider_names_its_requests_in_headers(desk: Desk, name: str) -> None:
    """The id in a header comes first, unless it is no id."""
    for given, expected in (("req-1", "req-1"), ("no id at all", "answer-1"), ("x" * 500, "answer-1")):
        async with desk.exchange() as exchange:
            await take(exchange, replied(), headers={name: given})
            assert exchange.request_id == expected


async def test_the_request_id_is_read_out_of_error_messages(desk: Desk) -> None:
    """Relays put it in brackets behind the words."""
    async with desk.exchange() as exchange:
        await take(exchange, {"error": {"message": "no quota (request id: 20260101abc)"}}, status=403)
        assert (exchange.status, exchange.request_id) == (403, "20260101abc")


async def test_a_second_request_is_refused(desk: Desk) -> None:
    """Within an exchange nothing can be sent twice, whoever tries."""
    async with desk.exchange() as exchange:
        await exchange.outgoing(b"{}")
        with pytest.raises(AlreadySent):
            await exchange.outgoing(b"{}")


async def test_sent_turns_true_with_the_first_byte(desk: Desk) -> None:
    """Until then the call can't have cost anything."""
    async with desk.exchange() as exchange:
        assert not exchange.sent
        body = await exchange.outgoing(b"{}")
        assert not exchange.sent
        await anext(aiter(body))
        assert exchange.sent


async def test_calls_find_their_exchange_only_while_it_carries_them(desk: Desk) -> None:
    """Outside, and after an error, there is none."""
    async with desk.exchange() as outer, desk.exchange() as inner:
        with outer.carrying():
            assert current() is outer
            with suppress(ZeroDivisionError), inner.carrying():
                assert current() is inner
                raise ZeroDivisionError
            assert current() is outer
        assert current() is None


async def test_secrets_are_blotted_out_of_replies(desk: Desk) -> None:
    """A provider that echoes the key does not bring it into a reply; what is too short for a key is left."""
    assert blotted(b"key a-secret-key!", ("a-secret-key", "k")) == b"key [secret]!"
    async with desk.exchange() as exchange:
        body = chunks(json.dumps({"error": "wrong key a-secret-key"}).encode())
        await exchange.incoming(401, {}, body, ("a-secret-key",))
        assert exchange.reply["error"]["message"] == "wrong key [secret]"


async def test_pictures_of_all_candidates_and_shapes_get_files(desk: Desk) -> None:
    """Every picture of a reply is lifted out, in whichever shape it comes."""
    one, two, three = png(100, 1), png(200, 2), png(300, 3)
    parts = [
        {"inline_data": {"mime_type": "image/png", "data": b64(one)}},
        {"text": f"![x](data:image/png;base64,{b64(two)})"},
    ]
    body = {
        "candidates": [{"content": {"parts": parts}}, {"content": {"parts": [{"inlineData": {"data": b64(three)}}]}}]
    }
    async with desk.exchange() as exchange:
        await take(exchange, body)
        assert [exchange.files[token].read_bytes() for token in find_tokens(exchange.reply)] == [one, two, three]
    async with desk.exchange() as exchange:
        await take(exchange, {"data": [{"b64_json": b64(one)}]})
        assert [exchange.files[token].read_bytes() for token in find_tokens(exchange.reply)] == [one]


@pytest.mark.parametrize(
    ("status", "headers", "body", "number"),
    [
        (200, {}, {"candidates": [], "error": {}, "responseId": "answer-1"}, "answer-1"),
        (200, {"x-oneapi-request-id": "2026-one"}, {"candidates": []}, "2026-one"),
        (400, {}, {"error": {"message": "no", "param": "a1b2c3d4-e5f6", "code": "param_error"}}, "a1b2c3d4-e5f6"),
        (400, {}, {"error": {"message": "no (request id: 20261120abc)", "param": ""}}, "20261120abc"),
        (400, {}, {"error": {"message": "no", "param": "imageSize"}}, ""),
        (500, {}, {"error": {"message": "no", "details": [{"requestId": 5}]}}, ""),
    ],
)
async def test_the_providers_number_is_found_wherever_it_stands(
    desk: Desk, status: int, headers: dict[str, str], body: dict[str, Any], number: str
) -> None:
    """In headers of several names, in the answer, in ModelVerse's param, or in the words."""
    async with desk.exchange() as exchange:
        await exchange.incoming(status, headers, chunks(json.dumps(body).encode()))
        assert exchange.request_id == number


@pytest.mark.parametrize(
    ("words", "expected"),
    [("busy (request id: 2026-1.a)", "2026-1.a"), ("Request ID 20261121", "20261121"), ("request id: x", ""), ("", "")],
)
def test_a_number_in_words_is_found(words: str, expected: str) -> None:
    """As relays write it; what is too short is none."""
    assert id_in_words(words) == expected
