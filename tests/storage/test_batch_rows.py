"""Batches as rows."""

from dataclasses import replace

from bot.storage import batch_rows
from tests.storage.batch_samples import a_batch
from tests.storage.samples import NOW


def test_what_changes_is_part_of_a_new_row() -> None:
    """A row is written whole when it is added, and later only what the batch's life changes."""
    batch = replace(a_batch(), post=7, started_at=NOW)
    changed = batch_rows.changed(batch)
    assert batch_rows.added(batch).items() >= changed.items()
    assert set(changed) == {"state", "post", "thread", "started_at", "closed_at"}


def test_a_job_row_names_its_requests() -> None:
    """Their numbers are JSON, and a job that was not placed has no time."""
    job = a_batch().jobs[0]
    assert batch_rows.job_added(3, job).items() >= {"batch": 3, "rows": "[1,2]", "placed_at": None}.items()
