"""What Discord's client lets a person enter into a slash command, and what it refuses before sending."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from bot.playground.discord.blobs import Upload
from bot.playground.discord.records import Channel, ChannelKind, Command, Json, User
from bot.playground.discord.world import World

File = Upload | Path | tuple[str, bytes]
Entered = str | int | float | bool | File | User | Channel


class NotPossible(Exception):
    """A real client would not have let the person do this."""


class OptionKind(IntEnum):
    """Discord docs, Application command option types."""

    SUB_COMMAND = 1
    SUB_COMMAND_GROUP = 2
    STRING = 3
    INTEGER = 4
    BOOLEAN = 5
    USER = 6
    CHANNEL = 7
    ROLE = 8
    MENTIONABLE = 9
    NUMBER = 10
    ATTACHMENT = 11


_STEPS = (OptionKind.SUB_COMMAND, OptionKind.SUB_COMMAND_GROUP)
_ACCEPTS: Mapping[int, tuple[type, ...]] = {
    OptionKind.STRING: (str,),
    OptionKind.INTEGER: (int,),
    OptionKind.BOOLEAN: (bool,),
    OptionKind.USER: (User,),
    OptionKind.CHANNEL: (Channel,),
    OptionKind.NUMBER: (int, float),
    OptionKind.ATTACHMENT: (Upload, Path, tuple),
}


def as_upload(file: File) -> Upload:
    match file:
        case Upload():
            return file
        case Path():
            return Upload(file.name, file)
        case (name, data):
            return Upload(name, data)


def offered(world: World, channel: Channel, kind: int = 1) -> list[Command]:
    """The commands of that kind (1 slash, 3 message) that a client offers in this channel."""
    return [
        command
        for command in world.commands.values()
        if command.kind == kind
        and command.guild_id in (None, channel.guild_id)
        and place_of(world, channel) in (command.body.get("contexts") or (0, 1, 2))
        and (world.bot_is_in(channel) or 1 in command.body.get("integration_types", (0,)))
    ]


def place_of(world: World, channel: Channel) -> int:
    """Discord docs, Interaction context types: 0 guild, 1 bot DM, 2 private channel."""
    if channel.guild_id is not None:
        return 0
    return 1 if channel.kind is ChannelKind.DM and world.bot_is_in(channel) else 2


def find(world: World, channel: Channel, name: str, kind: int = 1) -> Command:
    for command in offered(world, channel, kind):
        if command.name == name:
            return command
    raise NotPossible(f"no command {name!r} is synced for this place")


@dataclass(frozen=True, slots=True)
class Form:
    """A slash command down to the sub-command chosen; `trail` are the groups and sub-commands on the way."""

    command: Command
    trail: tuple[Json, ...]
    options: tuple[Json, ...]

    def wrap(self, entered: list[Json]) -> list[Json]:
        """Put the entered options under their sub-command, as the interaction's data carries them."""
        for part in reversed(self.trail):
            entered = [{"type": part["type"], "name": part["name"], "options": entered}]
        return entered


def open_form(world: World, channel: Channel, words: str) -> Form:
    """Find `"imagine"` or `"group sub"` among the offered commands."""
    name, *rest = words.removeprefix("/").split()
    command = find(world, channel, name)
    options, trail = tuple(command.body.get("options", ())), []
    for word in rest:
        step = next((option for option in options if option["name"] == word and option["type"] in _STEPS), None)
        if step is None:
            raise NotPossible(f"/{name} has no sub-command {word!r}")
        trail.append(step)
        options = tuple(step.get("options", ()))
    if any(option["type"] in _STEPS for option in options):
        raise NotPossible(f"/{words} needs a sub-command")
    return Form(command, tuple(trail), options)


def check(form: Form, entered: Mapping[str, Entered], *, partial: bool = False) -> list[tuple[Json, Entered]]:
    """Pair what was entered with its option; NotPossible for what a client refuses. `partial`: still typing."""
    known = {option["name"]: option for option in form.options}
    if unknown := [name for name in entered if name not in known]:
        raise NotPossible(f"/{form.command.name} has no option {unknown[0]!r}")
    missing = [name for name, option in known.items() if option.get("required") and name not in entered]
    if missing and not partial:
        raise NotPossible(f"/{form.command.name} requires {missing[0]!r}")
    pairs = [(known[name], value) for name, value in entered.items()]
    for option, value in pairs:
        _check_value(option, value)
    return pairs


def _check_value(option: Json, value: Entered) -> None:
    name, kind = option["name"], option["type"]
    fits = isinstance(value, _ACCEPTS.get(kind, ())) and isinstance(value, bool) == (kind == OptionKind.BOOLEAN)
    if not fits:
        raise NotPossible(f"{name}: {type(value).__name__} is not {OptionKind(kind).name.lower()}")
    choices = [choice["value"] for choice in option.get("choices", ())]
    if choices and value not in choices:
        raise NotPossible(f"{name}: {value} is not among the choices: {', '.join(map(str, choices))}.")
    if isinstance(value, str):
        _check_range(name, len(value), option.get("min_length"), option.get("max_length", 6000))
    elif isinstance(value, int | float):
        _check_range(name, value, option.get("min_value"), option.get("max_value"))


def _check_range(name: str, value: float, least: float | None, most: float | None) -> None:
    if (least is not None and value < least) or (most is not None and value > most):
        raise NotPossible(f"{name}: {value} is outside {least} to {most}")
