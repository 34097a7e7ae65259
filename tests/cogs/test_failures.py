"""The one funnel for errors: what each door tells, and what it hides."""

import json
import logging
from collections.abc import Callable
from typing import Any, cast

import aiohttp
import discord
import pytest
from discord import InteractionResponseType, app_commands

from bot.core.errors import NotAcknowledged, PictureEmpty, TooManyReferences
from bot.core.errors.door import ButtonOutdated
from bot.core.reception import Asked, Reception
from bot.core.turn import Origin
from cogs._failures import Failures
from cogs._ids import Deed, button
from tests.cogs.stage import Stage, texts
from tests.fakes import Clock, MemoryAsked, ids


class Answers:
    """Stands for both ways of answering an interaction, and notes what was done."""

    def __init__(
        self, *, deferred: InteractionResponseType | None = None, broken: Exception | None = None, attempts: int = 99
    ) -> None:
        self.id = 7
        self.client = self.channel = self
        self.type: Any = deferred
        self.broken = broken
        self.attempts = attempts
        self.done: list[tuple[str, str]] = []
        self.extras: dict[str, bool] = {}
        self.response = self.followup = self

    def is_closed(self) -> bool:
        return False

    def is_done(self) -> bool:
        return self.type is not None

    async def send_message(self, *, view: discord.ui.LayoutView, ephemeral: bool) -> None:
        await self._note("answered" if ephemeral else "shouted", view)

    async def send(self, *, view: discord.ui.LayoutView, ephemeral: bool) -> None:
        await self._note("followed up" if ephemeral else "shouted", view)

    async def delete_original_response(self) -> None:
        self.done.append(("deleted", ""))

    async def _note(self, deed: str, view: discord.ui.LayoutView) -> None:
        if self.broken and self.attempts:
            self.attempts -= 1
            raise self.broken
        text = next(item for item in view.walk_children() if isinstance(item, discord.ui.TextDisplay))
        self.done.append((deed, text.content))


class Nobody:
    """The `Excuses` port: nobody is to be told anything by another client."""

    async def excuse(self, asked: Asked, words: str) -> None:
        raise AssertionError(asked, words)


def reception() -> Reception:
    return Reception(MemoryAsked(), Nobody(), Clock())


async def told(error: Exception, **how: Any) -> list[tuple[str, str]]:
    answers: Any = Answers(**how)
    async with Failures(ids(), reception()).answering(answers):
        raise error
    return answers.done  # type: ignore[unreachable] # the context swallows what is raised


@pytest.mark.parametrize(
    ("deferred", "deeds"),
    [
        (None, ["answered"]),
        (InteractionResponseType.deferred_channel_message, ["deleted", "followed up"]),
        (InteractionResponseType.deferred_message_update, ["followed up"]),
        (InteractionResponseType.modal, ["followed up"]),
    ],
)
async def test_the_person_alone_is_told_however_far_the_answer_was(
    deferred: InteractionResponseType | None, deeds: list[str]
) -> None:
    """A public deferral is taken away first; a card whose button was pressed is not."""
    done = await told(PictureEmpty(), deferred=deferred)
    assert [deed for deed, _ in done] == deeds
    assert done[-1][1] == PictureEmpty().told


async def test_what_was_not_foreseen_is_logged_with_the_id_that_is_told(caplog: pytest.LogCaptureFixture) -> None:
    """A person sees an id and never an exception's text; the operator finds both together."""
    with caplog.at_level(logging.ERROR):
        ((_, sentence),) = await told(RuntimeError("secret"))
    assert "turn000000001" in sentence
    assert "secret" not in sentence
    assert "turn000000001" in caplog.text
    assert "secret" in caplog.text


async def test_errors_of_the_command_tree_are_unwrapped() -> None:
    """discord.py wraps what a command raises, and has its own for commands that it does not know any more."""
    command: Any = app_commands.Command(name="x", description="x", callback=_callback)
    inner = TooManyReferences(4, 3, "Lite")
    assert (await told(app_commands.CommandInvokeError(command, inner)))[0][1] == inner.told
    for outdated in (app_commands.CommandNotFound("x", []), app_commands.CommandSignatureMismatch(command)):
        assert (await told(outdated))[0][1].startswith("This command has changed")


async def test_markup_in_a_sentence_does_not_act() -> None:
    """Sentences may quote people and models."""
    assert r"\[x\]" in (await told(TooManyReferences(4, 3, "[x](https://evil.test)")))[0][1]


async def test_an_interaction_that_cannot_be_answered_is_logged_and_forgotten(caplog: pytest.LogCaptureFixture) -> None:
    """Too late for Discord, or gone: there is nobody to tell."""
    assert await told(PictureEmpty(), broken=TimeoutError()) == []
    assert "could not be answered: TimeoutError" in caplog.text


