"""Components and embeds of a message as Discord gives them back: defaults filled in, media with signed addresses."""

from typing import Final

from bot.playground.discord.components import ComponentKind as Kind
from bot.playground.discord.links import Links
from bot.playground.discord.records import Attachment, Json, Message
from bot.playground.discord.rules_components import SELECTS

# What Discord fills in when it gives a component back.
_SHOWN: Final[dict[int, Json]] = {
    Kind.CONTAINER: {"accent_color": None, "spoiler": False},
    Kind.SEPARATOR: {"spacing": 1, "divider": True},
    Kind.THUMBNAIL: {"description": None, "spoiler": False},
    Kind.FILE: {"spoiler": False},
    **{kind: {"min_values": 1, "max_values": 1} for kind in SELECTS},
}
_ITEM: Final[Json] = {"description": None, "spoiler": False}


class ComponentPayloads:
    def __init__(self, links: Links) -> None:
        self._links = links

    def component(self, message: Message, component: Json) -> Json:
        shown = _SHOWN.get(component["type"], {}) | {
            key: value for key, value in component.items() if value is not None
        }
        for key in ("components", "items"):
            if key in shown:
                make = self.component if key == "components" else self._item
                shown[key] = [make(message, child) for child in shown[key]]
        if "accessory" in shown:
            shown["accessory"] = self.component(message, shown["accessory"])
        for key in ("media", "file"):
            if key in shown:
                shown[key] = self._media(message, shown[key])
        if shown["type"] == Kind.FILE:
            attachment = _named(message, component["file"]["url"])
            shown |= {"name": attachment.name, "size": attachment.size} if attachment else {"name": "", "size": 0}
        return shown

    def _item(self, message: Message, item: Json) -> Json:
        return _ITEM | item | {"media": self._media(message, item["media"])}

    def _media(self, message: Message, item: Json) -> Json:
        attachment = _named(message, item["url"])
        if attachment is None:
            return {"id": "0", "proxy_url": item["url"], **item}
        url = self._links.url(message.channel_id, attachment)
        return {
            "id": str(attachment.id),
            "url": url,
            "proxy_url": url,
            "width": attachment.width,
            "height": attachment.height,
            "content_type": attachment.content_type,
            "attachment_id": str(attachment.id),
        }

    def embed(self, message: Message, embed: Json) -> Json:
        shown = {"type": "rich", **embed}
        for key in ("image", "thumbnail"):
            if key in shown:
                shown[key] = self._media(message, shown[key])
        return shown


def _named(message: Message, url: str) -> Attachment | None:
    name = url.removeprefix("attachment://") if url.startswith("attachment://") else None
    return next((attachment for attachment in message.attachments if attachment.name == name), None)
