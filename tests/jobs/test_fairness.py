"""Fair room."""

import asyncio

from bot.jobs.fairness import FairRoom

ADA, GRACE, ALAN = 1, 2, 3


class Doors:
    """People who come for room, and who got in, in order; and who was sent away."""

    def __init__(self, room: FairRoom) -> None:
        self.room, self.entered, self.sent_away = room, list[str](), list[str]()
        self.leave: dict[str, asyncio.Event] = {}

    def come(self, person: int, name: str) -> asyncio.Task[None]:
        self.leave[name] = asyncio.Event()

        async def visit() -> None:
            async with self.room.held(person, name) as is_next:
                if not is_next:
                    self.sent_away.append(name)
                    return
                self.entered.append(name)
                await self.leave[name].wait()

        return asyncio.create_task(visit())


async def settle() -> None:
    """Let everything that can happen now happen."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_one_persons_many_wishes_do_not_hold_up_anothers() -> None:
    """Ada's five came first; Grace and Alan each come after one of hers, not after all."""
    doors = Doors(FairRoom(1))
    tasks = [doors.come(ADA, f"a{number}") for number in range(5)]
    await settle()
    tasks += [doors.come(GRACE, "g0"), doors.come(ALAN, "l0"), doors.come(GRACE, "g1")]
    await settle()
    while not all(task.done() for task in tasks):
        doors.leave[doors.entered[-1]].set()
        await settle()
    assert doors.entered == ["a0", "a1", "g0", "l0", "a2", "g1", "a3", "a4"]


async def test_no_more_are_in_than_there_is_room_for() -> None:
    """Three slots take three, and the fourth when one leaves."""
    doors = Doors(FairRoom(3))
    tasks = [doors.come(person, str(person)) for person in range(5)]
    await settle()
    assert doors.entered == ["0", "1", "2"]
    doors.leave["1"].set()
    await settle()
    assert doors.entered == ["0", "1", "2", "3"]
    for event in doors.leave.values():
        event.set()
    await asyncio.gather(*tasks)


async def test_who_gives_up_takes_no_room() -> None:
    """Cancelled while waiting, or in the very moment of being let in: the slot goes to the next."""
    doors = Doors(FairRoom(1))
    tasks = [doors.come(person, str(person)) for person in range(4)]
    await settle()
    tasks[1].cancel()
    await settle()
    doors.leave["0"].set()
    await asyncio.sleep(0)
    tasks[2].cancel()
    await settle()
    assert doors.entered[-1] == "3"
    doors.leave["3"].set()
    await asyncio.gather(*tasks, return_exceptions=True)
    last = doors.come(ADA, "last")
    await settle()
    assert doors.entered[-1] == "last"
    doors.leave["last"].set()
    await last


async def test_who_is_withdrawn_is_sent_away_without_room() -> None:
    """The others move up, and whoever left without having been in frees nothing."""
    doors = Doors(FairRoom(1))
    tasks = [doors.come(person, name) for person, name in ((ADA, "a0"), (ADA, "a1"), (ADA, "a2"), (GRACE, "g0"))]
    await settle()
    assert doors.room.line() == ["a1", "g0", "a2"]
    assert (doors.room.waiting_for(ADA), doors.room.waiting_for(ALAN)) == (2, 0)
    assert [doors.room.before(person) for person in (ADA, GRACE, ALAN)] == [3, 3, 2]
    assert doors.room.withdraw("a1")
    assert not doors.room.withdraw("a0"), "it is in, and stays"
    await settle()
    assert (doors.room.line(), doors.sent_away, doors.entered) == (["a2", "g0"], ["a1"], ["a0"])
    for event in doors.leave.values():
        event.set()
    await asyncio.gather(*tasks)
    assert doors.entered == ["a0", "a2", "g0"]
    assert not doors.room.is_full


async def test_closing_sends_everybody_away() -> None:
    """Who waits and who comes later gets no room; who is in stays as long as it takes."""
    doors = Doors(FairRoom(1))
    tasks = [doors.come(person, str(person)) for person in range(3)]
    await settle()
    doors.room.close()
    await settle()
    late = doors.come(ADA, "late")
    await settle()
    assert doors.sent_away == ["1", "2", "late"]
    doors.leave["0"].set()
    await asyncio.gather(*tasks, late)
