"""Settings from the environment or a `.env` file; the only reader of either."""

import os
import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Self, get_args, get_origin
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, SettingsConfigDict

from bot.core.errors.base import listed

_ENV_FILE = ".env"
_LONGEST_MODEL = 200
_NOT_IN_MODELS = re.compile(r"\.\.|[?&#%\\]")
_IN_ADDRESSES = re.compile(r"[^\s\\\x00-\x1f\x7f]+")
_IN_KEYS = re.compile(r"[!-~]*")
_CLOSE = 0.85
"""How alike two names must be for one to be taken for a typing mistake of the other."""

_BOUNDS = {"ge": "from", "le": "to"}
"""Words for the bounds that pydantic keeps in a field's metadata."""


class SettingsWrong(Exception):
    """One sentence that names the setting and what is allowed."""


def _address(*schemes: str) -> AfterValidator:
    """What requests can be sent to: they bring their own key, so that none stands in the address.

    Addresses are shown in logs and reports, and where a password ends in one parsers do not agree.
    """
    rule = f"a web address such as {schemes[0]}://host/path, without a name or password in it, is allowed"

    def checked(value: str) -> str:
        value = value.strip()
        try:
            parts = urlsplit(value)
            usable = parts.scheme in schemes and parts.hostname and parts.port != 0
        except ValueError:  # half a pair of brackets, or a port that there is not
            usable = False
        if not usable or "@" in value or not _IN_ADDRESSES.fullmatch(value):
            raise ValueError(rule)
        return value.rstrip("/")

    return AfterValidator(checked)


def _key(value: SecretStr | None) -> SecretStr | None:
    """What a header can carry; a key that was pasted from a file often ends with a new line."""
    key = value.get_secret_value().strip() if value else ""
    if not _IN_KEYS.fullmatch(key):
        raise ValueError("letters, digits and signs of ASCII are allowed, without blanks or line breaks between them")
    return SecretStr(key) if key else None


def _model_name(value: str) -> str:
    """What google-genai takes for the id of a model, and no more than fits into an address."""
    if not value.strip() or len(value) > _LONGEST_MODEL or not value.isprintable() or _NOT_IN_MODELS.search(value):
        raise ValueError("auto, a family's name from /models or a model id is allowed")
    return value.strip()


Address = Annotated[str, _address("https", "http")]
GatewayAddress = Annotated[str, _address("wss", "ws", "https", "http")]
Key = Annotated[SecretStr | None, AfterValidator(_key)]


class Settings(BaseSettings):
    """Names and defaults are those of the README's table; secrets never show in a representation."""

    model_config = SettingsConfigDict(env_file=_ENV_FILE, extra="ignore", frozen=True, env_ignore_empty=True)

    discord_token: Key = None
    discord_api_url: Address | None = None
    discord_gateway_url: GatewayAddress | None = None
    gemini_provider: str = "google"
    gemini_api_key: Key = None
    gemini_base_url: Address | None = None
    gemini_model: Annotated[str, AfterValidator(_model_name)] = "auto"
    plantain_data: Path = Path("data")
    database_url: str | None = Field(default=None, repr=False)
    pictures_url: str | None = Field(default=None, repr=False)
    plantain_at_once: int = Field(default=4, ge=1, le=64)
    plantain_daily_budget: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    plantain_timeout: float | None = Field(default=None, ge=10, le=1800)
    plantain_grace: float = Field(default=20, ge=0, le=600)
    plantain_providers: Path | None = None
    plantain_other_families: bool = False
    plantain_vertex_credentials: Path | None = None
    plantain_vertex_project: str | None = None
    plantain_vertex_location: str = "global"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["text", "json"] = "text"

    @field_validator("log_level", "log_format", "gemini_provider", mode="before")
    @classmethod
    def _any_case(cls, value: object) -> object:
        return value.strip().lower() if isinstance(value, str) else value

    @classmethod
    def read(cls, **overrides: object) -> Self:
        """Raises SettingsWrong."""
        try:
            return cls(**overrides)  # type: ignore[arg-type] # pydantic checks what is given
        except ValidationError as error:
            raise SettingsWrong(next(iter(_sentences(error).values()))) from None

    @classmethod
    def faults(cls) -> Mapping[str, str]:
        """A sentence for each setting that has a value that does not work, by the setting's field."""
        try:
            cls()
        except ValidationError as error:
            return _sentences(error)
        return {}

    @classmethod
    def defaults(cls, *names: str) -> dict[str, object]:
        """What these fields are when nobody sets them."""
        return {name: cls.model_fields[name].get_default() for name in names}

    def needed(self, *names: str) -> None:
        """Raises SettingsWrong when one of *names* is not set."""
        for name in names:
            if getattr(self, name) is None:
                raise SettingsWrong(
                    f"{name.upper()} is not set: put it into the environment or into a file named .env."
                )

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be seen in a log. Addresses hold none: those with a password in them are refused."""
        return tuple(found.get_secret_value() for found in (self.discord_token, self.gemini_api_key) if found)


def unknown_settings(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Names that begin like ours and are not: most likely typing mistakes."""
    known = {name.upper() for name in Settings.model_fields}
    return sorted(name for name in environment if name.startswith("PLANTAIN_") and name not in known)


def misspelt_settings(environment: Mapping[str, str] = os.environ) -> Mapping[str, str]:
    """Names that are none of ours, in the environment or in `.env`, and what each was most likely meant to be.

    Empty where nothing is close: such a name counts only when it begins like ours.
    """
    known = [name.upper() for name in Settings.model_fields]
    filed = (name.upper() for name in DotEnvSettingsSource(Settings, env_file=_ENV_FILE).env_vars)
    names = {name: get_close_matches(name, known, 1, _CLOSE) for name in {*environment, *filed} - {*known}}
    return {name: (names[name] or [""])[0] for name in sorted(names) if names[name] or name.startswith("PLANTAIN_")}


def _sentences(error: ValidationError) -> dict[str, str]:
    """Values may be secrets, so only the rules are told."""
    found = {}
    for mistake in error.errors(include_url=False, include_input=False):
        field = str(mistake["loc"][0]) if mistake["loc"] else ""
        ours = mistake["msg"].removeprefix("Value error, ") if mistake["type"] == "value_error" else None
        found[field] = _sentence(field, ours or f"{_allowed(field)} is allowed")
    return found


def _sentence(field: str, rule: str) -> str:
    name = field.upper() or "The settings"
    return f"{name} has a value that does not work: {rule}."


def _allowed(field: str) -> str:
    """What a field takes, in words; pydantic's own are for programmers."""
    known = Settings.model_fields.get(field)
    kinds = [kind for kind in _kinds(known.annotation) if kind is not type(None)] if known else []
    if known is None or not kinds:
        return "another value"
    if get_origin(kinds[0]) is Literal:
        return listed(get_args(kinds[0]))
    if kinds[0] is bool:
        return "true or false"
    number = {int: "a whole number", float: "a number"}.get(kinds[0])
    return f"{number}{_bounds(known.metadata)}" if number else "another value"


def _kinds(annotation: Any) -> Sequence[Any]:
    return get_args(annotation) if get_origin(annotation) is UnionType else [annotation]


def _bounds(rules: Sequence[object]) -> str:
    found = {word: getattr(rule, name) for name, word in _BOUNDS.items() for rule in rules if hasattr(rule, name)}
    return "".join(f" {word} {bound}" for word, bound in found.items())
