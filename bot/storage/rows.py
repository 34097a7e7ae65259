"""Turns as rows and back.

JSON goes through the standard library: unlike faster ones it gives back every integer, float and lone surrogate that it
took, and raw parts must go back to the model as they came. Its ASCII spelling also keeps U+0000 out of the database.
"""

import json
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
from sqlalchemy import RowMapping

from bot.core.reply import Reply
from bot.core.request import Request
from bot.core.turn import Failure, Origin, Person, Place, State, Turn

T = TypeVar("T")


def added(turn: Turn) -> dict[str, Any]:
    """A new turn's row."""
    return {
        "id": turn.id,
        "place": turn.place.id,
        "guild": turn.place.guild,
        "upload_limit": turn.place.upload_limit,
        "person": turn.person.id,
        "person_name": turn.person.name,
        "origin": turn.origin.id,
        "application": turn.origin.application,
        "token": turn.origin.token,
        "message": turn.origin.message,
        "request": text(turn.request),
        "created_at": utc(turn.created_at),
        "post": turn.post,
        "task": turn.task,
        "sent_to": turn.sent_to,
        **changed(turn),
    }


def changed(turn: Turn) -> dict[str, Any]:
    """What a turn's life changes; its post, where that was sent, and its task are apart, for others note them too."""
    return {
        "parent": turn.parent,
        "follows_head": turn.follows_head,
        "state": turn.state.value,
        "reply": text(turn.reply) if turn.reply else None,
        "failure": text(turn.failure) if turn.failure else None,
        "notes": text(turn.notes),
        "called_at": utc(turn.called_at) if turn.called_at else None,
        "closed_at": utc(turn.closed_at) if turn.closed_at else None,
        "reserved": turn.reserved,
        "charged": turn.charged,
        "unposted": turn.unposted or None,
    }


def turn(row: RowMapping) -> Turn:
    """Raises JSONDecodeError or msgspec.ValidationError for a row that can't be read."""
    return Turn(
        id=row["id"],
        place=Place(row["place"], row["guild"], row["upload_limit"]),
        person=Person(row["person"], row["person_name"]),
        request=read(row["request"], Request),
        origin=Origin(row["origin"], row["application"], row["token"], row["message"]),
        created_at=aware(row["created_at"]),
        parent=row["parent"],
        follows_head=row["follows_head"],
        state=msgspec.convert(row["state"], State),
        called_at=aware(row["called_at"]) if row["called_at"] else None,
        reply=read(row["reply"], Reply) if row["reply"] else None,
        failure=read(row["failure"], Failure) if row["failure"] else None,
        post=row["post"],
        closed_at=aware(row["closed_at"]) if row["closed_at"] else None,
        notes=read(row["notes"], tuple[str, ...]),
        reserved=row["reserved"],
        charged=row["charged"],
        task=row["task"],
        sent_to=row["sent_to"],
        unposted=bool(row["unposted"]),
    )


def text(value: object) -> str:
    return json.dumps(msgspec.to_builtins(value), separators=(",", ":"))


def read(text: str, kind: type[T]) -> T:
    return msgspec.convert(json.loads(text), kind)


def utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def aware(moment: datetime) -> datetime:
    """SQLite keeps no zone; PostgreSQL answers in the session's."""
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
