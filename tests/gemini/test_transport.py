import asyncio
import gzip
import json
import zlib
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import RawTestServer
from google.genai import errors, types

from bot.gemini.dialect import Dialect
from bot.gemini.faults import PictureChanged, PictureMissing, ReplyBroken, ReplyCut, ReplyTooLarge
from bot.gemini.sdk import Connection, Endpoint, connect
from tests.gemini.conftest import KEY, Desk
from tests.gemini.provider import LONG, Answering, Provider, b64, pieces, png, replied, until, whole


async def ask(connection: Connection, contents: Any = "x", **config: Any) -> types.GenerateContentResponse:
    """A call as google-genai makes it, with its own typed reply."""
    options = types.GenerateContentConfig(automatic_continuation=False, **config)
    return await connection.client.models.generate_content(model="m", contents=contents, config=options)


def parts(response: types.GenerateContentResponse) -> list[types.Part]:
    assert response.candidates
    content = response.candidates[0].content
    assert content is not None
    return content.parts or []


def token(part: types.Part) -> str:
    """The token that the SDK takes for a picture of 51 bytes."""
    assert part.inline_data
    assert part.inline_data.data
    return b64(part.inline_data.data)


async def test_googles_typed_reply_holds_the_tokens(provider: Provider, connection: Connection, desk: Desk) -> None:
    """The SDK reads a reply whose payloads are in files, and hands their tokens on unchanged."""
    picture = png(50_000)
    provider.answer = pieces(json.dumps(replied(picture, b64(b"s" * 500))).encode(), [1, 7, 100, 5000])
    async with desk.carrying() as exchange:
        found = parts(await ask(connection))[1]
        assert exchange.files[token(found)].read_bytes() == picture  # type: ignore[index]  # a token is its text
        assert found.thought_signature
        assert exchange.files[b64(found.thought_signature)].read_text() == b64(b"s" * 500)  # type: ignore[index]  # same
    assert desk.spooled() == []


async def test_a_request_says_how_long_it_is_and_wants_no_compression(
    provider: Provider, connection: Connection, desk: Desk
) -> None:
    """Typed pictures go out as standard base64 with a length, without chunks, cookies or compression."""
    picture = png(3000)
    content = types.Part(inline_data=types.Blob(mime_type="image/png", data=decoded(desk.put(picture))))
    provider.answer = whole(replied(), headers={"Set-Cookie": "a=b"})
    for _ in range(2):
        async with desk.carrying():
            await ask(connection, [types.Content(role="user", parts=[content])])
    for asked in provider.asked:
        assert asked.json["contents"][0]["parts"] == [{"inlineData": {"mimeType": "image/png", "data": b64(picture)}}]
        assert asked.headers["Content-Length"] == str(len(asked.body))
        assert asked.headers["Accept-Encoding"] == "identity"
        assert not {"Transfer-Encoding", "Cookie"} & set(asked.headers)


def decoded(text: str) -> bytes:
    return types.Blob.model_validate({"data": text}).data or b""


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "raw deflate"])
async def test_compressed_replies_are_read(
    provider: Provider, connection: Connection, desk: Desk, encoding: str
) -> None:
    """A provider that compresses although it was asked not to is understood."""
    picture, body = png(300_000), json.dumps(replied(png(300_000))).encode()
    packed = {"gzip": gzip.compress(body), "deflate": zlib.compress(body), "raw deflate": zlib.compress(body)[2:-4]}
    provider.answer = whole(packed[encoding], headers={"Content-Encoding": encoding.removeprefix("raw ")})
    async with desk.carrying() as exchange:
        await ask(connection)
        assert [file.read_bytes() for file in exchange.files.values()] == [picture]


