"""Checks of Discord: token, application, gateway, servers, slash commands. Nothing is changed there."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

import aiohttp
import discord
from discord import app_commands

from bot.client import EXTENSIONS, create_bot, intents
from bot.core.workbench import Workbench
from bot.doctor.findings import Finding, State, broken, ok, warning
from bot.doctor.permissions import invitation, server_told
from bot.doctor.reaching import reached
from bot.pointing import pointed_at
from bot.settings import Settings

_API = "https://discord.com/api/v10"
_READY_SECONDS = 15
_MOST_SERVERS = 20
_NOT_AUTHENTICATED = 4004
_TOKEN_ADVICE = "On the application's page, under Bot, reset the token and copy it to DISCORD_TOKEN."  # noqa: S105 - a sentence
_LATER = "Try again in a few minutes; https://discordstatus.com tells whether it is Discord."


async def look(settings: Settings) -> Sequence[Finding]:
    host = await reached("discord host", settings.discord_api_url or _API)
    if settings.discord_token is None:
        advice = f"Put it into the environment or into a file named .env. {_TOKEN_ADVICE}"
        return [host, broken("discord token", "DISCORD_TOKEN is not set", advice)]
    if host.state is State.BROKEN:
        return [host]
    with pointed_at(settings.discord_api_url, settings.discord_gateway_url):
        async with discord.Client(intents=intents(), max_messages=None, guild_ready_timeout=0) as client:
            return [host, *await _logged_in(client, settings.discord_token.get_secret_value())]


async def _logged_in(client: discord.Client, token: str) -> Sequence[Finding]:
    name = "discord token"
    try:
        await client.login(token)
        application = await client.application_info()
    except discord.LoginFailure:
        return [broken(name, "Discord does not accept it", _TOKEN_ADVICE)]
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        return [broken(name, f"Discord did not judge it ({type(error).__name__})", _LATER)]
    link = ok("invitation", invitation(application.id))
    return [
        ok(name, f"Discord accepts it for {client.user}"),
        application_told(application),
        await commands_told(client),
        *await _connected(client),
        link,
    ]


def application_told(application: discord.AppInfo) -> Finding:
    """Switches on the application's page that would keep the bot from working, and its intents."""
    name = "application"
    if application.interactions_endpoint_url:
        sentence = "has an interactions endpoint URL, so that commands and buttons never come to the bot"
        return broken(name, sentence, "On its page, under General Information, empty that field.")
    if application.bot_require_code_grant:
        sentence = "requires the OAuth2 code grant, so that nobody can invite the bot by its link"
        return warning(name, sentence, "On its page, under Bot, switch that off.")
    flags = application.flags
    content = flags.gateway_message_content or flags.gateway_message_content_limited
    beside = ", message content is on all the same" if content else ""
    return ok(name, f"id {application.id}; no privileged intent is needed{beside}")


async def commands_told(client: discord.Client) -> Finding:
    """Whether Discord has the slash commands that this code has."""
    name, advice = (
        "commands",
        "Run plantain sync; where that does not help, delete commands.json in the data folder first.",
    )
    try:
        there = await app_commands.CommandTree(client).fetch_commands()
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        return warning(name, f"Discord did not list them ({type(error).__name__})", _LATER)
    wanted = await own_commands()
    found = {(command.name, command.type.value) for command in there}
    if missing := wanted.keys() - found:
        return warning(name, f"Discord lacks {_named(missing)}", advice)
    if extra := found - wanted.keys():
        return warning(name, f"Discord has {_named(extra)}, which this version lacks", advice)
    shown = {(command.name, command.type.value): command for command in there}
    if stale := {key for key, command in wanted.items() if _options(command) != _options(shown[key].to_dict())}:
        return warning(name, f"Discord has other options for {_named(stale)}", advice)
    return ok(name, f"Discord has all {len(wanted)}")


async def own_commands() -> Mapping[tuple[str, int], Mapping[str, Any]]:
    """The global commands of this code by name and type, as Discord would get them."""
    bot = create_bot(cast(Workbench, _Nothing()))
    try:
        for extension in EXTENSIONS:
            await bot.load_extension(extension)
        tree = bot.tree
        return {(each.name, int(each.to_dict(tree)["type"])): each.to_dict(tree) for each in tree.get_commands()}
    finally:
        await bot.close()


class _Nothing:
    """In place of a workbench: commands are looked at here, never run."""

    def __getattr__(self, _name: str) -> "_Nothing":
        return self


def _options(command: Mapping[str, Any]) -> str:
    """What of the options people see, in an order of its own."""
    kept = ("name", "type", "required", "description")
    options = [{key: option.get(key) or False for key in kept} for option in command.get("options") or ()]
    return json.dumps(sorted(options, key=lambda option: str(option["name"])), sort_keys=True)


def _named(keys: set[tuple[str, int]]) -> str:
    return ", ".join(sorted(f"“{name}”" for name, _ in keys))


async def _connected(client: discord.Client) -> Sequence[Finding]:
    running = asyncio.create_task(client.connect(reconnect=False))
    ready = asyncio.create_task(_ready(client))
    try:
        await asyncio.wait({running, ready}, timeout=_READY_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if client.is_ready():
            return [ok("gateway", f"connected, in {len(client.guilds)} servers"), *_servers(client.guilds)]
        return [_not_connected(running)]
    finally:
        ready.cancel()
        await client.close()
        running.cancel()
        await asyncio.gather(running, ready, return_exceptions=True)


async def _ready(client: discord.Client) -> None:
    """Return when Discord has told of every server."""
    await client.wait_until_ready()
    while any(guild.unavailable for guild in client.guilds):
        await client.wait_for("guild_available")


def _not_connected(running: "asyncio.Task[None]") -> Finding:
    error = running.exception() if running.done() and not running.cancelled() else None
    match error:
        case discord.PrivilegedIntentsRequired():
            return broken("gateway", "Discord asks for privileged intents, which Plantain does not use", "Update it.")
        case discord.ConnectionClosed(code=code):
            advice = _TOKEN_ADVICE if code == _NOT_AUTHENTICATED else "Discord's page on gateway close codes says why."
            return broken("gateway", f"Discord closed the connection (code {code})", advice)
        case _:
            why = type(error).__name__ if error else f"not ready within {_READY_SECONDS} seconds"
            return broken("gateway", f"no connection ({why})", _LATER)


def _servers(guilds: Sequence[discord.Guild]) -> Sequence[Finding]:
    if not guilds:
        return [warning("servers", "the bot is in none", "Invite it by the link below.")]
    there = [guild for guild in guilds if not guild.unavailable]
    told = [server_told(guild) for guild in there]
    if len(there) < len(guilds):
        told.append(warning("servers", f"Discord does not tell of {len(guilds) - len(there)} at the moment", _LATER))
    fine = [finding for finding in told if finding.state is State.OK]
    shown = [*(finding for finding in told if finding.state is not State.OK), *fine][:_MOST_SERVERS]
    left = len(told) - len(shown)
    return [*shown, ok("servers", f"{left} more are not shown")] if left else shown
