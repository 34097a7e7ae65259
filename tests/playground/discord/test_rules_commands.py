from typing import Any

import pytest

from bot.playground.discord.rules import broken
from bot.playground.discord.rules_commands import COMMAND_RULES


def slash(name: str = "imagine", *options: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "description": "Paint", "options": list(options), **more}


def option(name: str, **more: Any) -> dict[str, Any]:
    return {"type": 3, "name": name, "description": "d", **more}


def menu(name: str) -> dict[str, Any]:
    return {"name": name, "type": 3}


CHOICES_26 = [{"name": str(number), "value": str(number)} for number in range(26)]
LONG = [option(str(n), choices=[{"name": "n", "value": f"{n}{m}" + "v" * 90} for m in range(25)]) for n in range(4)]


@pytest.mark.parametrize(
    ("bodies", "code"),
    [
        ([slash("imagine", option("prompt", required=True), option("ratio")), menu("Edit picture")], None),
        ([slash(str(number)) for number in range(100)], None),
        ([slash(str(number)) for number in range(101)], "APPLICATION_COMMANDS_MAX"),
        ([menu(str(number)) for number in range(15)], None),
        ([menu(str(number)) for number in range(16)], "APPLICATION_COMMANDS_MAX"),
        ([slash(), slash()], "APPLICATION_COMMANDS_DUPLICATE_NAME"),
        ([slash("Imagine")], "APPLICATION_COMMAND_INVALID_NAME"),
        ([slash("with space")], "APPLICATION_COMMAND_INVALID_NAME"),
        ([slash("x", option("Bad Name"))], "APPLICATION_COMMAND_INVALID_NAME"),
        ([menu("x" * 33)], "BASE_TYPE_BAD_LENGTH"),
        ([slash(description="x" * 101)], "BASE_TYPE_BAD_LENGTH"),
        ([menu("Edit") | {"description": "no"}], "APPLICATION_COMMAND_DESCRIPTION"),
        ([slash("x", *[option(str(number)) for number in range(26)])], "BASE_TYPE_MAX_LENGTH"),
        ([slash("x", option("a"), option("b", required=True))], "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"),
        ([slash("x", option("a", choices=CHOICES_26))], "BASE_TYPE_MAX_LENGTH"),
        ([slash("x", option("a", choices=[{"name": "", "value": "v"}]))], "BASE_TYPE_BAD_LENGTH"),
        ([slash("x", *LONG)], "APPLICATION_COMMAND_TOO_LARGE"),
    ],
)
def test_commands_keep_their_limits(bodies: list[dict[str, Any]], code: str | None) -> None:
    """Each limit of commands and options is told by its code."""
    assert {violation.code for violation in broken(COMMAND_RULES, bodies)} == ({code} if code else set())
