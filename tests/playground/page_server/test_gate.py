import pytest

from bot.playground.page_server.gate import SECRET_HEADER
from tests.playground.page_server.visiting import Visitor

PAGES = ("/", "/page/main.js", "/page/stream", "/page/traffic/discord-1")


@pytest.mark.parametrize("path", PAGES)
async def test_another_host_name_is_refused(visitor: Visitor, path: str) -> None:
    """A name that was rebound to loopback reaches nothing, not even with the secret."""
    port = visitor.discord.port
    for host in (f"evil.example:{port}", "127.0.0.1", f"127.0.0.1:{port + 1}", f"127.0.0.1:{port}.evil.example"):
        status, _, body = await visitor.get(path, Host=host)
        assert (status, b"loopback" in body) == (421, True)


@pytest.mark.parametrize("path", PAGES)
async def test_another_origin_is_refused(visitor: Visitor, path: str) -> None:
    """Another page's script gets nothing, wherever that page comes from."""
    for origin in ("https://evil.example", "null", f"http://localhost:{visitor.discord.port}", visitor.base + "1"):
        assert (await visitor.get(path, Origin=origin))[0] == 403


async def test_a_request_that_another_site_set_off_is_refused(visitor: Visitor) -> None:
    """What the browser marks as cross-site is refused even where it names no origin."""
    for site, expected in (("cross-site", 403), ("same-site", 403), ("same-origin", 200), ("none", 200)):
        status, _, _ = await visitor.get("/", Origin=None, **{"Sec-Fetch-Site": site})
        assert status == expected


@pytest.mark.parametrize("secret", [None, "", "a secret of another start", "ä"])
async def test_the_stream_and_the_records_want_the_secret(visitor: Visitor, secret: str | None) -> None:
    """Whoever does not know the secret of this start sees neither the world nor its traffic."""
    for path in ("/page/stream", "/page/traffic/discord-1"):
        assert (await visitor.get(path, **{SECRET_HEADER: secret}))[0] == 403


@pytest.mark.parametrize("missing", [SECRET_HEADER, "Origin"])
async def test_a_deed_wants_secret_and_origin(visitor: Visitor, missing: str) -> None:
    """Nothing is done for a request without the secret or without an origin."""
    status, _ = await visitor.post("/page/deeds/say", {"said": "{}"}, **{missing: None})
    assert (status, visitor.discord.world.messages) == (403, {})


async def test_localhost_is_the_same_page(visitor: Visitor) -> None:
    """The other name of loopback works too, as its own origin."""
    host = f"localhost:{visitor.discord.port}"
    assert (await visitor.get("/", Host=host, Origin=f"http://{host}"))[0] == 200


async def test_every_answer_carries_the_strict_headers(visitor: Visitor) -> None:
    """Pages, refusals and scripts all come with the content policy and without sniffing, referrer or frames."""
    for path in ("/", "/page/main.js", "/page/none.js"):
        _, headers, _ = await visitor.get(path)
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
