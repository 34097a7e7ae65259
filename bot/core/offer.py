"""What a provider has of the families: an abridgement of the catalog, as plain data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

from bot.core.family import Family, Signatures

T = TypeVar("T")
EVERY = "*"


@dataclass(frozen=True, slots=True)
class Offer:
    """Keys are ids of families, `*` stands for all that are not named; what is not mentioned is as in the catalog.

    `ids` have no `*`, for what one family goes by is no other's. They win over the catalog's, which are looked up under
    `provider` and then under `kin`, with the doubts that the catalog has about whose they are; a family without ids is
    not offered. `reference_bytes` bounds one reference, `request_bytes` a whole request, base64 counted. `title` is how
    sentences call the provider, `signature` what becomes of thought signatures on the way.
    """

    provider: str
    title: str
    kin: tuple[str, ...] = ()
    ids: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sizes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ratios: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    search: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    per_picture: Mapping[str, float] = field(default_factory=dict)
    thinking: bool = True
    references: int | None = None
    reference_bytes: int | None = None
    request_bytes: int | None = None
    signature: Literal["pass", "drop", "unknown"] = "pass"

    def narrowed(self, family: Family) -> Family | None:
        """*family* as this provider has it, or None."""
        source, ids = self._ids(family)
        if not ids:
            return None
        return replace(
            family,
            ids={self.provider: ids},
            sizes=_common(family.sizes, _of(self.sizes, family)),
            ratios=_common(family.ratios, _of(self.ratios, family)),
            search=_common(family.search, _of(self.search, family)),
            thinking=family.thinking if self.thinking else (),
            thinking_default=family.thinking_default if self.thinking else None,
            thinks=family.thinks and self.thinking,
            references=min(family.references, self.references or family.references),
            signatures=self._signatures(family),
            per_picture=_of(self.per_picture, family),
            unsure=(self.provider,) if source in family.unsure else (),
        )

    def _ids(self, family: Family) -> tuple[str | None, tuple[str, ...]]:
        """Whose ids they are in the catalog, None for what the offer says itself; and the ids."""
        if family.id in self.ids:
            return None, self.ids[family.id]
        source = next((name for name in (self.provider, *self.kin) if name in family.ids), None)
        return source, family.ids[source] if source else ()

    def _signatures(self, family: Family) -> Signatures:
        return "lost" if self.signature == "drop" and family.signatures == "needed" else family.signatures


def _of(table: Mapping[str, T], family: Family) -> T | None:
    return table.get(family.id, table.get(EVERY))


def _common(has: tuple[str, ...], offered: Sequence[str] | None) -> tuple[str, ...]:
    return has if offered is None else tuple(value for value in has if value in offered)
