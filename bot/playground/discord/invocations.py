"""What a person holds after acting: handles on which one waits for the bot's answer, without sleeping."""

from dataclasses import dataclass
from typing import Final

from bot.playground.discord.components import ComponentKind, walk
from bot.playground.discord.records import Answer, Interaction, Json, Message
from bot.playground.discord.world import World

PATIENCE: Final = 30.0


class NotAnswered(Exception):
    """The person was shown "The application did not respond"."""


@dataclass(frozen=True, slots=True)
class Modal:
    """A form that the bot opened; `body` is its JSON with custom_id, title and components."""

    interaction_id: int
    body: Json

    @property
    def title(self) -> str:
        return str(self.body["title"])

    @property
    def fields(self) -> dict[str, Json]:
        """The inputs by custom_id, in order: text inputs, selects, file uploads and the like."""
        return {part["custom_id"]: part for _, part in walk(self.body["components"]) if "custom_id" in part}

    @property
    def labels(self) -> dict[str, str]:
        """The custom_id of each labelled input by its label."""
        return {
            part["label"]: part["component"]["custom_id"]
            for _, part in walk(self.body["components"])
            if part.get("type") == ComponentKind.LABEL
        }


class Invocation:
    """One interaction that a person started. Every wait ends in TimeoutError after `timeout` seconds."""

    def __init__(self, world: World, interaction_id: int) -> None:
        self._world = world
        self.id = interaction_id
        source = world.interactions[interaction_id].message_id
        self._source = world.messages.get(source) if source else None

    @property
    def state(self) -> Interaction:
        """The interaction as it is now."""
        return self._world.interactions[self.id]

    @property
    def followups(self) -> list[Message]:
        """The follow-up posts that still exist, in order."""
        return [self._world.messages[key] for key in self.state.followup_ids if key in self._world.messages]

    @property
    def original(self) -> Message | None:
        """The post that `@original` names, thinking or not."""
        return self._world.messages.get(self.state.original_id or 0)

    async def acknowledged(self, timeout: float = PATIENCE) -> Interaction:  # noqa: ASYNC109 - tests pass it
        """Wait for the first answer of any kind; NotAnswered when the three seconds went by."""
        return await self._world.until(self._answered, timeout)

    async def post(self, timeout: float = PATIENCE) -> Message:  # noqa: ASYNC109 - tests pass it
        """Wait for the answering post once it thinks no more; for a component's update, the changed source post."""
        return await self._world.until(self._final_post, timeout)

    async def followup(self, number: int = 1, timeout: float = PATIENCE) -> Message:  # noqa: ASYNC109 - tests pass it
        """Wait for the follow-up post of that number, counted from 1."""
        posts = await self._world.until(lambda: self.followups if len(self.followups) >= number else None, timeout)
        return posts[number - 1]

    async def modal(self, timeout: float = PATIENCE) -> Modal:  # noqa: ASYNC109 - tests pass it
        """Wait for the form; AssertionError when the answer is something else."""
        state = await self.acknowledged(timeout)
        assert state.modal is not None, f"answered with {state.answer!r}, not with a form"  # noqa: S101 - a test's aid
        return Modal(state.id, state.modal)

    async def choices(self, timeout: float = PATIENCE) -> list[Json]:  # noqa: ASYNC109 - tests pass it
        """Wait for an autocomplete's choices: `{"name": …, "value": …}`."""
        return list((await self.acknowledged(timeout)).choices)

    async def unanswered(self, timeout: float = PATIENCE) -> Interaction:  # noqa: ASYNC109 - tests pass it
        """Wait until the person sees "The application did not respond"."""
        return await self._world.until(lambda: self.state if self.state.did_not_respond else None, timeout)

    def _answered(self) -> Interaction | None:
        state = self.state
        if state.did_not_respond:
            raise NotAnswered(f"{state.name or state.kind.name}: the application did not respond")
        return state if state.answer is not None else None

    def _final_post(self) -> Message | None:
        state = self._answered()
        post = self.original
        if state is None or post is None or post.thinking:
            return None
        if state.answer in (Answer.UPDATE, Answer.DEFERRED_UPDATE) and post is self._source:
            return None
        return post
