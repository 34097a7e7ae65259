import pytest

from bot.playground.discord.choosing import NotPossible
from bot.playground.discord.server import StandIn
from tests.playground.discord.studio import Studio
from tests.worlds import png


async def test_buttons_can_be_pressed_only_where_they_are(world: StandIn, studio: Studio) -> None:
    """Missing and disabled buttons, and posts that are not seen, are refused."""
    ada, place = world.person("Ada"), world.channel("pictures")
    card = await (await ada.slash(place, "imagine", {"prompt": "x", "hidden": True})).post()
    for button, sentence in (("off", "disabled"), ("Nothing", "has no 'Nothing'")):
        with pytest.raises(NotPossible, match=sentence):
            await ada.press(card, button)
    with pytest.raises(NotPossible, match="does not see"):
        await world.person("Grace").press(card, "edit")


async def test_a_form_is_submitted_once_and_by_its_person(world: StandIn, studio: Studio) -> None:
    """A form that was sent, closed or opened by somebody else is gone."""
    ada, place = world.person("Ada"), world.channel("pictures")
    card = await (await ada.slash(place, "imagine", {"prompt": "x"})).post()
    form = await (await ada.press(card, "edit")).modal()
    with pytest.raises(NotPossible, match="closed"):
        await world.person("Grace").submit(form)
    await (await ada.submit(form)).post()
    with pytest.raises(NotPossible, match="closed"):
        await ada.submit(form)
    second = await (await ada.press(card, "edit")).modal()
    await ada.dismiss(second)
    with pytest.raises(NotPossible, match="closed"):
        await ada.submit(second)


async def test_only_synced_commands_can_be_used(world: StandIn, studio: Studio) -> None:
    """Unknown commands, options without autocomplete and places of others are refused."""
    ada, place = world.person("Ada"), world.channel("pictures")
    with pytest.raises(NotPossible, match="is synced"):
        await ada.slash(place, "nothing")
    with pytest.raises(NotPossible, match="asks for no choices"):
        await ada.autocomplete(place, "imagine", "prompt", "x")
    with pytest.raises(NotPossible, match="is synced"):
        await ada.message_command(place, "Details", await ada.say(place, "x"))
    with pytest.raises(NotPossible, match="is not in"):
        await ada.slash(world.direct("Grace"), "plain")


async def test_selects_take_what_they_offer(world: StandIn, studio: Studio) -> None:
    """Values outside the options, or too many, are refused; the rest reaches the bot."""
    ada, place = world.person("Ada"), world.channel("pictures")
    post = await (await ada.slash(place, "pick")).post()
    for values, sentence in ((["3K"], "not among"), (["1K", "2K"], "2 values")):
        with pytest.raises(NotPossible, match=sentence):
            await ada.select(post, "size", values)
    changed = await (await ada.select(post, "size", ["2K"])).post()
    assert (changed.id, changed.content) == (post.id, "size 2K")


async def test_uploads_in_options_count_against_the_limit(world: StandIn, studio: Studio) -> None:
    """A client does not upload what is too large for the place."""
    with pytest.raises(NotPossible, match="too large"):
        await world.person("Ada").slash(
            world.channel("pictures"), "imagine", {"prompt": "x", "image": ("a.png", png(padding=11_000_000))}
        )
