"""What answers at an address, and its clock."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.doctor.address import Answer, clock_told, judged, look
from bot.doctor.findings import State
from bot.gemini.presets import Preset
from bot.house import utc_now
from bot.playground.gemini import GeminiStandIn

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PRESET = Preset(name="google", title="Google", base_url="https://google.example")
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("status", "headers", "head", "state", "says"),
    [
        (403, JSON, b'{"error": {}}', State.OK, "answers as an API does"),
        (200, JSON, b'{"models": []}', State.OK, "answers as an API does"),
        (200, {"Content-Type": "text/html"}, b"", State.BROKEN, "a web page (200)"),
        (404, {}, b"  <!doctype html>", State.BROKEN, "a web page (404)"),
        (404, JSON, b'{"error": {}}', State.BROKEN, "there is nothing at"),
        (302, {"Location": "https://login.example/x?y"}, b"", State.BROKEN, "sends on to login.example"),
        (502, JSON, b"{}", State.WARNING, "is broken (502)"),
    ],
)
def test_an_answer_without_a_key_tells_who_is_there(
    status: int, headers: Mapping[str, str], head: bytes, state: State, says: str
) -> None:
    """What is broken comes with a hint about /v1 and with the preset's own address."""
    found = judged("https://host/v1beta/models", PRESET, Answer(status, headers, head))
    assert found.state is state
    assert says in found.sentence
    if state is State.BROKEN:
        assert "without /v1 or /v1beta" in found.advice
        assert "https://google.example" in found.advice


def test_a_provider_without_a_list_has_nothing_there() -> None:
    """A 404 is no bad sign then."""
    found = judged("https://host/x", Preset(models_path=""), Answer(404, JSON, b"{}"))
    assert found.state is State.OK


@pytest.mark.parametrize(
    ("seconds", "says"), [(5, "agrees"), (-90, "90 seconds ahead of"), (3600, "3600 seconds behind")]
)
def test_the_clocks_are_compared(seconds: int, says: str) -> None:
    """A difference that matters is told with its direction."""
    (found,) = clock_told(format_datetime(NOW + timedelta(seconds=seconds), usegmt=True), NOW)
    assert says in found.sentence
    assert (found.state is State.OK) == (says == "agrees")


@pytest.mark.parametrize("date", ["", "soon", "Fri, 20 Nov 2026 12:00:00"])
def test_a_service_without_a_clock_is_not_compared(date: str) -> None:
    """Nothing, nonsense, or a time without its zone."""
    assert clock_told(date, NOW) == []


async def test_a_stand_in_is_an_api_and_a_wrong_path_is_none() -> None:
    """Over the wire, without a key."""
    async with GeminiStandIn() as gemini:
        right = await look(gemini.base_url, PRESET, utc_now)
        wrong = await look(f"{gemini.base_url}/typo", PRESET, utc_now)
    assert [finding.state for finding in right] == [State.OK, State.OK]
    assert "there is nothing at" in wrong[0].sentence


async def test_a_web_page_over_the_wire_is_told() -> None:
    """The commonest wrong address is that of the provider's site."""

    async def page(_: web.Request) -> web.Response:
        return web.Response(text="<html>welcome", content_type="text/html")

    app = web.Application()
    app.router.add_get("/{path:.*}", page)
    async with TestServer(app, host="127.0.0.1") as server:
        found = await look(str(server.make_url("")).rstrip("/"), PRESET, utc_now)
    assert "answers with a web page" in found[0].sentence


async def test_no_answer_is_told() -> None:
    """Without the error's own words."""
    (found,) = await look("http://127.0.0.1:9", PRESET, utc_now)
    assert (found.state, "gave no answer" in found.sentence) == (State.BROKEN, True)
