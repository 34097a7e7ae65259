"""Tokens: what stands for a payload (a picture, a signature) in JSON that we hold or store.

A token is a kind of four letters and 64 hexadecimal digits: 68 characters that are canonical base64 themselves, so
every JSON model hands them on unchanged. `blob` names bytes that are base64 on the wire, `text` a string kept as it was
spelt, JSON escapes included. In stored history the digits are the SHA-256 of those bytes; while a reply arrives they
are random.

A token counts only as the whole value of the key that its kind belongs to: words can't contain one.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, Self

Kind = Literal["blob", "text"]
KINDS: Mapping[str, Kind] = {"data": "blob", "thoughtSignature": "text"}
_FORM = re.compile(r"(?:blob|text)[0-9a-f]{64}")


class Token(str):
    """The text itself, so that it stands in JSON and equals what a reply holds."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: object) -> Self | None:
        """The token that *text* is, or None."""
        return cls(text) if isinstance(text, str) and _FORM.fullmatch(text) else None

    @property
    def kind(self) -> Kind:
        return "blob" if self.startswith("blob") else "text"

    @property
    def digest(self) -> str:
        """64 lower-case hexadecimal digits."""
        return self[4:]


def spool_token(kind: Kind, fresh: Callable[[], str]) -> Token:
    """A token for bytes whose hash is not known yet; *fresh* gives 64 random hexadecimal digits."""
    return Token(kind + fresh())


def stored_token(kind: Kind, sha256: str) -> Token:
    """The token under which history keeps bytes: the decoded ones of a blob, the verbatim ones of a text."""
    return Token(kind + sha256)


def find_tokens(json: Any) -> Iterator[Token]:
    """Every token in *json* that would be expanded when it is sent, in order, repeated ones too."""
    if isinstance(json, list):
        for item in json:
            yield from find_tokens(item)
    elif isinstance(json, dict):
        for key, value in json.items():
            if token := _token_at(key, value):
                yield token
            else:
                yield from find_tokens(value)


def retoken(json: Any, mapping: Mapping[Token, Token]) -> Any:
    """A copy of *json* with the tokens renamed, as plain strings; those that *mapping* lacks stay."""
    if isinstance(json, list):
        return [retoken(item, mapping) for item in json]
    if not isinstance(json, dict):
        return json
    return {key: _renamed(key, value, mapping) for key, value in json.items()}


def _renamed(key: str, value: Any, mapping: Mapping[Token, Token]) -> Any:
    token = _token_at(key, value)
    return str(mapping.get(token, token)) if token else retoken(value, mapping)


def _token_at(key: str, value: Any) -> Token | None:
    token = Token.parse(value) if key in KINDS else None
    return token if token and token.kind == KINDS[key] else None
