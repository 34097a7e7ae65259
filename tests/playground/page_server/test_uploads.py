import aiohttp
import pytest

from bot.playground.page_server import uploads
from tests.playground.page_server.visiting import Visitor
from tests.worlds import png

SAY = "/page/deeds/say"


def form(*parts: tuple[str, bytes, str]) -> aiohttp.FormData:
    made = aiohttp.FormData(default_to_multipart=True)
    for name, data, filename in parts:
        made.add_field(name, data, filename=filename)
    return made


@pytest.mark.parametrize(
    "data",
    [
        b"said={}",
        form(("said", b"not JSON", "said")),
        form(("said", b"[]", "said")),
        form(("said", b"\xff\xfe", "said")),
        form(("said", b"{}" + b" " * (uploads.MOST_JSON + 1), "said")),
    ],
    ids=["no form", "no JSON", "no object", "no text", "too long"],
)
async def test_what_the_page_would_not_send_is_refused_in_a_sentence(visitor: Visitor, data: object) -> None:
    """A broken or overlong form ends in one plain sentence."""
    status, answer = await visitor.post(SAY, data)
    assert (status, answer["sentence"].endswith(".")) == (400, True)


async def test_a_cut_form_is_refused(visitor: Visitor) -> None:
    """A body that says it is a form and is none is refused in a sentence."""
    status, answer = await visitor.post(SAY, b"--x\r\nrubbish", **{"Content-Type": "multipart/form-data; boundary=x"})
    assert (status, "sentence" in answer) == (400, True)


async def test_too_many_bytes_are_refused_while_they_come(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sum of all files is bounded, and nothing is said."""
    monkeypatch.setattr(uploads, "MOST_BYTES", 1024 * 1024)
    place = str(visitor.discord.channel("pictures").id)
    halves = [("file", f"{number}.png", png(padding=600_000)) for number in range(2)]
    status, answer = await visitor.deed("say", {"channel": place}, *halves)
    assert (status, answer["sentence"]) == (400, "More than 1 MiB at once.")
    assert visitor.discord.world.messages == {}


async def test_too_many_files_are_refused(visitor: Visitor) -> None:
    """The number of files is bounded too."""
    files = [("file", f"{number}.png", png()) for number in range(uploads.MOST_FILES + 1)]
    status, answer = await visitor.deed("say", {"channel": str(visitor.discord.channel("pictures").id)}, *files)
    assert (status, str(uploads.MOST_FILES) in answer["sentence"]) == (400, True)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("cat.png", "cat.png"),
        ("../../etc/passwd", "passwd"),
        ("C:/pictures/cat.png", "cat.png"),
        ("größe 1.png", "größe 1.png"),
        ("..", "file"),
    ],
)
async def test_a_file_keeps_its_bare_name_only(visitor: Visitor, given: str, kept: str) -> None:
    """Folders in a name are dropped; the bytes arrive as they were sent."""
    place = str(visitor.discord.channel("pictures").id)
    assert (await visitor.deed("say", {"channel": place}, ("file", given, png())))[0] == 200
    (message,) = visitor.discord.world.messages.values()
    assert message.attachments[0].name == kept
    assert visitor.discord.blobs.path(message.attachments[0].blob).read_bytes() == png()
