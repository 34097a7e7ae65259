"""Other addresses for discord.py."""

from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.pointing import pointed_at


def test_both_addresses_are_used_and_given_back() -> None:
    """A slash at the end does no harm."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    with pointed_at("http://127.0.0.1:1/api/v10/", "ws://127.0.0.1:2/gateway"):
        assert Route("GET", "/users/@me").url == "http://127.0.0.1:1/api/v10/users/@me"
        assert str(DiscordWebSocket.DEFAULT_GATEWAY) == "ws://127.0.0.1:2/gateway"
    assert before == (Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY)


def test_addresses_are_given_back_when_something_fails() -> None:
    """An error inside leaves discord.py as it was."""
    before = Route.BASE
    pointing = pointed_at("http://127.0.0.1:1")
    pointing.__enter__()
    assert pointing.__exit__(ValueError, ValueError(), None) is not True
    assert before == Route.BASE


def test_without_addresses_nothing_changes() -> None:
    """Discord's own are the default."""
    before = Route.BASE
    with pointed_at():
        assert before == Route.BASE
