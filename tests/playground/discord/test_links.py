from urllib.parse import parse_qsl, unquote, urlsplit

from bot.playground.discord.links import LIFETIME, Links
from bot.playground.discord.records import Attachment
from tests.worlds import ManualClock


def test_an_address_holds_for_a_day_and_for_itself_alone() -> None:
    """Signed addresses expire, and no part of them can be changed."""
    clock = ManualClock()
    links = Links(lambda: "https://cdn.discordapp.com", b"secret", clock)
    url = urlsplit(links.url(7, Attachment(8, "a b.png", "blob", 3)))
    path, query = unquote(url.path), dict(parse_qsl(url.query))
    assert path == "/attachments/7/8/a b.png"
    assert links.valid(path, query)
    assert not links.valid(path.replace("8", "9"), query)
    assert not links.valid(path, query | {"ex": "ffffffff"})
    assert not links.valid(path, {})
    clock.advance(LIFETIME)
    assert not links.valid(path, query)


def test_ephemeral_files_have_a_path_of_their_own() -> None:
    """Files of interactions lie below `ephemeral-attachments`."""
    links = Links(lambda: "", b"secret", ManualClock())
    assert links.url(7, Attachment(8, "a.png", "blob", 3, ephemeral=True)).startswith("/ephemeral-attachments/7/8/")
