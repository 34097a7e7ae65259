"""What is said of Discord."""

from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import discord
import pytest

from bot.doctor.bot import application_told, own_commands
from bot.doctor.findings import State
from tests.doctor.patient import Patient


async def test_all_is_well_with_the_stand_in(patient: Patient) -> None:
    """Token, application, gateway and server, and the link to invite it by."""
    await sync(patient)
    report = await patient.examined("--json")
    names = ("discord host", "discord token", "application", "commands", "gateway", "server Studio", "invitation")
    assert [report.state(name) for name in names] == ["ok"] * 7
    assert f"client_id={patient.discord.world.bot.id}" in report.words("invitation")


async def test_a_missing_token_and_a_wrong_one_are_told(patient: Patient) -> None:
    """With the way to a new one."""
    patient.has(discord_token="wrong-and-made-up")
    report = await patient.examined("--json")
    assert (report.code, report.state("discord token")) == (1, "broken")
    assert "reset the token" in report.words("discord token")
    patient.monkeypatch.delenv("DISCORD_TOKEN")
    assert "DISCORD_TOKEN is not set" in (await patient.examined("--json")).words("discord token")


async def test_an_unreachable_discord_is_told(patient: Patient) -> None:
    """While everything else is looked at."""
    patient.has(discord_api_url="http://127.0.0.1:9/api/v10")
    report = await patient.examined("--json")
    assert (report.code, report.state("discord host"), report.state("gemini key")) == (1, "broken", "ok")


async def test_a_gateway_that_is_elsewhere_is_told(patient: Patient) -> None:
    """The API answers, and nobody can connect."""
    patient.has(discord_gateway_url="ws://127.0.0.1:9/gateway")
    report = await patient.examined("--json")
    assert (report.code, report.state("gateway")) == (1, "broken")


async def test_commands_that_differ_are_told(patient: Patient) -> None:
    """What is lacking, what is left over, and what has other options."""
    assert "“imagine”" in (await patient.examined("--json")).words("commands")
    bodies = await sync(patient)
    assert (await patient.examined("--json")).state("commands") == "ok"
    await sync(patient, [*bodies, {"name": "old", "type": 1, "description": "gone"}])
    assert "has “old”" in (await patient.examined("--json")).words("commands")
    imagine = next(body for body in bodies if body["name"] == "imagine")
    await sync(patient, [*(body for body in bodies if body is not imagine), imagine | {"options": []}])
    report = await patient.examined("--json")
    assert "other options for “imagine”" in report.words("commands")
    assert (report.code, report.state("commands")) == (0, "warning")


async def sync(patient: Patient, bodies: list[dict[str, Any]] | None = None) -> list[dict[str, Any]]:
    """Tell the stand-in commands, by default those of this code."""
    bodies = bodies or [dict(command) for command in (await own_commands()).values()]
    url = f"{patient.discord.api_url}/applications/{patient.discord.world.bot.id}/commands"
    headers = {"Authorization": f"Bot {patient.discord.token}"}
    async with aiohttp.ClientSession(headers=headers) as http, http.put(url, json=bodies) as answer:
        assert answer.status == 200
    return bodies


@pytest.mark.parametrize(
    ("changes", "state", "says"),
    [
        ({}, State.OK, "id 42; no privileged intent is needed"),
        ({"content": True}, State.OK, "message content is on"),
        ({"interactions_endpoint_url": "https://x.example"}, State.BROKEN, "never come to the bot"),
        ({"bot_require_code_grant": True}, State.WARNING, "nobody can invite"),
    ],
)
def test_switches_of_the_application_are_told(changes: dict[str, Any], state: State, says: str) -> None:
    """Those that would keep a healthy bot silent."""
    flags = SimpleNamespace(
        gateway_message_content=False, gateway_message_content_limited=changes.get("content", False)
    )
    usual = {"id": 42, "interactions_endpoint_url": None, "bot_require_code_grant": False, "flags": flags}
    found = application_told(cast("discord.AppInfo", SimpleNamespace(**(usual | changes))))
    assert (found.state, says in found.sentence) == (state, True)
