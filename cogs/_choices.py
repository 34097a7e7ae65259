"""The options that /imagine and /edit share, and how a person's choices are read."""

from collections.abc import Callable
from typing import TypeVar

from discord import app_commands
from discord.app_commands import Choice

from bot.core.catalog import Catalog
from bot.core.errors import CommandOutdated
from bot.core.limits import WORDS_LIMIT
from bot.core.request import RATIOS, SIZES, Options, Search, Thinking

AUTO = "auto"
_F = TypeVar("_F", bound=Callable[..., object])

Words = app_commands.Range[str, 1, WORDS_LIMIT]

_SUGGESTIONS = 25  # Discord docs, autocomplete: at most 25 choices of 100 characters each
_DESCRIPTIONS = {
    "prompt": "What you want to see, or how the picture should change",
    "image": "A picture to start from or to use",
    "image2": "A second picture to use",
    "image3": "A third picture to use",
    "ratio": "Width to height; auto leaves it to the model",
    "size": "How many pixels: 1K is about a megapixel",
    "thinking": "How long the model may think before it draws",
    "thoughts": "Keep what the model thinks and its drafts, behind Details",
    "model": "Which model draws",
    "search": "What the model may look up before it draws",
    "spoiler": "Hide the picture until somebody clicks it",
    "private": "Show the picture to you alone",
}


def drawing(command: _F) -> _F:
    """Describe the options that commands for drawing have, and offer what there is to choose."""
    for decorate in (
        app_commands.describe(**_DESCRIPTIONS),
        app_commands.choices(
            ratio=_offered(AUTO, *RATIOS), size=_offered(*SIZES), thinking=_offered(*Thinking), search=_offered(*Search)
        ),
        app_commands.allowed_installs(guilds=True, users=True),
        app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True),
    ):
        command = decorate(command)
    return command


def formats(command: _F) -> _F:
    """The same for what a list of wishes has in common."""
    shared = {name: _DESCRIPTIONS[name] for name in ("ratio", "size", "model", "thinking")}
    described = app_commands.describe(**shared)(command)
    return app_commands.choices(ratio=_offered(AUTO, *RATIOS), size=_offered(*SIZES), thinking=_offered(*Thinking))(
        described
    )


def options(
    ratio: str | None, size: str | None, thinking: str | None, search: str | None, *, thoughts: bool = False
) -> Options:
    """Raises CommandOutdated for a choice that there is not: discord.py lets anything pass."""
    if (thinking and thinking not in list(Thinking)) or (search and search not in list(Search)):
        raise CommandOutdated
    return Options(
        ratio=None if ratio == AUTO else ratio,
        size=size,
        thinking=Thinking(thinking) if thinking else None,
        search=Search(search) if search else Search.OFF,
        thoughts=thoughts,
    )


def families(catalog: Catalog, typed: str) -> list[Choice[str]]:
    """The families whose name holds what was typed so far; last those with a successor, or that may not be there."""
    wanted = "".join(typed.split()).casefold()
    found = [
        family
        for family in sorted(catalog.families, key=lambda each: bool(catalog.heir(each)) or catalog.is_missing(each))
        if wanted in "".join(family.name.split()).casefold() or wanted in family.id
    ]
    return [Choice(name=f"{family.name} ({family.status})"[:100], value=family.id) for family in found[:_SUGGESTIONS]]


def _offered(*values: str) -> list[Choice[str]]:
    return [Choice(name=str(value), value=str(value)) for value in values]
