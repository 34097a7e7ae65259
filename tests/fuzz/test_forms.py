"""Submitted forms: values that are missing, doubled, of other types, huge or unknown."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.limits import REFERENCE_BYTES
from bot.playground.discord.records import Message
from tests.cogs.stage import Stage
from tests.fuzz.examples import examples
from tests.fuzz.junk import words
from tests.fuzz.quiet import Quiet
from tests.worlds import png

NAMES = st.sampled_from(["prompt", "ratio", "size", "files", "model", "", "__class__"])
CHOICES = st.one_of(st.sampled_from(["auto", "1:1", "16:9", "4K", "9K", "0"]), words)
SIZES = st.sampled_from([0, 1, 1000, REFERENCE_BYTES, REFERENCE_BYTES + 1, 2**40])
LINKS = st.sampled_from(
    [
        "https://cdn.discordapp.com/attachments/1/2/a.png",
        "https://cdn.discordapp.com.evil.example/a.png",
        "http://cdn.discordapp.com/attachments/1/2/a.png",
        "https://discord.com/api/v10/users/@me",
        "https://127.0.0.1/a.png",
        "file:///etc/passwd",
        "https://cdn.discordapp.com/../../etc/passwd",
        "https://[::1",
        "",
        "x" * 3000,
    ]
)
files = st.builds(
    lambda url, size, kind: {
        "id": "1",
        "filename": "a",
        "url": url,
        "proxy_url": url,
        "size": size,
        "content_type": kind,
    },
    LINKS,
    SIZES,
    st.sampled_from(["image/png", "text/html", "", None, "image/" + "x" * 500]),
)
field = st.one_of(
    st.builds(lambda name, value: {"type": 4, "custom_id": name, "value": value}, NAMES, words),
    st.builds(
        lambda name, values: {"type": 3, "custom_id": name, "values": values}, NAMES, st.lists(CHOICES, max_size=30)
    ),
    st.builds(
        lambda name, values: {"type": 19, "custom_id": name, "values": values},
        NAMES,
        st.lists(st.sampled_from([*"0123456789", "10", "999", "x"]), max_size=30),
    ),
)
submitted = st.lists(
    st.one_of(
        field.map(lambda inner: {"type": 18, "component": inner}),
        field.map(lambda inner: {"type": 1, "components": [inner, inner]}),
        field,
        st.just({"type": 10, "content": "hello"}),
    ),
    max_size=8,
)
resolved = st.lists(files, max_size=12).map(lambda all_: {str(number): one for number, one in enumerate(all_)})


@pytest.fixture
async def card(on: Stage, quiet: Quiet) -> Message:
    return await on.imagine(image=("a.png", png()))


@pytest.mark.parametrize("label", ["Edit", "Resize", "menu"])
@examples(70)
@given(fields=submitted, sent=resolved)
async def test_whatever_is_entered_in_a_form_is_a_wish_or_a_sentence(
    on: Stage, quiet: Quiet, card: Message, *, label: str, fields: list[Any], sent: dict[str, Any]
) -> None:
    """Nothing that a form may hold asks for more than its fields do, and files come from Discord alone."""
    if label == "menu":
        said = await on.grace.say(on.channel, "look", files=[("b.png", png())])
        opened = await on.grace.message_command(on.channel, "Edit picture", said)
    else:
        opened = await on.grace.press(card, label)
    modal = await opened.modal()

    def filled(payload: Any) -> Any:
        payload["data"] |= {"components": fields, "resolved": {"attachments": sent}}
        return payload

    on.discord.gateway.change_next("INTERACTION_CREATE", filled)
    await on.grace.submit(modal, {} if label == "Resize" else {"prompt": "x"})
    await quiet.check()
    assert all(len(call.request.references) <= call.family.references for call in on.model.calls)
