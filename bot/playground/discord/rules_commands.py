"""Limits of application commands (Discord docs, Application commands)."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from bot.playground.discord.components import Path
from bot.playground.discord.records import Json
from bot.playground.discord.rules import Length, Rule, Violation, out_of_range
from bot.playground.discord.rules_messages import CHOICE_NAME, CHOICE_VALUE, MOST_CHOICES

SOURCE: Final = "Discord docs, Application commands"
SLASH: Final = 1
MOST_PER_KIND: Final = {1: 100, 2: 15, 3: 15}
MOST_OPTIONS: Final = 25
MOST_CHARACTERS: Final = 8000
_NAME: Final = re.compile(r"[-_'\w]{1,32}")
_DESCRIPTION: Final = Length("description", 1, 100, SOURCE, required=True)
_MENU_NAME: Final = Length("name", 1, 32, SOURCE, required=True)
Commands = list[Json]


def _parts(body: Json, path: Path = ()) -> Iterator[tuple[Path, Json]]:
    """The command and its options, the nested ones too."""
    yield path, body
    for index, option in enumerate(body.get("options") or ()):
        yield from _parts(option, (*path, "options", index))


def _counts(commands: Commands) -> Iterator[Violation]:
    for kind, count in Counter(body.get("type", SLASH) for body in commands).items():
        if count > MOST_PER_KIND.get(kind, 0):
            message = f"At most {MOST_PER_KIND.get(kind, 0)} commands of type {kind}."
            yield Violation((), "APPLICATION_COMMANDS_MAX", message)
    names = Counter((body.get("name"), body.get("type", SLASH)) for body in commands)
    for index, body in enumerate(commands):
        if names[body.get("name"), body.get("type", SLASH)] > 1:
            message = "Application command names must be unique"
            yield Violation((index, "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", message)


def _names(commands: Commands) -> Iterator[Violation]:
    for index, body in enumerate(commands):
        if body.get("type", SLASH) != SLASH:
            yield from _MENU_NAME.check(body, (index,))
            continue
        for path, part in _parts(body, (index,)):
            name = str(part.get("name", ""))
            if not _NAME.fullmatch(name) or name != name.lower():
                code = "APPLICATION_COMMAND_INVALID_NAME"
                yield Violation((*path, "name"), code, "Command name is invalid")


def _descriptions(commands: Commands) -> Iterator[Violation]:
    for index, body in enumerate(commands):
        if body.get("type", SLASH) == SLASH:
            for path, part in _parts(body, (index,)):
                yield from _DESCRIPTION.check(part, path)
        elif body.get("description"):
            message = "Context menu commands cannot have description"
            yield Violation((index, "description"), "APPLICATION_COMMAND_DESCRIPTION", message)


def _options(commands: Commands) -> Iterator[Violation]:
    for index, body in enumerate(commands):
        for path, part in _parts(body, (index,)):
            options = part.get("options") or []
            if len(options) > MOST_OPTIONS:
                yield out_of_range((*path, "options"), 0, MOST_OPTIONS)
            demanded = [bool(option.get("required")) for option in options]
            if demanded != sorted(demanded, reverse=True):
                message = "Required options must be placed before non-required options"
                yield Violation((*path, "options"), "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)


def _choices(commands: Commands) -> Iterator[Violation]:
    for index, body in enumerate(commands):
        for path, part in _parts(body, (index,)):
            choices = part.get("choices") or []
            if len(choices) > MOST_CHOICES:
                yield out_of_range((*path, "choices"), 0, MOST_CHOICES)
            for number, choice in enumerate(choices):
                yield from CHOICE_NAME.check(choice, (*path, "choices", number))
                if isinstance(choice.get("value"), str):
                    yield from CHOICE_VALUE.check(choice, (*path, "choices", number))


def _characters(commands: Commands) -> Iterator[Violation]:
    for index, body in enumerate(commands):
        total = 0
        for _, part in _parts(body):
            values = [str(choice.get("value", "")) for choice in part.get("choices") or ()]
            total += sum(map(len, (part.get("name", ""), part.get("description", ""), *values)))
        if total > MOST_CHARACTERS:
            message = f"Command exceeds maximum size ({MOST_CHARACTERS})"
            yield Violation((index,), "APPLICATION_COMMAND_TOO_LARGE", message)


COMMAND_RULES: Final[tuple[Rule[Commands], ...]] = (
    Rule(SOURCE + ", Registering, 100 slash and 15 of each menu kind", _counts),
    Rule(SOURCE + ", Naming", _names),
    Rule(SOURCE + ", Structure, description", _descriptions),
    Rule(SOURCE + ", Option structure", _options),
    Rule(SOURCE + ", Option choice structure", _choices),
    Rule(SOURCE + ", Limits, 8000 characters", _characters),
)
