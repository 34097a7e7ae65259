"""Details before the one who asks, over the wire."""

from dataclasses import replace
from typing import Any

from bot.core.citations import Citations, Source
from bot.core.errors import WordsOnly
from bot.core.picture import Picture
from bot.playground.discord.records import Message
from cogs._dossier import TEXT
from tests.cogs.stage import Stage, texts

PLAN = "**Laying out the scene**\n\nFirst the sky, then the tower. [x](https://evil.test)"


async def pressed(on: Stage, **answer: Any) -> Message:
    """Details of a picture that the model answered with in this way."""
    on.model.answers.append(answer)
    return await (await on.grace.press(await on.imagine(thoughts=True), "Details")).post()


async def drafts(on: Stage, number: int = 2) -> tuple[Picture, ...]:
    return tuple([await on.model.paint() for _ in range(number)])


def files(post: Message) -> dict[str, int]:
    return {attachment.name.rsplit("-", 1)[-1]: attachment.size for attachment in post.attachments}


async def test_drafts_and_thoughts_are_shown_to_the_one_who_asks(on: Stage) -> None:
    """Drafts in a gallery, byte for byte, and what was thought with its emphasis and without its links."""
    made = await drafts(on)
    shown = await pressed(on, drafts=made, thoughts=(PLAN,))
    assert shown.ephemeral
    assert [a.width for a in shown.attachments] == [picture.width for picture in made]
    (gallery,) = [part for part in shown.components if part["type"] == 12]
    assert len(gallery["items"]) == 2
    assert "**Thoughts**\n**Laying out the scene**\n\nFirst the sky" in texts(shown)[-1]
    assert "\\[x\\]" in texts(shown)[-1]


async def test_long_thoughts_are_whole_in_a_file(on: Stage) -> None:
    """The post keeps Discord's limit, and nothing of what was thought is lost."""
    shown = await pressed(on, thoughts=("why " * 4000, PLAN), texts=("word " * 1000,))
    assert files(shown) == {"words.txt": 5000, "thoughts.txt": 15999 + 2 + len(PLAN)}
    assert sum(map(len, texts(shown))) <= TEXT
    assert texts(shown)[-1].endswith("…")


async def test_all_sources_are_there_however_many(on: Stage) -> None:
    """Own and earlier ones; where they don't fit they are whole in the file."""
    own = Citations(tuple(Source(f"https://a.test/{number}/{'x' * 200}", "A") for number in range(20)))
    earlier = Citations((Source("https://b.test/", "B\u202e\nC"),))
    on.model.answers += [{"citations": earlier}, {"citations": own}]
    await on.imagine()
    edited = await (await on.ada.slash(on.channel, "edit", {"prompt": "make it winter"})).post()
    await on.scheduler.idle()
    shown = await (await on.grace.press(edited, "Details")).post()
    assert "more: see the file" in texts(shown)[1]
    (file,) = shown.attachments
    words = on.discord.blobs.path(file.blob).read_text()
    assert words.splitlines()[-1] == "21. B C https://b.test/"
    few = await pressed(on, citations=earlier)
    assert texts(few)[1] == "**Sources**\n-# 1. [B C](https://b.test/)"
    assert few.attachments == ()


async def test_all_sources_of_quoted_words_are_there_however_many(on: Stage) -> None:
    """Where they don't fit, a file has them beside the words that were quoted."""
    cited = Citations(tuple(Source(f"https://a.test/{number}/{'x' * 200}", "A") for number in range(20)), (), ("a",))
    on.model.answers.append(WordsOnly("It was tall [20].", cited))
    shown = await (await on.ada.press(await on.imagine(), "Details")).post()
    (file,) = shown.attachments
    lines = on.discord.blobs.path(file.blob).read_text().splitlines()
    assert "It was tall [20]." in lines[0]
    assert lines[-1].startswith("20. A https://a.test/19/")


async def test_what_storage_has_lost_does_not_take_the_rest_along(on: Stage) -> None:
    """A draft whose file is gone is said to be missing; the details are told all the same."""
    lost = Picture("0" * 64, "image/png", 8, 8, 100)
    shown = await pressed(on, drafts=(lost,), thoughts=(PLAN,))
    assert texts(shown)[-1] == "-# The drafts are missing from my storage."
    assert texts(shown)[0].startswith("**Turn**")


async def test_drafts_of_a_hidden_picture_are_hidden(on: Stage) -> None:
    """What is behind a spoiler stays there."""
    on.model.answers.append({"drafts": await drafts(on, 1)})
    post = await on.imagine(thoughts=True, spoiler=True)
    shown = await (await on.ada.press(post, "Details")).post()
    (gallery,) = [part for part in shown.components if part["type"] == 12]
    assert gallery["items"][0]["spoiler"] is True


async def test_a_family_that_left_the_catalog_is_told_without_prices(on: Stage) -> None:
    """Prices are the catalog's; all else is in the turn."""
    post = await on.imagine()
    turn = await on.turn_of(post)
    assert "**Price** US$0.034 by list price" in texts(await (await on.ada.press(post, "Details")).post())[0]
    assert turn.reply
    gone = replace(turn.reply, maker=replace(turn.reply.maker, family="long-gone"))
    on.turns.rows[turn.id] = replace(turn, reply=gone)
    assert "**Price**" not in texts(await (await on.ada.press(post, "Details")).post())[0]
