"""`kill -9` in a restore: what starts by itself afterwards begins nothing anew, and the next restore brings it all."""

import sys
from signal import SIGKILL

import pytest

from tests.scenarios.processes.stands import Stands
from tests.scenarios.processes.test_stored import done, painted, pictures, refused

KILLED = """
import os, runpy, signal, sys
_, deed, place, *command = sys.argv
def look(event, arguments):
    if event == deed and any(str(each).endswith(place) for each in arguments):
        os.kill(os.getpid(), signal.SIGKILL)
sys.argv = command[2:]
sys.addaudithook(look)
runpy.run_module("bot", run_name="__main__", alter_sys=True)
"""
"""Runs the command that follows it, up to the first deed of that kind at that place (Python docs, Audit events)."""

CUT_OFF = "was cut off: run plantain restore again, with the same backup."


async def killed(on: Stands, deed: str, place: str) -> None:
    """Begin to restore into the folder `new`, and be killed just before the deed."""
    prefix = (sys.executable, "-c", KILLED, deed, place)
    bot = await on.launch("restore", "copy.tar", prefix=prefix, PLANTAIN_DATA="new")
    assert await bot.ended() == -SIGKILL, bot.said


async def backed_up(on: Stands) -> list[str]:
    """Paint two pictures, copy them, and stop; their names."""
    bot = await on.start()
    for words in ("a lighthouse", "a windmill"):
        await painted(on, words)
    await done(on, "backup", "copy.tar")
    await bot.stop()
    return names(on, "data")


def names(on: Stands, data: str) -> list[str]:
    return sorted(path.name for path in pictures(on, data))


@pytest.mark.parametrize(
    ("deed", "place"),
    [("os.mkdir", "new/spool/restored/pictures"), ("os.rename", "new/plantain.db")],
    ids=["while it unpacked", "after the pictures were moved"],
)
async def test_after_a_killed_restore_nothing_starts_until_it_is_run_again(on: Stands, deed: str, place: str) -> None:
    """Every start is refused in one sentence and changes nothing, also after a second kill; then all is found again."""
    painted_before = await backed_up(on)
    await killed(on, deed, place)
    await killed(on, "shutil.rmtree", "new/pictures")
    before = sorted((on.folder / "new").rglob("*"))
    for command in (["run"], ["migrate"], ["backup", "other.tar"], ["run"]):
        assert CUT_OFF in await refused(on, *command, PLANTAIN_DATA="new")
        assert sorted((on.folder / "new").rglob("*")) == before
    await done(on, "restore", "copy.tar", PLANTAIN_DATA="new")
    assert names(on, "new") == painted_before
    post = on.picture("a lighthouse")
    assert post
    await on.start(PLANTAIN_DATA="new")
    await on.discord.person("Ada").say(on.channel(), "make it winter", mention_bot=True, reply_to=post)
    await on.until(lambda: on.picture("make it winter"))


async def test_killed_after_its_last_step_a_restore_is_complete(on: Stands) -> None:
    """What it had not tidied away yet keeps nobody from starting."""
    painted_before = await backed_up(on)
    await killed(on, "shutil.rmtree", "new/spool/restored")
    assert names(on, "new") == painted_before
    await on.start(PLANTAIN_DATA="new")
    await painted(on, "a fox")
