"""Disks that are full or read-only, damaged files and backups, seen by the operator and by people."""

import hashlib
import os
import resource
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.errors import NotWritten, ResultLost, StorageFailed, StorageUnavailable
from bot.playground.discord.records import Message
from bot.playground.gemini import Touch
from tests.scenarios.processes.stands import Bot, Stands, texts
from tests.storage.spoiling import forget_pages, spoil
from tests.torture.books import Books

KIB = 1024
GRAINY = Touch(grain=0.1)
"""At 1K some two megabytes as PNG."""
NO_LIMIT = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


async def imagine(on: Stands, words: str, **options: str) -> None:
    await on.discord.person("Ada").slash(on.channel(), "imagine", {"prompt": words, **options})


async def painted(on: Stands, words: str) -> Message:
    await imagine(on, words)
    return await on.until(lambda: on.picture(words))


async def says(on: Stands, words: str) -> Message:
    return await on.until(lambda: next((post for post in on.posts() if words in texts(post)), None))


def lighthouses(on: Stands) -> list[Message]:
    return [post for post in on.posts() if post.attachments and "a lighthouse" in texts(post)]


def full(bot: Bot, size: int) -> None:
    """From now on no file of the bot's can grow beyond *size* bytes, as on a disk without room."""
    resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def mended(bot: Bot) -> None:
    resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, NO_LIMIT)


