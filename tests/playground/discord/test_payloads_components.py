from typing import Any

from bot.playground.discord.links import Links
from bot.playground.discord.payloads_components import ComponentPayloads
from bot.playground.discord.records import Attachment, Message
from tests.worlds import ManualClock

PICTURE = Attachment(5, "a.png", "blob", 99, "image/png", 3, 4)
MESSAGE = Message(1, 2, 3, 0.0, attachments=(PICTURE,))
REFERENCE = {"url": "attachment://a.png"}


def shown(component: dict[str, Any]) -> dict[str, Any]:
    return ComponentPayloads(Links(lambda: "https://cdn", b"secret", ManualClock())).component(MESSAGE, component)


def test_attachment_references_become_signed_addresses() -> None:
    """Galleries, thumbnails and files show where the bytes are, with size and type."""
    gallery = shown({"type": 12, "id": 1, "items": [{"media": REFERENCE, "description": "alt"}]})
    media = gallery["items"][0]["media"]
    assert (media["attachment_id"], media["width"], media["height"]) == ("5", 3, 4)
    assert media["url"].startswith("https://cdn/attachments/2/5/a.png?ex=")
    file = shown({"type": 13, "id": 1, "file": REFERENCE})
    assert (file["name"], file["size"], file["spoiler"]) == ("a.png", 99, False)


def test_foreign_addresses_stay() -> None:
    """An address on the web is handed back as it is."""
    thumbnail = shown({"type": 11, "id": 1, "media": {"url": "https://example.org/a.png"}})
    assert thumbnail["media"]["url"] == "https://example.org/a.png"


def test_defaults_are_filled_in_at_every_depth() -> None:
    """What the bot left out or set to null comes back with Discord's defaults."""
    inner = {"type": 9, "id": 2, "components": [], "accessory": {"type": 11, "id": 3, "media": REFERENCE}}
    container = shown({"type": 17, "id": 1, "accent_color": None, "components": [inner, {"type": 14, "id": 4}]})
    assert (container["accent_color"], container["spoiler"]) == (None, False)
    assert container["components"][0]["accessory"]["description"] is None
    assert container["components"][1] == {"type": 14, "id": 4, "spacing": 1, "divider": True}