@pytest.mark.parametrize("deferred", [None, InteractionResponseType.deferred_channel_message])
async def test_a_dropped_connection_does_not_silence_the_answer(deferred: InteractionResponseType | None) -> None:
    """What was not taken because the connection broke is sent once more, and again."""
    done = await told(PictureEmpty(), deferred=deferred, broken=aiohttp.ServerDisconnectedError(), attempts=2)
    assert done[-1][1] == PictureEmpty().told


class Unwritable:
    """A message in a place where the bot may not write, from somebody who takes no messages either."""

    id = 9

    def __init__(self, broken: type[Exception] = OSError) -> None:
        self.broken = broken

    @property
    def author(self) -> "Unwritable":
        return self

    async def reply(self, **_: object) -> None:
        raise self.broken

    async def send(self, **_: object) -> None:
        raise self.broken


async def test_a_message_that_cannot_be_answered_anywhere_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Neither the channel nor the DM is open: the log says so, and the bot goes on."""
    message: Any = Unwritable()
    await Failures(ids(), reception()).say(message, "hello")
    assert "message 9 could not be answered: OSError" in caplog.text


async def _callback(interaction: discord.Interaction) -> None: ...


def under(custom_id: str, *, on_the_post: bool) -> Callable[[Any], Any]:
    """An interaction as it would come with that id."""

    def change(payload: Any) -> Any:
        was = payload["data"]["custom_id"]
        payload["data"]["custom_id"] = custom_id
        if on_the_post:
            changed = json.loads(json.dumps(payload["message"]).replace(was, custom_id))
            return payload | {"message": changed}
        return payload

    return change


@pytest.mark.parametrize("custom_id", ["plantain:paint:turn000000001", "x", "plantain:again:turn000000001x"])
async def test_a_button_of_another_version_is_answered(on: Stage, custom_id: str) -> None:
    """An id that no door reads leads to a sentence, not to Discord's own message about failure."""
    post = await on.imagine()
    on.discord.gateway.change_next("INTERACTION_CREATE", under(custom_id, on_the_post=True))
    told = await (await on.ada.press(post, "Again")).post()
    assert texts(told) == [ButtonOutdated().told]


async def test_an_id_that_the_post_does_not_carry_does_nothing(on: Stage) -> None:
    """Somebody who makes up a *Delete* of a turn of their own deletes nobody else's post with it."""
    own, other = await on.imagine(), await on.imagine()
    turn = await on.turn_of(own)
    on.discord.gateway.change_next("INTERACTION_CREATE", under(button(Deed.DELETE, turn.id), on_the_post=False))
    told = await (await on.ada.press(other, "Delete")).post()
    assert texts(told) == [ButtonOutdated().told]
    assert other.id in on.discord.world.messages


async def test_a_form_of_another_version_is_answered(on: Stage) -> None:
    """Forms stay open for as long as somebody likes, and the bot may have changed meanwhile."""
    modal = await (await on.ada.press(await on.imagine(), "Edit")).modal()
    on.discord.gateway.change_next("INTERACTION_CREATE", under("plantain:form-sell:1", on_the_post=False))
    told = await (await on.ada.submit(modal, {"prompt": "x"})).post()
    assert texts(told) == [ButtonOutdated().told]


class Ended(Answers):
    """An interaction whose client has ended."""

    def is_closed(self) -> bool:
        return True


class Listening(Nobody):
    """The `Excuses` port: remembers what is to be told by another client."""

    def __init__(self) -> None:
        self.told: list[tuple[int, str]] = []

    async def excuse(self, asked: Asked, words: str) -> None:
        self.told.append((asked.origin.id, words))


@pytest.mark.parametrize("error", [PictureEmpty(), RuntimeError("Session is closed")])
async def test_who_waits_is_told_by_another_client_where_their_own_has_ended(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    """What its session says then is no mistake of ours; who does not wait has no answer to come."""
    listening, ended = Listening(), cast("Any", Ended())
    here = Reception(MemoryAsked(), listening, Clock())
    with pytest.raises(type(error)):
        async with here.noted(1, Origin(ended.id, 5, token="t")):
            raise error
    for _ in range(2):
        await Failures(ids(), here).tell(ended, error)
    told = error.told if isinstance(error, PictureEmpty) else NotAcknowledged().told
    assert (listening.told, ended.done) == ([(ended.id, told)], [])
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


@pytest.mark.parametrize("broken", [OSError, RuntimeError])
async def test_a_message_whose_client_has_ended_is_answered_by_another(broken: type[Exception]) -> None:
    """A closed session is a RuntimeError, which nothing else here would be."""
    listening, message = Listening(), cast("Any", Unwritable(broken))
    here = Reception(MemoryAsked(), listening, Clock())
    async with Failures(ids(), here).replying(message), here.noted(1, Origin(message.id, 5, message=message.id)):
        raise PictureEmpty
    assert listening.told == [(message.id, PictureEmpty().told)]  # type: ignore[unreachable] # the context swallows what is raised
