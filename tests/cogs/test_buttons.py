"""Presses on cards, over the wire."""

from tests.cogs.stage import Stage


async def test_buttons_can_be_unloaded_and_loaded_again(on: Stage) -> None:
    """An extension leaves nothing behind that would answer twice."""
    bot = on.client
    post = await on.imagine()
    await bot.reload_extension("cogs.buttons")
    await (await on.ada.press(post, "Again")).post()
    await on.scheduler.idle()
    assert len(on.model.calls) == 2