async def test_what_compression_hides_counts(provider: Provider, connection: Connection, desk: Desk) -> None:
    """A bomb is stopped at the limit of unpacked bytes, in a call and outside of one."""
    provider.answer = whole(gzip.compress(b'{"x":"' + b"a" * 70_000_000 + b'"}'), headers={"Content-Encoding": "gzip"})
    with pytest.raises(ReplyTooLarge):
        async with desk.carrying(limit=1_000_000):
            await ask(connection)
    with pytest.raises(ReplyTooLarge):
        await ask(connection)


async def test_a_reply_over_the_limit_is_left(provider: Provider, connection: Connection, desk: Desk) -> None:
    """The cap on a reply's size ends the call and leaves no file."""
    provider.answer = pieces(json.dumps(replied(png(3_000_000))).encode(), [65_536])
    with pytest.raises(ReplyTooLarge):
        async with desk.carrying(limit=1_000_000):
            await ask(connection)
    assert (len(provider.asked), desk.spooled()) == (1, [])


BODY = json.dumps(replied(png(400_000), b64(b"x" * 5000))).encode()


LARGE = json.dumps(replied(png(3_000_000))).encode()
"""Of two thirds of it something has been written."""


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (pieces(BODY, [5000], cut=200_000), aiohttp.ClientPayloadError),
        (pieces(BODY, [5000], cut=200_000, length=len(BODY)), aiohttp.ClientPayloadError),
        (pieces(BODY[:300_000], [5000]), ReplyCut),
        (pieces(BODY[:-10], [5000]), ReplyCut),
        (pieces(BODY[:200_000] + b"!" + BODY[200_001:], [5000]), ReplyBroken),
    ],
    ids=["cut chunks", "cut length", "silently short", "short by a brace", "corrupt"],
)
async def test_cut_and_broken_replies_are_told(
    provider: Provider, connection: Connection, desk: Desk, answer: Answering, kind: type[Exception]
) -> None:
    """However a reply is damaged on its way, the call fails once and leaves no file."""
    provider.answer = answer
    with pytest.raises(kind):
        async with desk.carrying() as exchange:
            await ask(connection)
    assert (len(provider.asked), desk.spooled(), exchange.sent) == (1, [], True)


@pytest.mark.parametrize("how", ["silence", "stalled", "trickling"])
async def test_the_timeout_is_for_the_whole_call(provider: Provider, desk: Desk, how: str) -> None:
    """No answer, a stall and a trickle all end at the total time, with one request made."""
    answers = {
        "silence": provider.silence,
        "stalled": provider.stalled(BODY, 100_000),
        "trickling": provider.trickling(BODY, 1000, 0.05),
    }
    provider.answer = answers[how]
    clock = asyncio.get_running_loop().time
    async with connect(Endpoint(KEY, provider.url, timeout=0.4)) as connection:
        began = clock()
        with pytest.raises(TimeoutError):
            async with desk.carrying() as exchange:
                await ask(connection)
        assert 0.3 < clock() - began < 5
    assert (len(provider.asked), desk.spooled(), exchange.sent) == (1, [], True)


async def dropped(request: web.Request, _body: bytes) -> web.StreamResponse:
    assert request.transport
    request.transport.abort()
    return web.Response()


async def test_a_dropped_request_is_not_sent_again(provider: Provider, connection: Connection, desk: Desk) -> None:
    """A connection that breaks after the request may have cost: one POST, and no hidden second try."""
    provider.answer = dropped
    with pytest.raises(aiohttp.ServerDisconnectedError):
        async with desk.carrying() as exchange:
            await ask(connection)
    assert (len(provider.asked), exchange.sent, exchange.status) == (1, True, 0)


async def test_a_refused_connection_has_sent_nothing(desk: Desk) -> None:
    """When nobody listens, the call can't have cost."""
    async with connect(Endpoint(KEY, "http://127.0.0.1:9")) as connection:
        with pytest.raises(aiohttp.ClientConnectorError):
            async with desk.carrying() as exchange:
                await ask(connection)
    assert not exchange.sent


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
async def test_redirects_are_answers(provider: Provider, connection: Connection, desk: Desk, code: int) -> None:
    """Nothing is sent to another place, the key least of all."""
    provider.answer = whole(b"", code, headers={"Location": f"{provider.url}/elsewhere"})
    with pytest.raises(errors.APIError) as caught:
        async with desk.carrying():
            await ask(connection)
    assert (caught.value.code, len(provider.asked)) == (code, 1)


