"""What Discord promises, and what breaks that."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec import ValidationError

from bot.payloads import Unreadable, check_interaction, check_message

Change = Callable[[dict[str, Any]], object]
FILE = {"id": "1", "filename": "a.png", "size": 5, "url": "https://cdn.discordapp.com/a.png"}
OPTIONS = [
    {"name": "prompt", "type": 3, "value": "a fox"},
    {"name": "image", "type": 11, "value": "1"},
    {"name": "private", "type": 5, "value": True},
]


AUTHOR = {"id": "7", "username": "ada", "discriminator": "0", "avatar": None}


def command() -> dict[str, Any]:
    return {
        "id": "1",
        "application_id": "2",
        "token": "aW50ZXJhY3Rpb24",
        "type": 2,
        "channel": {"id": "5", "type": 0},
        "attachment_size_limit": 10,
        "guild_id": "6",
        "member": {"user": AUTHOR},
        "data": {
            "name": "imagine",
            "type": 1,
            "options": list(OPTIONS),
            "resolved": {"attachments": {"1": dict(FILE)}},
        },
    }


def form() -> dict[str, Any]:
    field = {"type": 18, "component": {"type": 4, "custom_id": "prompt", "value": "make it winter"}}
    return command() | {"type": 5, "data": {"custom_id": "x", "components": [field]}}


def test_what_keeps_its_promises_is_let_in() -> None:
    """Commands, typing, presses and forms, in guilds and outside."""
    check_interaction(command())
    check_interaction(command() | {"type": 4, "data": {"name": "imagine", "options": [OPTIONS[0], OPTIONS[1]]}})
    check_interaction(form())
    press = {"type": 3, "data": {"custom_id": "x", "component_type": 2}, "message": {"author": AUTHOR}}
    check_interaction(command() | press | {"guild_id": None, "member": None, "user": AUTHOR})
    check_message(
        {"id": "1", "channel_id": "2", "content": "", "attachments": [FILE], "author": AUTHOR, "mentions": [AUTHOR]}
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda payload: payload.clear(),
        lambda payload: payload.update(token=["x"]),
        lambda payload: payload.update(type=1),
        lambda payload: payload.update(type=99),
        lambda payload: payload.update(attachment_size_limit="10"),
        lambda payload: payload.update(attachment_size_limit=-1),
        lambda payload: payload.pop("channel"),
        lambda payload: payload.pop("member"),
        lambda payload: payload.pop("guild_id"),
        lambda payload: payload["member"].update(nick=7),
        lambda payload: payload.update(data=None),
        lambda payload: payload["data"].pop("name"),
        lambda payload: payload["data"].update(type=4),
        lambda payload: payload["data"].update(guild_id=[]),
        lambda payload: payload["data"].pop("resolved"),
        lambda payload: payload["data"]["options"][0].pop("name"),
        lambda payload: payload["data"]["options"].append({"name": "prompt", "type": 3, "value": 7}),
        lambda payload: payload["data"]["options"].append({"name": "private", "type": 5, "value": "yes"}),
        lambda payload: payload["data"]["options"].append(
            {"name": "x", "type": 1, "options": [{"name": "y", "type": 5}]}
        ),
        lambda payload: payload["data"]["resolved"]["attachments"]["1"].pop("url"),
        lambda payload: payload["data"]["resolved"]["attachments"]["1"].update(size=-1),
        lambda payload: payload.update(type=3, data={"custom_id": "x", "component_type": 2}),
        lambda payload: payload["data"]["resolved"].update(messages={"9": {"author": {}}}),
        lambda payload: payload.update(form(), data={"custom_id": "x"}),
        lambda payload: payload.update(form(), data={"custom_id": "x", "components": [{"values": [1]}]}),
    ],
)
def test_what_breaks_a_promise_is_kept_out(change: Change) -> None:
    """Missing, of another type, out of range, or leading nowhere."""
    payload = command()
    change(payload)
    with pytest.raises((Unreadable, ValidationError)):
        check_interaction(payload)


@pytest.mark.parametrize(
    "change",
    [
        {"author": {"id": "7"}},
        {"mentions": [{}]},
        {"member": {"nick": 7}},
        {"referenced_message": {}},
        {"content": None},
        {"attachments": None},
        {"attachments": [{}]},
        {"id": "a"},
    ],
)
def test_a_message_that_can_t_be_read_is_kept_out(change: dict[str, Any]) -> None:
    """Its words are text, its files have a size and an address, and its author is somebody."""
    with pytest.raises(ValidationError):
        check_message(
            {"id": "1", "channel_id": "2", "content": "", "attachments": [], "author": AUTHOR, "mentions": []} | change
        )
