"""Limits of messages, of forms and of autocomplete choices."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.playground.discord.components import media, walk
from bot.playground.discord.records import Json, MessageFlag
from bot.playground.discord.rules import Length, Rule, Violation, broken, out_of_range
from bot.playground.discord.rules_components import COMPONENT_RULES, LAYOUT_TOP, MESSAGE_TOP, MODAL_TOP, Tree

CREATE: Final = "Discord docs, Create message"
LEGACY: Final = ("content", "embeds", "poll", "sticker_ids")
KNOWN: Final = frozenset(
    [
        "content",
        "nonce",
        "enforce_nonce",
        "tts",
        "embeds",
        "allowed_mentions",
        "message_reference",
        "components",
        "sticker_ids",
        "attachments",
        "flags",
        "poll",
        "username",
        "avatar_url",
        "thread_name",
        "applied_tags",
    ]
)
MOST_FILES: Final = 10
MOST_CHOICES: Final = 25
EMBED_LENGTHS: Final = (
    Length("title", 0, 256, "Discord docs, Embed limits"),
    Length("description", 0, 4096, "Discord docs, Embed limits"),
    Length("fields", 0, 25, "Discord docs, Embed limits"),
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A message as it would become: `body` with the fields after the change, `files` the names of its attachments."""

    body: Json
    files: tuple[str, ...]

    @property
    def layout(self) -> bool:
        return bool((self.body.get("flags") or 0) & MessageFlag.COMPONENTS_V2)


def _lengths(draft: Draft) -> Iterator[Violation]:
    for key, most in (("content", 2000), ("embeds", 10), ("nonce", 25), ("sticker_ids", 3)):
        value = draft.body.get(key)
        if isinstance(value, str | list) and len(value) > most:
            yield out_of_range((key,), 0, most)
    if len(draft.files) > MOST_FILES:
        yield out_of_range(("attachments",), 0, MOST_FILES)


def _unknown(draft: Draft) -> Iterator[Violation]:
    for key in draft.body.keys() - KNOWN:
        yield Violation((key,), "UNKNOWN_KEY", "The stand-in does not know this field.")


def _embeds(draft: Draft) -> Iterator[Violation]:
    for index, embed in enumerate(draft.body.get("embeds") or ()):
        for length in EMBED_LENGTHS:
            yield from length.check(embed, ("embeds", index))


def _layout(draft: Draft) -> Iterator[Violation]:
    for key in LEGACY:
        if draft.layout and draft.body.get(key):
            message = f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            yield Violation((key,), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message)


def _components(draft: Draft) -> Iterator[Violation]:
    components = draft.body.get("components") or []
    yield from broken(COMPONENT_RULES, Tree(components, LAYOUT_TOP if draft.layout else MESSAGE_TOP))


def _media(draft: Draft) -> Iterator[Violation]:
    for path, component in walk(draft.body.get("components") or []):
        for place, item in media(component):
            yield from _url((*path, *place, "url"), str(item.get("url", "")), draft.files)
    for index, embed in enumerate(draft.body.get("embeds") or ()):
        for key in ("image", "thumbnail"):
            yield from _url(("embeds", index, key, "url"), str((embed.get(key) or {}).get("url", "")), draft.files)


def _url(path: tuple[str | int, ...], url: str, files: tuple[str, ...]) -> Iterator[Violation]:
    if url.startswith("attachment://") and url.removeprefix("attachment://") not in files:
        code = "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"
        yield Violation(path, code, f"The referenced attachment could not be found: {url}")


MESSAGE_RULES: Final[tuple[Rule[Draft], ...]] = (
    Rule(CREATE, _lengths),
    Rule("the stand-in's own: Discord drops unknown fields in silence, which hides mistakes", _unknown),
    Rule("Discord docs, Embed limits", _embeds),
    Rule("Discord docs, Using message components, IS_COMPONENTS_V2", _layout),
    Rule("Discord docs, Components reference", _components),
    Rule("Discord docs, Uploading files, attachment://", _media),
)


def _modal_fields(modal: Json) -> Iterator[Violation]:
    for length in MODAL_LENGTHS:
        yield from length.check(modal, ())


def _modal_components(modal: Json) -> Iterator[Violation]:
    yield from broken(COMPONENT_RULES, Tree(modal.get("components") or [], MODAL_TOP))


MODAL_SOURCE: Final = "Discord docs, Receiving and responding, Modal"
MODAL_LENGTHS: Final = (
    Length("custom_id", 1, 100, MODAL_SOURCE, required=True),
    Length("title", 1, 45, MODAL_SOURCE, required=True),
    Length("components", 1, 5, MODAL_SOURCE, required=True),
)
MODAL_RULES: Final[tuple[Rule[Json], ...]] = (
    Rule(MODAL_SOURCE, _modal_fields),
    Rule(MODAL_SOURCE, _modal_components),
)


def _choices(data: Json) -> Iterator[Violation]:
    choices = data.get("choices") or []
    if len(choices) > MOST_CHOICES:
        yield out_of_range(("choices",), 0, MOST_CHOICES)
    for index, choice in enumerate(choices):
        yield from CHOICE_NAME.check(choice, ("choices", index))
        if isinstance(choice.get("value"), str):
            yield from CHOICE_VALUE.check(choice, ("choices", index))


CHOICE_SOURCE: Final = "Discord docs, Application commands, Option choice"
CHOICE_NAME: Final = Length("name", 1, 100, CHOICE_SOURCE, required=True)
CHOICE_VALUE: Final = Length("value", 1, 100, CHOICE_SOURCE)
AUTOCOMPLETE_RULES: Final[tuple[Rule[Json], ...]] = (Rule("Discord docs, Autocomplete", _choices),)