@pytest.mark.parametrize("key_in", ["query", "bearer"])
async def test_the_key_goes_where_the_dialect_says(
    provider: Provider, connection: Connection, desk: Desk, key_in: Any
) -> None:
    """In the address or as a bearer token, and then not in Google's header."""
    provider.answer = whole(replied())
    async with desk.carrying(dialect=Dialect(key_in=key_in)):
        await ask(connection)
    (asked,) = provider.asked
    assert ("?key=" + KEY in asked.path) == (key_in == "query")
    assert asked.headers.get("Authorization") == (f"Bearer {KEY}" if key_in == "bearer" else None)
    assert "x-goog-api-key" not in asked.headers


@pytest.mark.parametrize("key_in", ["header", "query", "bearer"])
async def test_no_exception_tells_the_key(provider: Provider, desk: Desk, key_in: Any) -> None:
    """Neither a failed connection nor an answer that echoes the key brings it into an exception's text."""
    caught: list[BaseException] = []
    provider.answer = whole({"error": {"message": f"bad key {KEY}"}}, 401)
    for url in (provider.url, "http://127.0.0.1:9"):
        async with connect(Endpoint(KEY, url)) as connection:
            with pytest.raises((errors.APIError, aiohttp.ClientError)) as failed:
                async with desk.carrying(dialect=Dialect(key_in=key_in)):
                    await ask(connection)
            with pytest.raises((errors.APIError, aiohttp.ClientError)) as outside:
                await ask(connection)
            caught += [failed.value, outside.value]
    texts = [
        f"{error} {error!r} {error.__cause__} {error.__context__} {vars(error).get('details')}" for error in caught
    ]
    assert len(texts) == 4
    assert not [text for text in texts if KEY in text]


async def test_leaving_while_a_reply_comes_leaves_nothing(
    provider: Provider, connection: Connection, desk: Desk
) -> None:
    """A cancelled call closes its connection and deletes what it had begun to write."""
    provider.answer = provider.stalled(LARGE, 2_000_000)

    async def call() -> None:
        async with desk.carrying():
            await ask(connection)

    task = asyncio.create_task(call())
    async with asyncio.timeout(LONG):
        await until(lambda: any(file.stat().st_size for file in desk.spooled()))
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert desk.spooled() == []
        await provider.hung_up.wait()


