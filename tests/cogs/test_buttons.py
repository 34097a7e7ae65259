"""The button class that discord.py makes anew for every press."""

from typing import Any, cast

from discord.ui import Button

from cogs._deeds import Deeds
from cogs._ids import BUTTON, Deed, button
from cogs.buttons import card_button
from tests.cogs.stage import Stage


class Pressed:
    """Notes presses instead of doing anything."""

    def __init__(self) -> None:
        self.seen: list[tuple[Deed, str]] = []

    async def do(self, deed: Deed, turn_id: str, _interaction: object) -> None:
        self.seen.append((deed, turn_id))


async def test_a_press_is_led_to_its_deed_with_its_turn() -> None:
    """Everything comes from the custom id."""
    pressed = Pressed()
    kind = card_button(cast(Deeds, pressed))
    item: Button[Any] = Button(custom_id=button(Deed.AGAIN, "turn000000001"))
    found = kind.__discord_ui_compiled_template__.fullmatch(item.custom_id or "")
    assert found is not None
    nothing: Any = None
    await (await kind.from_custom_id(nothing, item, found)).callback(nothing)
    assert pressed.seen == [(Deed.AGAIN, "turn000000001")]
    assert kind.__discord_ui_compiled_template__.pattern == BUTTON


async def test_buttons_can_be_unloaded_and_loaded_again(on: Stage) -> None:
    """An extension leaves nothing behind that would answer twice."""
    bot = on.client
    post = await on.imagine()
    await bot.reload_extension("cogs.buttons")
    await (await on.ada.press(post, "Again")).post()
    await on.scheduler.idle()
    assert len(on.model.calls) == 2
