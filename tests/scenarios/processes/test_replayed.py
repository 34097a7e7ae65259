"""An interaction that Discord sends once more, to a process that has never seen it."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.playground.discord.blobs import Upload
from bot.playground.discord.faults import ServerError
from bot.playground.discord.invocations import Invocation
from tests.scenarios.processes.stands import Stands, texts
from tests.worlds import png

PHOTOS = "/*attachments/*"


async def asked(on: Stands, *, photo: bool) -> tuple[Invocation, Callable[[], None]]:
    """What Ada asks for, and what sends it once more to whoever is connected; its photo can't be fetched then."""
    events: list[Any] = []

    def kept(event: Any) -> Any:
        events.append(event)
        return event

    def again() -> None:
        on.discord.faults.plan("GET", PHOTOS, ServerError(404), times=9)
        for session in on.discord.gateway.sessions.values():
            session.dispatch("INTERACTION_CREATE", events[0])

    on.discord.gateway.change_next("INTERACTION_CREATE", kept)
    options = {"prompt": "a lighthouse"} | ({"image": Upload("a.png", png(64, 64))} if photo else {})
    return await on.discord.person("Ada").slash(on.channel(), "imagine", options), again


@pytest.mark.parametrize("photo", [True, False], ids=["with a photo that is gone", "without a photo"])
async def test_replayed_after_a_restart_it_leaves_its_card_alone(on: Stands, *, photo: bool) -> None:
    """The refusal that would be due now must not take the paid picture away."""
    first = await on.start()
    _, again = await asked(on, photo=photo)
    card = await on.until(lambda: on.picture("a lighthouse"))
    await first.stop()

    second = await on.start(LOG_LEVEL="info")
    again()
    await second.until_said("was accepted before this start")
    await second.stop()
    assert (on.posts(), on.asked_for("a lighthouse")) == ([card], 1)


async def test_replayed_after_its_excuse_it_leaves_that_alone(on: Stands) -> None:
    """Nothing was accepted, and the person was told so: what is refused now is told besides, to them alone."""
    fetching = on.hold("GET", PHOTOS)
    first = await on.start()
    wish, again = await asked(on, photo=True)
    await fetching.reached()
    await first.kill()
    fetching.set()

    await on.start()
    excuse = await on.until(
        lambda: next((post for post in on.posts() if "I was interrupted before" in texts(post)), None)
    )
    again()
    told = await wish.followup()
    assert told.ephemeral
    assert [post for post in on.posts() if not post.ephemeral] == [excuse]
