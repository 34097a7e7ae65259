"""What Discord hands over, read into the studio's words."""

from types import SimpleNamespace
from typing import Any

import discord
import pytest

from cogs._inbound import Attached, attached, carries, message_asker, pictures_of, turn_shown, words_of
from tests.cogs.stage import Stage

ME = 42


def message(**fields: object) -> Any:
    return SimpleNamespace(**fields)


def file(content_type: str | None) -> Any:
    return SimpleNamespace(url=f"https://cdn.test/{content_type}", size=7, content_type=content_type)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<@42> a tree", "a tree"),
        ("<@!42> a tree", "a tree"),
        ("paint <@42> a tree for <@43>", "paint   a tree for <@43>"),
        ("<@42>", ""),
        ("a\n\ntree", "a\n\ntree"),
    ],
)
def test_the_bots_mention_is_no_word(content: str, words: str) -> None:
    """It only says whom the words are for; other mentions and line breaks stay."""
    assert words_of(message(content=content), ME) == words


def test_of_several_attachments_those_that_look_like_pictures_are_taken() -> None:
    """A text file beside a photo is left out; alone it is taken, so that the person learns why it can't be used."""
    photo, text = file("image/png"), file("text/plain")
    assert [found.url for found in pictures_of(message(attachments=[text, photo]))] == [photo.url]
    assert [found.url for found in pictures_of(message(attachments=[text, file(None)]))] == [text.url, file(None).url]


def test_options_that_were_left_out_are_no_attachments() -> None:
    """/imagine has room for three pictures; those not given are not counted."""
    assert attached([None, file("image/png"), None]) == (Attached("https://cdn.test/image/png", 7, "image/png"),)


def test_a_direct_message_has_no_guild_and_discords_own_limit() -> None:
    """The place of a DM is its channel, with Discord's default for files."""
    author = SimpleNamespace(id=7, display_name="Ada")
    said = message(id=9, guild=None, channel=SimpleNamespace(id=8), author=author)
    asked = message_asker(said, application=5)
    assert (asked.place.id, asked.place.guild, asked.place.upload_limit) == (8, None, 10 * 2**20)
    assert (asked.origin.id, asked.origin.message, asked.origin.token) == (9, 9, None)


async def test_a_posts_turn_is_read_from_its_buttons(on: Stage) -> None:
    """The client's own message type carries the ids; a message without our buttons shows nothing."""
    post = await on.imagine()
    channel = on.client.get_partial_messageable(on.channel.id)
    assert turn_shown(await channel.fetch_message(post.id)) == (await on.turn_of(post)).id
    words = await on.ada.say(on.channel, "hello")
    fetched = await channel.fetch_message(words.id)
    assert isinstance(fetched, discord.Message)
    assert turn_shown(fetched) is None


def test_a_message_whose_components_can_t_be_read_has_no_buttons() -> None:
    """discord.py 2.7 makes such a message without that attribute."""
    assert turn_shown(message()) is None
    assert not carries(message(), "x")
