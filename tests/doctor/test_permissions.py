"""What the bot may do in channels, as discord.py works it out."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.doctor.permissions import invitation
from tests.doctor.patient import Patient


def test_the_link_invites_with_what_is_needed() -> None:
    """The same permissions as the README's link, and slash commands."""
    query = parse_qs(urlsplit(invitation(42)).query)
    assert query == {
        "client_id": ["42"],
        "scope": ["bot applications.commands"],
        "permissions": ["309237746688"],
    }


@pytest.mark.parametrize(
    ("denied", "says"),
    [
        ({"attach_files"}, "#lounge (attach files); 1 of 2 channels are fine"),
        ({"send_messages"}, "#lounge (send messages, attach files)"),
    ],
)
async def test_a_channel_where_the_bot_cannot_work_is_named(patient: Patient, denied: set[str], says: str) -> None:
    """With what it lacks there, and what falls with that; the others are counted."""
    deny(patient, "lounge", *denied)
    report = await patient.examined("--json")
    assert (report.code, report.state("server Studio")) == (0, "warning")
    assert says in report.words("server Studio")


async def test_hidden_channels_are_nobodys_fault(patient: Patient) -> None:
    """They are counted; where all are hidden it is told."""
    deny(patient, "lounge", "view_channel")
    report = await patient.examined("--json")
    assert report.state("server Studio") == "ok"
    assert "1 hidden from it" in report.words("server Studio")
    deny(patient, "pictures", "view_channel")
    assert (await patient.examined("--json")).state("server Studio") == "warning"


async def test_upload_limits_are_told_and_names_are_harmless(patient: Patient) -> None:
    """A server's name may hold anything, also what steers a terminal."""
    world = patient.discord.world
    world.guilds = {key: replace(guild, name="Stu\x1b[31mdio") for key, guild in world.guilds.items()}
    report = await patient.examined("--json")
    assert "files up to 10 MiB" in report.words("server Stu [31mdio")


def deny(patient: Patient, channel: str, *permissions: str) -> None:
    world = patient.discord.world
    world.change_channel(replace(world.channel(channel), denied=frozenset(permissions)))
