"""Apps → Edit picture, over the wire."""

from tests.cogs.stage import Stage, played, texts
from tests.worlds import png


async def test_on_a_card_it_opens_the_same_form_as_edit(on: Stage) -> None:
    """The turn shown there is what it goes on from, whoever made it."""
    post = await on.imagine()
    form = await (await on.grace.message_command(on.channel, "Edit picture", post)).modal()
    edited = await (await on.grace.submit(form, {"prompt": "make it winter"})).post()
    assert (await on.turn_of(edited)).parent == (await on.turn_of(post)).id


async def test_on_somebodys_photo_the_photo_is_the_reference(on: Stage) -> None:
    """It works on any message with pictures, and pictures can be added in the form."""
    photo = await on.ada.say(on.channel, files=[("p.png", png(33)), ("notes.txt", b"words")])
    form = await (await on.grace.message_command(on.channel, "Edit picture", photo)).modal()
    asked = await on.grace.submit(form, {"prompt": "as a painting"}, files={"Pictures to use": [("q.png", png(44))]})
    turn = await on.turn_of(await asked.post())
    assert [picture.width for picture in turn.request.references] == [33, 44]
    assert turn.parent is None


async def test_on_a_message_without_pictures_it_says_so(on: Stage) -> None:
    """One sentence instead of a form."""
    words = await on.ada.say(on.channel, "hello")
    shown = await (await on.grace.message_command(on.channel, "Edit picture", words)).post()
    assert shown.ephemeral
    assert texts(shown)[0].startswith("That message has no picture to edit")


async def test_a_form_on_a_photo_that_outlived_the_process_says_so(set_up: Stage) -> None:
    """What that message held is known only while the process lives: the person is told to choose again."""
    on = set_up
    async with played(on):
        photo = await on.ada.say(on.channel, files=[("p.png", png(33))])
        form = await (await on.ada.message_command(on.channel, "Edit picture", photo)).modal()
    async with played(on):
        shown = await (await on.ada.submit(form, {"prompt": "as a painting"})).post()
        assert texts(shown)[0].startswith("That form was open for too long")


async def test_the_menu_goes_with_its_extension(on: Stage) -> None:
    """Unloading takes the command away, and loading brings it back."""
    tree = on.client.tree
    await on.client.unload_extension("cogs.edit_menu")
    assert [command.name for command in tree.get_commands() if command.name == "Edit picture"] == []
    await on.client.load_extension("cogs.edit_menu")
    assert [command.name for command in tree.get_commands() if command.name == "Edit picture"] == ["Edit picture"]
