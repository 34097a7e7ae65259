"""What follows the first answer: `@original` and follow-ups (Discord docs, Receiving and responding, Followup)."""

from dataclasses import replace
from typing import Final

from bot.playground.discord import permissions, posting
from bot.playground.discord.calls import Call, Route
from bot.playground.discord.payloads import Payloads
from bot.playground.discord.records import Interaction, Json, Message, MessageFlag
from bot.playground.discord.rest_interactions import origin_of
from bot.playground.discord.rules import Refused, refuse
from bot.playground.discord.world import World

MOST_FOLLOWUPS: Final = 5
_TOO_MANY: Final = (400, 40094, "This interaction has reached the max number of follow up messages")


class WebhookEndpoints:
    def __init__(self, world: World, payloads: Payloads) -> None:
        self._world = world
        self._payloads = payloads

    def routes(self) -> list[Route]:
        base = "/webhooks/{application}/{token}"
        return [
            ("POST", base, self._create),
            ("GET", base + "/messages/{message}", self._read),
            ("PATCH", base + "/messages/{message}", self._edit),
            ("DELETE", base + "/messages/{message}", self._delete),
        ]

    async def _create(self, call: Call) -> Json:
        channel = self._world.channels[self._answered(call).channel_id]
        form = await call.form(permissions.upload_limit(self._world, channel))
        found = self._answered(call)
        original = self._world.messages.get(found.original_id or 0)
        if original and original.thinking:
            return self._payloads.message(self._world.edit(posting.amend(self._world, original, form)))
        if not self._world.bot_is_in(channel) and len(found.followup_ids) >= MOST_FOLLOWUPS:
            raise Refused(*_TOO_MANY)
        hidden = (form.body.get("flags") or 0) & MessageFlag.EPHEMERAL
        message = posting.compose(
            self._world,
            channel,
            form,
            reply_to=found.original_id,
            origin=origin_of(found),
            seen_by=found.user_id if hidden else None,
        )
        self._world.post(message)
        self._world.update_interaction(replace(found, followup_ids=(*found.followup_ids, message.id)))
        return self._payloads.message(message)

    async def _read(self, call: Call) -> Json:
        return self._payloads.message(self._message(call))

    async def _edit(self, call: Call) -> Json:
        channel = self._world.channels[self._message(call).channel_id]
        form = await call.form(permissions.upload_limit(self._world, channel))
        return self._payloads.message(self._world.edit(posting.amend(self._world, self._message(call), form)))

    async def _delete(self, call: Call) -> None:
        self._world.delete(self._message(call).id)

    def _answered(self, call: Call) -> Interaction:
        """The interaction of the token, if it was answered and its fifteen minutes are not over."""
        found = self._world.interaction_of(call.text("token"))
        if found is None or call.text("application") != str(self._world.bot.id):
            raise refuse("unknown webhook")
        if self._world.token_expired(found):
            raise refuse("token expired")
        if found.answer is None:
            raise refuse("unknown webhook")
        return found

    def _message(self, call: Call) -> Message:
        found = self._answered(call)
        original = call.text("message") == "@original"
        key = (found.original_id or 0) if original else call.number("message", "unknown message")
        if key not in (found.original_id, *found.followup_ids) or key not in self._world.messages:
            raise refuse("unknown message")
        return self._world.messages[key]
