"""Pictures to be fetched."""

from bot.playground.gemini.links import Links
from tests.playground.gemini.asking import photo, pixels, request, talking, user


async def test_a_link_leads_to_the_picture_itself_and_bears_the_playgrounds_mark() -> None:
    """Nobody takes it for somebody else's picture."""
    async with talking("newapi") as talker:
        link = talker.stand_in._links.keep(photo(), "image/png")
        assert link.startswith(f"{talker.stand_in.url}/playground/pictures/")
        async with talker.session.get(link) as response:
            assert (await response.read(), response.content_type) == (photo(), "image/png")
            assert response.headers["X-Plantain-Playground"] == "picture"
        async with talker.session.get(f"{link}x") as response:
            assert response.status == 404


async def test_a_stand_in_tells_links_under_the_name_that_it_is_given() -> None:
    """For clients that follow no address of this machine."""
    async with talking("anyfast", shapes=("file link",), links="https://img.example") as talker:
        _, answer = await talker.ask(request(user("a pear")), "gemini-3.1-flash-image")
        link = answer["candidates"][0]["content"]["parts"][-1]["fileData"]["fileUri"]
        assert link.startswith("https://img.example/")
        async with talker.session.get(
            link.replace("https://img.example", talker.stand_in.url + Links.path)
        ) as response:
            assert pixels(await response.read()) == (1024, 1024)


def test_links_can_go_by_another_name_and_only_the_newest_live() -> None:
    """The address is the test's choice, and memory is bounded."""
    links = Links("https://pictures.example")
    first = links.keep(b"0", "image/png")
    assert first.startswith("https://pictures.example/")
    for number in range(1, 100):
        links.keep(str(number).encode(), "image/png")
    assert first.rpartition("/")[2] not in links._pictures
    assert len(links._pictures) < 100
