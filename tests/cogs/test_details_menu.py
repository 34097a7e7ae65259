"""Apps → Picture details, over the wire."""

from tests.cogs.stage import Stage, texts


async def test_on_a_post_of_the_bot_it_tells_what_the_button_tells(on: Stage) -> None:
    """The same words to the one who asks alone, whoever made the picture."""
    post = await on.imagine()
    chosen = await (await on.grace.message_command(on.channel, "Picture details", post)).post()
    pressed = await (await on.grace.press(post, "Details")).post()
    assert chosen.ephemeral
    assert texts(chosen) == texts(pressed)
    assert "**Model** `model-1` (google)" in texts(chosen)[0]


async def test_on_any_other_message_it_says_so(on: Stage) -> None:
    """One sentence on somebody's words, and on a post of the bot that shows no picture."""
    words = await on.ada.say(on.channel, "hello")
    await on.imagine()
    notice = await (await on.ada.slash(on.channel, "undo", {})).post()
    for message in (words, notice):
        shown = await (await on.grace.message_command(on.channel, "Picture details", message)).post()
        assert shown.ephemeral
        assert texts(shown)[0].startswith("That message shows no picture that I made")


async def test_the_menu_goes_with_its_extension(on: Stage) -> None:
    """Unloading takes the command away, and loading brings it back."""
    tree = on.client.tree
    await on.client.unload_extension("cogs.details_menu")
    assert "Picture details" not in [command.name for command in tree.get_commands()]
    await on.client.load_extension("cogs.details_menu")
    assert "Picture details" in [command.name for command in tree.get_commands()]
