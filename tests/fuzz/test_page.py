"""The demo page's deeds, as a broken page would send them."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.discord.server import StandIn
from bot.playground.page_server.page import Page
from tests.fuzz.examples import examples
from tests.fuzz.junk import JUNK, words
from tests.playground.page_server.visiting import SECRET, Visitor, sync
from tests.worlds import ManualClock, png

DEEDS = (
    *("say", "edit", "delete", "typing", "slash", "autocomplete", "message-command", "press", "select", "submit"),
    *("dismiss", "", "%2e%2e", "nothing"),
)
KEYS = ("as", "channel", "message", "text", "replyTo", "ping", "command", "option", "options", "partial", "button")
MORE = ("select", "values", "interaction")


@pytest.fixture
async def visitor(tmp_path: Path) -> AsyncIterator[Visitor]:
    discord = StandIn(tmp_path, clock=ManualClock())
    sync(discord)
    page = Page(discord.world, discord.blobs, discord.recorder, secret=SECRET)
    discord.add_routes(page.routes())
    async with discord, aiohttp.ClientSession() as session:
        yield Visitor(session, discord)
        page.close()


@examples(150)
@given(
    deed=st.sampled_from(DEEDS),
    said=st.dictionaries(
        st.sampled_from([*KEYS, *MORE]), st.one_of(st.sampled_from([*JUNK, "place", "imagine"]), words)
    ),
    file=st.booleans(),
)
async def test_whatever_the_page_sends_is_done_or_refused(
    visitor: Visitor, *, deed: str, said: dict[str, Any], file: bool
) -> None:
    """Nothing ends in a failure of the server, and what is refused is told in a sentence."""
    place = str(visitor.discord.channel("pictures").id)
    said = {key: place if value == "place" else value for key, value in said.items()}
    files = (("file", "a.png", png()),) if file else ()
    if "as" not in said:
        status, answer = await visitor.deed(deed, {"channel": place, **said}, *files)
    else:
        form = aiohttp.FormData(default_to_multipart=True)
        form.add_field("said", json.dumps(said))
        status, answer = await visitor.post(f"/page/deeds/{deed}", form)
    assert status in (200, 400, 404, 405, 413)
    assert status != 400 or answer["sentence"]


@examples(40)
@given(body=st.one_of(st.binary(max_size=2000), words.map(lambda text: text.encode("utf-8", "replace"))))
async def test_whatever_body_comes_is_refused(visitor: Visitor, body: bytes) -> None:
    """Neither a form nor JSON is needed to be told so."""
    status, _ = await visitor.post("/page/deeds/say", body)
    assert 400 <= status < 500
