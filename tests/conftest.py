"""What every test gets: no network beyond this machine, and the way to a browser."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

if "sitecustomize" in sys.modules and hasattr(sys.modules["sitecustomize"], "is_loopback"):
    # A process that a test run started, such as one of several workers, has the guard already: one is enough.
    sys.modules["tests.offline.sitecustomize"] = sys.modules["sitecustomize"]

from tests.offline import sitecustomize as offline

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CLOSED = "http://127.0.0.1:9"  # the discard port: native code that honours proxies ends here


def pytest_configure() -> None:
    """Hold the processes that tests start to the same rule as this one."""
    folder = str(Path(offline.__file__).parent)
    inherited = os.environ.get("PYTHONPATH", "")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (folder, inherited)))
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "localhost,127.0.0.1,::1"
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        os.environ[name] = os.environ[name.lower()] = CLOSED


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that want a browser, so that `-m "not browser"` leaves them out."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(autouse=True)
def _offline() -> Iterator[None]:
    """Fail a test that reached for the network, even where its subject swallowed the error."""
    before = len(offline.attempts)
    yield
    assert offline.attempts[before:] == []


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the system's Chromium; the test is skipped where there is none, and fails where CI says so."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is not None:
        return found
    sentence = f"no Chromium found (looked for {', '.join(BROWSERS)})"
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    pytest.skip(sentence)
