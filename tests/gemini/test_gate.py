import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from bot.gemini.gate import Gate
from tests.gemini.provider import LONG


async def test_at_most_so_many_bodies_are_read_at_a_time() -> None:
    """The fifth waits until one of four has left."""
    gate, inside, leave = Gate(4), [0], asyncio.Event()
    full = asyncio.Event()

    async def read() -> None:
        async with gate.body():
            inside.append(inside[-1] + 1)
            if inside[-1] == 4:
                full.set()
            await leave.wait()
            inside.append(inside[-1] - 1)

    async with asyncio.timeout(LONG), asyncio.TaskGroup() as group:
        for _ in range(9):
            group.create_task(read())
        await full.wait()
        assert inside[-1] == 4
        leave.set()
    assert (max(inside), inside[-1]) == (4, 0)


async def test_who_waits_is_known_to_wait() -> None:
    """A reply without a place stays in what holds it back, and no longer."""
    gate, seen = Gate(1), list[str]()
    held = asyncio.Event()

    @contextmanager
    def holding() -> Iterator[None]:
        held.set()
        yield
        seen.append("let go")

    async def read() -> None:
        async with gate.body(holding()):
            seen.append("read")

    async with asyncio.timeout(LONG), asyncio.TaskGroup() as group, gate.body():
        group.create_task(read())
        await held.wait()
        seen.append("full")
    assert seen == ["full", "let go", "read"]


async def test_a_body_that_trickles_does_not_keep_others_for_ever() -> None:
    """After its patience a reply is read although no place became free, and no place is made up by that."""
    gate = Gate(1, patience=0.01)
    async with asyncio.timeout(LONG), gate.body():
        async with gate.body():
            pass
        async with gate.body():
            assert gate._places.locked()
    assert not gate._places.locked()


async def test_leaving_by_an_error_gives_the_place_back() -> None:
    """A failed or cancelled read frees its place."""
    gate = Gate(1)
    entered = asyncio.Event()

    async def read() -> None:
        async with gate.body():
            entered.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(read())
    await entered.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    async with asyncio.timeout(LONG), gate.body():
        assert gate._places.locked()


async def test_starts_are_a_loop_turn_apart() -> None:
    """Between two starts the loop serves everything else once."""
    gate, order = Gate(), list[str]()

    async def call(name: str) -> None:
        await gate.start()
        order.append(name)

    async def others() -> None:
        for _ in range(6):
            order.append("-")
            await asyncio.sleep(0)

    async with asyncio.timeout(LONG), asyncio.TaskGroup() as group:
        group.create_task(call("a"))
        group.create_task(call("b"))
        group.create_task(call("c"))
        group.create_task(others())
    seen = "".join(order).strip("-")
    assert seen.replace("-", "") == "abc"
    assert "ab" not in seen
    assert "bc" not in seen