def pictures(on: Stands, data: str = "data") -> list[Path]:
    """Every picture file, each of which is whole."""
    files = [path for path in (on.folder / data / "pictures").rglob("*") if path.is_file()]
    assert [file.name for file in files] == [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
    return files


def sentence(bot: Bot) -> str:
    """The one sentence with which a command ended."""
    assert "Traceback" not in bot.said
    (said,) = [line for line in bot.said.splitlines() if line.startswith("plantain: ")]
    return said


async def refused(on: Stands, *command: str, **environment: str) -> str:
    bot = await on.launch(*command, **environment)
    assert await bot.ended() == 1, bot.said
    return sentence(bot)


async def done(on: Stands, *command: str, **environment: str) -> None:
    bot = await on.launch(*command, **environment)
    assert await bot.ended() == 0, bot.said


async def test_a_full_disk_is_told_before_anything_is_paid(on: Stands) -> None:
    """What can't be written down is not begun; with room again the bot goes on without a restart."""
    bot = await on.start()
    full(bot, 8 * KIB)
    await imagine(on, "a lighthouse")
    await says(on, NotWritten().told)
    assert on.gemini.calls == ()
    mended(bot)
    await painted(on, "a windmill")


async def test_a_disk_that_fills_up_meanwhile_is_told(on: Stands) -> None:
    """A picture that can't be stored leaves a sentence and no half file; with room again the bot goes on."""
    bot = await on.start()
    full(bot, 256 * KIB)
    await imagine(on, "a lighthouse", size="4K")
    await says(on, StorageFailed().told)
    assert pictures(on) == []
    assert list((on.folder / "data" / "spool").iterdir()) == []
    mended(bot)
    await painted(on, "a windmill")
    assert len(pictures(on)) >= 1


async def test_a_disk_that_is_full_when_the_picture_is_to_be_posted_delays_the_post(on: Stands) -> None:
    """The paid picture has to be made smaller, for which there is no room: it stays owed, and comes with the room."""
    on.gemini.next(GRAINY)
    on.discord.gateway.change_next("INTERACTION_CREATE", lambda event: event | {"attachment_size_limit": 1_000_000})
    unanswered = on.hold("PATCH", "/webhooks/*/messages/@original")
    first = await on.start()
    await imagine(on, "a lighthouse")
    await unanswered.reached()
    await first.kill()
    second = await on.start(prefix=("prlimit", f"--fsize={256 * KIB}"))
    await second.until_said("could not be posted; it is kept")
    await second.kill()
    (turn,) = Books(on.folder / "data" / "plantain.db").turns()
    assert (turn.state, turn.closed) == ("generated", False)
    await on.start()
    card = await on.until(lambda: on.picture("a lighthouse"))
    assert (on.posts(), on.gemini.billed) == ([card], 1)


async def test_a_pictures_folder_made_read_only_meanwhile_is_told_before_anything_is_paid(on: Stands) -> None:
    """The bot looks before each call of the model; once the folder can be written it goes on."""
    await on.start(prefix=ordinary())
    folder = on.folder / "data" / "pictures"
    folder.chmod(0o500)
    await imagine(on, "a lighthouse")
    await says(on, NotWritten().told)
    assert on.gemini.calls == ()
    folder.chmod(0o700)
    await painted(on, "a windmill")


async def test_a_picture_that_is_damaged_after_its_card_failed_is_told(on: Stands) -> None:
    """The stored file has other bytes when it is to be posted after a restart: the person reads it, once."""
    unanswered = on.hold("PATCH", "/webhooks/*/messages/@original")
    bot = await on.start()
    await imagine(on, "a lighthouse")
    await unanswered.reached()
    await bot.kill()
    for file in pictures(on):
        file.write_bytes(file.read_bytes()[::-1])
    await on.start()
    told = await says(on, ResultLost().told)
    assert (on.posts(), on.asked_for("a lighthouse")) == ([told], 1)


@pytest.mark.parametrize("damage", ["cut", "garbage", "missing table", "spoilt page"])
async def test_a_damaged_database_ends_the_start_with_a_sentence(on: Stands, damage: str) -> None:
    """The operator reads which file it is and what helps; the damaged file stays as it is."""
    await done(on, "migrate")
    file = on.folder / "data" / "plantain.db"
    if damage == "missing table":
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("DROP TABLE ledger")
    elif damage == "spoilt page":
        spoil(file, "places")
    else:
        file.write_bytes(file.read_bytes()[:6000] if damage == "cut" else b"garbage!" * 4000)
    said = await refused(on)
    assert f"The database {file} is damaged" in said
    assert "plantain restore" in said


async def test_a_database_that_is_gone_ends_the_start_with_a_sentence(on: Stands) -> None:
    """Beside the pictures of a bot that was in use an empty file is no new one, and nothing is begun."""
    bot = await on.start()
    await painted(on, "a lighthouse")
    await bot.stop()
    file = on.folder / "data" / "plantain.db"
    file.write_bytes(b"")
    assert f"The database {file} is damaged (it is empty" in await refused(on)
    assert "plantain restore" in await refused(on, "migrate")
    assert file.stat().st_size == 0


async def test_reading_what_is_damaged_meanwhile_costs_nothing(on: Stands) -> None:
    """A page that is spoilt while the bot runs: nobody who looks at something is told that it may have cost."""
    bot = await on.start()
    post = await painted(on, "a lighthouse")
    await bot.stop()
    bot = await on.start()
    database = on.folder / "data" / "plantain.db"
    spoil(database, "turns")
    forget_pages(database)
    ada = on.discord.person("Ada")
    looked = await (await ada.slash(on.channel(), "history")).post()
    undone = await (await ada.slash(on.channel(), "undo")).followup()
    assert [texts(told) for told in (looked, undone)] == [StorageUnavailable().told] * 2
    for button in ("Details", "Original", "Again"):
        assert texts(await (await ada.press(post, button)).post()) == StorageUnavailable().told
    assert on.asked_for("a lighthouse") == 1
    assert "WARNING" in bot.said
    assert "storage failed: DatabaseError, SQLITE_CORRUPT" in bot.said


def ordinary() -> tuple[str, ...]:
    """What runs a command without the right to write anywhere, which only root has."""
    without_right = () if os.geteuid() else ("setpriv", "--bounding-set=-dac_override")
    if without_right and not shutil.which("setpriv"):
        pytest.skip("root may write anywhere, and setpriv, which would take that right away, isn't here")
    return without_right


@pytest.mark.parametrize(
    ("closed", "told"),
    [
        (".", "The data folder {} can't be used (Permission denied)"),
        ("pictures", "The data folder {} can't be used (Permission denied)"),
        ("spool", "The data folder {} can't be used (Permission denied)"),
        ("plantain.db", "The database {} can't be opened: please see to the permissions"),
    ],
)
async def test_what_cannot_be_written_ends_the_start_with_a_sentence(on: Stands, closed: str, told: str) -> None:
    """Whichever part of the data is read-only, it is named with the reason before anybody is served."""
    await done(on, "migrate")
    data = on.folder / "data"
    (data / "lock").unlink()
    part = data / closed
    before = part.stat().st_mode
    part.chmod(0o500 if part.is_dir() else 0o400)
    bot = await on.launch(prefix=ordinary())
    assert await bot.ended() == 1
    part.chmod(before)
    assert told.format(part) in sentence(bot)
    await done(on, "migrate")


async def test_a_second_bot_on_the_same_database_is_refused(on: Stands) -> None:
    """A data folder of its own is not enough, by whatever way it comes to the file; the first one goes on."""
    await on.start()
    file = on.folder / "data" / "plantain.db"
    (on.folder / "link.db").symlink_to(file)
    for command in ("run", "migrate"):
        for name in (file, on.folder / "link.db"):
            said = await refused(on, command, PLANTAIN_DATA="other", DATABASE_URL=f"sqlite:///{name}")
            assert f"Another Plantain is using the database {file}" in said
    await painted(on, "a lighthouse")


async def test_a_database_that_cannot_be_written_ends_the_start_with_a_sentence(on: Stands) -> None:
    """A disk without room for the first page is told at the start."""
    bot = await on.launch(prefix=("sh", "-c", 'ulimit -f 3; exec "$@"', "sh"))
    assert await bot.ended() == 1
    assert "check whether the disk is full" in sentence(bot)


async def test_a_backup_of_the_running_bot_brings_everything_back(on: Stands) -> None:
    """Copied while pictures are painted, put back elsewhere: buttons of old posts work, and edits go on from them."""
    first = await on.start()
    post = await painted(on, "a lighthouse")
    on.gemini.next("hang")
    await imagine(on, "a windmill")
    await on.asked("a windmill")
    await done(on, "backup", "copy.tar")
    on.gemini.release()
    await on.until(lambda: on.picture("a windmill"))
    assert await first.stop() == 0
    assert (await refused(on, "restore", "copy.tar")).startswith("plantain: The data folder")
    await done(on, "restore", "copy.tar", PLANTAIN_DATA="restored")
    assert len(pictures(on, "restored")) >= 1

    await on.start(PLANTAIN_DATA="restored")
    ada = on.discord.person("Ada")
    await ada.press(post, "Again")
    await on.until(lambda: next((other for other in lighthouses(on) if other.id != post.id), None))
    await ada.say(on.channel(), "make it winter", mention_bot=True, reply_to=post)
    await on.until(lambda: on.picture("make it winter"))
    bodies = [record.body for record in on.gemini.records if "make it winter" in str(record.body)]
    assert [len(body["contents"]) for body in bodies if "contents" in body] == [3]
    assert on.asked_for("a windmill") == 1


async def test_a_restore_beside_a_running_bot_is_refused(on: Stands) -> None:
    """Its folder is not empty, and nothing in it is touched."""
    await on.start()
    await painted(on, "a lighthouse")
    await done(on, "backup", "copy.tar")
    before = sorted(pictures(on))
    assert "is not empty" in await refused(on, "restore", "copy.tar")
    assert sorted(pictures(on)) == before
