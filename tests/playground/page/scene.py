"""The page in a browser beside the world that it shows, and short ways to play the bot's part."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from playwright.async_api import FilePayload, Locator, ViewportSize
from playwright.async_api import Page as Tab

from bot.playground.discord.blobs import Upload
from bot.playground.discord.components import numbered
from bot.playground.discord.records import Answer, Attachment, Interaction, Json, Message, MessageFlag, Origin
from bot.playground.discord.server import StandIn
from tests.worlds import ManualClock, png

DESKTOP = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=390, height=844)


@dataclass
class Scene:
    discord: StandIn
    tab: Tab
    clock: ManualClock
    address: str

    @property
    def box(self) -> Locator:
        """Where one writes."""
        return self.tab.get_by_label("Message", exact=True)

    def post_of(self, message: Message) -> Locator:
        return self.tab.locator(f"#m-{message.id}")

    async def open(self) -> None:
        await self.tab.goto(self.address)
        await self.tab.wait_for_selector(".place", state="attached")

    async def type_line(self, text: str) -> None:
        """Write into the box as a person would, and send it."""
        await self.box.fill(text)
        await self.box.press("Enter")

    async def become(self, name: str) -> None:
        await self.tab.get_by_role("radio", name=name).click()
        await self.tab.wait_for_selector(f'[role=radio][aria-checked=true] :text-is("{name}")')

    # The bot's part

    def say(self, content: str = "", *, place: str = "pictures", person: str = "Plantain", **fields: Any) -> Message:
        world = self.discord.world
        author, where = world.user(person).id, world.channel(place).id
        base = Message(world.new_id(), where, author, world.clock(), content)
        if "components" in fields:
            fields |= {"components": numbered(fields["components"]), "flags": int(MessageFlag.COMPONENTS_V2)}
        return world.post(replace(base, **fields))

    async def attach(self, name: str = "picture.png", data: bytes | None = None, **fields: Any) -> Attachment:
        blob = await self.discord.blobs.add_upload(Upload(name, png(64, 36) if data is None else data))
        kind = blob.kind
        made = Attachment(1, name, blob.key, blob.size, kind.content_type, kind.width, kind.height)
        return replace(made, id=self.discord.world.new_id(), **fields)

    async def interaction(self, number: int = 1) -> Interaction:
        """Wait until that many interactions have been started, and give the newest."""
        started = self.discord.world.interactions
        return await self.discord.world.until(lambda: [*started.values()][-1] if len(started) >= number else None)

    def answer(self, interaction: Interaction, content: str = "", **fields: Any) -> Message:
        """Answer with a post; `flags=128` makes it think, with `seen_by` it is ephemeral."""
        origin = Origin(interaction.id, interaction.kind, interaction.user_id, interaction.name, interaction.target_id)
        post = self.say(content, origin=origin, **fields)
        done = Answer.DEFERRED_MESSAGE if post.thinking else Answer.MESSAGE
        self.discord.world.update_interaction(replace(interaction, answer=done, original_id=post.id))
        return post

    def open_form(self, interaction: Interaction, components: Sequence[Json], title: str = "Edit picture") -> None:
        body = {"custom_id": "form:1", "title": title, "components": list(numbered(components))}
        world = self.discord.world
        world.update_interaction(replace(interaction, answer=Answer.MODAL, modal=body, modal_open=True))

    def overdue(self) -> None:
        """Let the three seconds go by."""
        self.clock.advance(4)
        self.discord.world.tick()


def picked(name: str) -> FilePayload:
    """A picture that a person chooses in the browser's file dialog."""
    return FilePayload(name=name, mimeType="image/png", buffer=png())


def entered(interaction: Interaction) -> dict[str, Any]:
    return {option["name"]: option["value"] for option in interaction.data.get("options", ())}
