"""/imagine and /edit, over the wire."""

from tests.cogs.stage import Stage, texts


async def test_imagine_ends_in_a_card_with_the_picture(on: Stage) -> None:
    """A person's command is deferred and becomes a card with the picture that the model made."""
    ada, channel = on.discord.person("Ada"), on.discord.channel("pictures")
    asked = await ada.slash(channel, "imagine", {"prompt": "a lighthouse", "ratio": "16:9", "size": "2K"})
    post = await asked.post()
    assert texts(post) == ["x"]
