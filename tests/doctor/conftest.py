"""A patient: both stand-ins, the settings that lead to them, and nothing of this machine's own."""

import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.settings import Settings
from tests.doctor.patient import Patient


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No setting of the machine's own, no `.env`, and the log as it was afterwards."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)


@pytest.fixture
async def patient(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> AsyncIterator[Patient]:
    """With Google, or with the provider that the test names as the fixture's parameter."""
    async with Patient.of(getattr(request, "param", "google"), tmp_path, monkeypatch) as patient:
        yield patient