async def test_leaving_while_a_request_goes_leaves_nothing(connection: Connection, desk: Desk) -> None:
    """A call can be cancelled in the middle of sending forty megabytes to somebody who doesn't read."""
    large = types.Part(inline_data=types.Blob(mime_type="image/png", data=decoded(desk.put(png(40_000_000)))))
    reached, closing = asyncio.Event(), asyncio.Event()

    async def deaf(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reached.set()
        await closing.wait()
        writer.close()

    server = await asyncio.start_server(deaf, "127.0.0.1", 0, limit=1024)
    port = server.sockets[0].getsockname()[1]
    async with connect(Endpoint(KEY, f"http://127.0.0.1:{port}")) as deafly:

        async def call() -> None:
            async with desk.carrying():
                await ask(deafly, [types.Content(role="user", parts=[large])])

        task = asyncio.create_task(call())
        async with asyncio.timeout(LONG):
            await reached.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
    closing.set()
    server.close()
    await server.wait_closed()


async def test_an_early_refusal_of_a_large_request_is_told(desk: Desk) -> None:
    """A 413 before the upload is over arrives as itself, or as the broken connection that it also is."""

    async def refuse(request: web.BaseRequest) -> web.StreamResponse:
        return web.json_response(
            {"error": {"code": 413, "message": "big"}}, status=413, headers={"Connection": "close"}
        )

    large = types.Part(inline_data=types.Blob(mime_type="image/png", data=decoded(desk.put(png(40_000_000)))))
    async with RawTestServer(refuse, host="127.0.0.1") as server:
        url = str(server.make_url("")).rstrip("/")
        async with connect(Endpoint(KEY, url)) as connection:
            with pytest.raises((errors.ClientError, aiohttp.ClientError)):
                async with desk.carrying() as exchange:
                    await ask(connection, [types.Content(role="user", parts=[large])])
    assert exchange.sent


async def test_a_missing_picture_is_told_before_anything_is_sent(
    provider: Provider, connection: Connection, desk: Desk
) -> None:
    """Nothing leaves when a picture of the history is gone."""
    part = types.Part(inline_data=types.Blob(mime_type="image/png", data=decoded("blob" + "4" * 64)))
    with pytest.raises(PictureMissing):
        async with desk.carrying() as exchange:
            await ask(connection, [types.Content(role="user", parts=[part])])
    assert (provider.asked, exchange.sent) == ([], False)


@pytest.mark.parametrize(("now", "kind"), [("shorter", PictureChanged), ("gone", PictureMissing)])
async def test_a_picture_that_changes_while_it_is_sent_ends_the_call(
    provider: Provider, connection: Connection, desk: Desk, now: str, kind: type[Exception]
) -> None:
    """A body that can't become what was announced ends the call at once, as the cause of the network's error."""
    first, second, last = desk.put(png(3_000_000)), desk.put(png(100)), desk.put(png(200))
    names = [first, *[second] * 15, last]  # the first sixteen are open together, so that losing them does no harm
    pictures = [types.Part(inline_data=types.Blob(mime_type="image/png", data=decoded(name))) for name in names]

    async def begun() -> None:
        await until(lambda: exchange.sent)
        if now == "gone":
            desk.path(last).unlink()
        else:
            desk.path(last).write_bytes(b"less")

    async with desk.carrying() as exchange:
        change = asyncio.create_task(begun())
        async with asyncio.timeout(10):
            with pytest.raises(aiohttp.ClientError) as caught:
                await ask(connection, [types.Content(role="user", parts=pictures)])
            await change
    assert isinstance(caught.value.__cause__, kind)
    assert (provider.asked, exchange.sent) == ([], True)


async def test_a_full_disk_is_told_as_such(provider: Provider, connection: Connection, desk: Desk) -> None:
    """When a reply can't be written the call fails by the operating system's error, and the connection is closed."""
    provider.answer = provider.stalled(LARGE, 2_000_000)
    desk.spool.rmdir()
    desk.spool.write_text("no folder")
    async with asyncio.timeout(LONG):
        with pytest.raises(NotADirectoryError):
            async with desk.carrying() as exchange:
                await ask(connection)
        await provider.hung_up.wait()
    assert exchange.sent


async def test_forty_calls_at_once_stay_apart(provider: Provider, connection: Connection, desk: Desk) -> None:
    """Each call gets its own picture and signature, in its own files."""

    async def answer(request: web.Request, body: bytes) -> web.StreamResponse:
        number = int(json.loads(body)["contents"][0]["parts"][0]["text"])
        reply = json.dumps(replied(png(20_000 + number, number), b64(b"%d" % number * 50))).encode()
        return await pieces(reply, [3000 + number])(request, body)

    async def call(number: int) -> None:
        async with desk.carrying() as exchange:
            found = parts(await ask(connection, str(number)))[1]
            picture, signature = exchange.files.values()
            assert picture.name == token(found)
            assert picture.read_bytes() == png(20_000 + number, number)
            assert signature.read_text() == b64(b"%d" % number * 50)

    provider.answer = answer
    async with asyncio.timeout(LONG), asyncio.TaskGroup() as group:
        for number in range(40):
            group.create_task(call(number))
    assert (len(provider.asked), desk.spooled()) == (40, [])


async def test_four_bodies_are_read_at_a_time(provider: Provider, desk: Desk) -> None:
    """More replies than the gate has places wait after their headers, and all arrive."""
    provider.answer = provider.stalled(LARGE, 2_000_000)
    async with connect(Endpoint(KEY, provider.url)) as connection:

        async def call() -> None:
            async with desk.carrying():
                await ask(connection)

        tasks = [asyncio.create_task(call()) for _ in range(7)]
        async with asyncio.timeout(LONG):
            await until(lambda: len(provider.asked) == 7 and len(desk.spooled()) >= 4)
            for _ in range(50):
                await asyncio.sleep(0)
        assert len(desk.spooled()) == 4
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    assert desk.spooled() == []


async def test_calls_outside_an_exchange_pass_as_they_are(
    provider: Provider, connection: Connection, desk: Desk
) -> None:
    """Streams, uploads and typed batches work as google-genai means them."""
    picture = png(4000)
    provider.answer = whole(b"data: " + json.dumps(replied(picture)).encode() + b"\r\n\r\n", kind="text/event-stream")
    stream = await connection.client.models.generate_content_stream(model="m", contents="x")
    blob = parts(await anext(stream))[1].inline_data
    assert blob is not None
    assert blob.data == picture
    assert [chunk async for chunk in stream] == []

    data, got = png(9_000_000), list[bytes]()

    async def take(request: web.Request, body: bytes) -> web.StreamResponse:
        if request.headers.get("X-Goog-Upload-Command") == "start":
            return web.json_response({}, headers={"X-Goog-Upload-URL": f"{provider.url}/up?x=1"})
        got.append(body)
        last = "finalize" in request.headers["X-Goog-Upload-Command"]
        file = {"file": {"name": "files/1", "uri": "u"}} if last else {}
        return web.json_response(file, headers={"X-Goog-Upload-Status": "final" if last else "active"})

    provider.answer = take
    source = desk.store / "file.bin"
    source.write_bytes(data)
    file = await connection.client.files.upload(file=str(source), config={"mime_type": "image/png"})
    assert (file.name, b"".join(got)) == ("files/1", data)


async def test_batches_carry_tokens_both_ways(provider: Provider, connection: Connection, desk: Desk) -> None:
    """Within an exchange a batch's pictures go out from files and come back into files."""
    picture = png(4000)
    provider.answer = whole({"name": "batches/1", "metadata": {"state": "BATCH_STATE_PENDING", "model": "models/m"}})
    part = types.Part(inline_data=types.Blob(mime_type="image/png", data=decoded(desk.put(picture))))
    request = types.InlinedRequest(contents=[types.Content(role="user", parts=[part])], metadata={"job_key": "a"})
    async with desk.carrying() as exchange:
        await connection.client.batches.create(model="m", src=[request], config={"display_name": "d"})
    sent = provider.asked[-1].json["batch"]["inputConfig"]["requests"]["requests"][0]
    assert sent["request"]["contents"][0]["parts"][0] == {"inlineData": {"mimeType": "image/png", "data": b64(picture)}}
    assert sent["metadata"] == {"job_key": "a"}
    output = {"inlinedResponses": {"inlinedResponses": [{"response": replied(picture), "metadata": {"job_key": "a"}}]}}
    provider.answer = whole({"name": "batches/1", "metadata": {"state": "BATCH_STATE_SUCCEEDED", "output": output}})
    async with desk.carrying() as exchange:
        batch = await connection.client.batches.get(name="batches/1")
        assert batch.dest
        assert batch.dest.inlined_responses
        answer = batch.dest.inlined_responses[0].response
        assert answer is not None
        assert [file.read_bytes() for file in exchange.files.values()] == [picture]
        assert token(parts(answer)[1]) in exchange.files
