"""Batches as rows and back."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import RowMapping

from bot.core.batch import Batch, BatchState, Job, JobState, Terms, Way
from bot.core.request import Request
from bot.core.turn import Person, Place
from bot.storage.rows import aware, read, text, utc


def added(batch: Batch) -> dict[str, Any]:
    """A new batch's row, without its serial."""
    return {
        "id": batch.id,
        "place": batch.place.id,
        "guild": batch.place.guild,
        "upload_limit": batch.place.upload_limit,
        "person": batch.person.id,
        "person_name": batch.person.name,
        "origin": batch.origin,
        "application": batch.application,
        "way": batch.way.value,
        "created_at": utc(batch.created_at),
        **changed(batch),
    }


def changed(batch: Batch) -> dict[str, Any]:
    """What a batch's life changes."""
    return {
        "state": batch.state.value,
        "post": batch.post,
        "thread": batch.thread,
        "started_at": utc(batch.started_at) if batch.started_at else None,
        "closed_at": utc(batch.closed_at) if batch.closed_at else None,
    }


def item(serial: int, number: int, request: Request) -> dict[str, Any]:
    return {"batch": serial, "number": number, "request": text(request)}


def job_added(serial: int, job: Job) -> dict[str, Any]:
    return {
        "batch": serial,
        "number": job.number,
        "family": job.family,
        "rows": text(job.rows),
        **job_changed(job),
    }


def job_changed(job: Job) -> dict[str, Any]:
    terms = job.terms
    return {
        "state": job.state.value,
        "name": job.name,
        "model": terms.model if terms else None,
        "account": terms.account if terms else None,
        "left_out": text(terms.left_out) if terms else None,
        "instead_of": terms.instead_of if terms else None,
        "placed_at": utc(job.placed_at) if job.placed_at else None,
    }


def batch(row: RowMapping, items: Sequence[RowMapping], jobs: Sequence[RowMapping]) -> Batch:
    """*items* and *jobs* are its own, in order. Raises what `rows.turn` raises."""
    return Batch(
        id=row["id"],
        place=Place(row["place"], row["guild"], row["upload_limit"]),
        person=Person(row["person"], row["person_name"]),
        origin=row["origin"],
        application=row["application"],
        requests=tuple(read(each["request"], Request) for each in items),
        way=msgspec.convert(row["way"], Way),
        created_at=aware(row["created_at"]),
        serial=row["serial"],
        state=msgspec.convert(row["state"], BatchState),
        jobs=tuple(map(_job, jobs)),
        post=row["post"],
        thread=row["thread"],
        started_at=aware(row["started_at"]) if row["started_at"] else None,
        closed_at=aware(row["closed_at"]) if row["closed_at"] else None,
    )


def _job(row: RowMapping) -> Job:
    return Job(
        number=row["number"],
        family=row["family"],
        rows=read(row["rows"], tuple[int, ...]),
        state=msgspec.convert(row["state"], JobState),
        name=row["name"],
        terms=_terms(row) if row["model"] else None,
        placed_at=aware(row["placed_at"]) if row["placed_at"] else None,
    )


def _terms(row: RowMapping) -> Terms:
    left_out = read(row["left_out"], tuple[str, ...]) if row["left_out"] else ()
    return Terms(row["model"], row["account"], left_out, row["instead_of"])
