import asyncio

from bot.playground.page_server import stream
from bot.playground.page_server.stream import Outlet, Outlets
from tests.playground.page_server.visiting import Visitor


async def drained(outlet: Outlet) -> list[bytes]:
    return [chunk async for chunk in outlet._chunks()]


async def test_events_come_in_order_and_end_with_the_outlet() -> None:
    """What was put before the end is still sent, one block each, without a raw line break in the data."""
    outlet = Outlet()
    outlet.put("message", {"content": "two\nlines"})
    outlet.put("gone", {"id": "1"})
    outlet.close()
    outlet.put("gone", {"id": "2"})
    assert await drained(outlet) == [
        b'event: message\ndata: {"content":"two\\nlines"}\n\n',
        b'event: gone\ndata: {"id":"1"}\n\n',
    ]


async def test_a_reader_who_falls_behind_is_let_go() -> None:
    """The queue of a page that reads nothing stays bounded and ends."""
    outlet = Outlet()
    for number in range(stream.MOST_WAITING + 10):
        outlet.put("typing", number)
    async with asyncio.timeout(5):
        assert len(await drained(outlet)) == stream.MOST_WAITING


async def test_all_open_outlets_are_closed_together() -> None:
    """Closing the page ends every stream, and a stream that has ended is forgotten."""
    outlets = Outlets()
    with outlets.opened() as first, outlets.opened() as second:
        outlets.close()
        assert (await drained(first), await drained(second)) == ([], [])
    assert not outlets._open


async def test_the_stream_begins_with_a_whole_picture(visitor: Visitor) -> None:
    """The world and the traffic so far come first, then what happens."""
    ada = visitor.discord.world.user("Ada")
    events = visitor.events(ada)
    async with asyncio.timeout(5):
        (first, world), (second, _) = await anext(events), await anext(events)
        await visitor.discord.person("Grace").say(visitor.discord.channel("pictures"), "hello")
        third, message = await anext(events)
    await events.aclose()  # type: ignore[attr-defined] # an async generator
    assert (first, second, third) == ("world", "traffic", "message")
    assert (world["viewer"], world["painter"], message["content"]) == (str(ada.id), "stand-in", "hello")
