"""What the gateway sends is looked at before discord.py reads it: one bad event may not end the client.

And what Discord sends a second time, as it may, is done once.

discord.py 2.7 lets whatever a parser raises end the connection for good, and does not say which event that was.
"""

import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import discord
import msgspec
from discord import app_commands

from bot.core.memory import Repeats
from bot.payloads import Answerable, check_interaction, check_message

_log = logging.getLogger(__name__)

UNREADABLE = "unreadable_interaction"
"""The event that extensions get, with an interaction of which nothing can be used but its answer."""

_ESSENTIAL = ("READY", "RESUMED")
"""A client that could not read these would wait for ever: it has to end, so that another one takes its place."""

_CHECKS: Mapping[str, Callable[[Any], None]] = {
    "INTERACTION_CREATE": check_interaction,
    "MESSAGE_CREATE": check_message,
}
Parse = Callable[[Any], None]


def screen(client: discord.Client, interactions: Repeats) -> None:
    """Put the check before every parser of *client* (discord.py 2.7: `ConnectionState.parsers`, by event).

    Through here goes every interaction, whatever door it is for: those among *interactions* go no further.
    """
    parsers: dict[str, Parse] = client._connection.parsers  # noqa: SLF001 - there is no public place between both
    for event, parse in parsers.items():
        if event not in _ESSENTIAL:
            parsers[event] = partial(_screened, client, event, parse)
    parsers["INTERACTION_CREATE"] = partial(_once, interactions, parsers["INTERACTION_CREATE"])


def _once(interactions: Repeats, parse: Parse, payload: Any) -> None:
    try:
        event = int(msgspec.convert(payload, Answerable).id)
    except msgspec.ValidationError:  # nobody can answer it, be it the first or not
        parse(payload)
        return
    if interactions.has(event):
        _log.info("interaction %d came twice", event)
    else:
        parse(payload)


def _screened(client: discord.Client, event: str, parse: Parse, payload: Any) -> None:
    try:
        if check := _CHECKS.get(event):
            check(payload)
        parse(payload)
    except Exception as error:  # noqa: BLE001 - whatever a parser raises
        _log.warning("Discord sent %s in a form that can't be read (%s)", event, type(error).__name__)
        _log.debug("what is wrong with it", exc_info=error)
        if event == "INTERACTION_CREATE":
            _hand_over(client, payload)


def _hand_over(client: discord.Client, payload: Any) -> None:
    """Let somebody answer it all the same."""
    try:
        left = msgspec.to_builtins(msgspec.convert(payload, Answerable))
    except (msgspec.ValidationError, RecursionError):
        return
    bare: Any = left | {"version": 1, "attachment_size_limit": 0}
    client.dispatch(UNREADABLE, discord.Interaction(data=bare, state=client._connection))  # noqa: SLF001 - as above


class ScreenedTree(app_commands.CommandTree[Any]):
    """A command tree that tells of objects which can't be read, instead of losing that in a task."""

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        try:
            _ = interaction.namespace
        except Exception as error:
            raise app_commands.AppCommandError from error
        if interaction.type is discord.InteractionType.autocomplete and not _offers_choices(interaction):
            raise app_commands.AppCommandError
        return True


def _offers_choices(interaction: discord.Interaction[Any]) -> bool:
    """Whether the option that somebody types in has any: an old Discord client may have another command in mind."""
    command, data = interaction.command, dict[str, Any](interaction.data or {})
    focused = [option["name"] for option in data.get("options", ()) if option.get("focused")]
    if not isinstance(command, app_commands.Command) or not focused:
        return False
    parameter = command.get_parameter(focused[0])
    return parameter is not None and parameter.autocomplete
