"""The first answer to an interaction (Discord docs, Receiving and responding)."""

from dataclasses import replace
from typing import Final

from bot.playground.discord import permissions, posting
from bot.playground.discord.calls import Call, Route
from bot.playground.discord.components import numbered
from bot.playground.discord.forms import Form
from bot.playground.discord.payloads import Payloads
from bot.playground.discord.records import (
    Answer,
    Interaction,
    InteractionKind,
    Json,
    Message,
    MessageFlag,
    Origin,
)
from bot.playground.discord.rules import Violation, broken, demand, refuse
from bot.playground.discord.rules_messages import AUTOCOMPLETE_RULES, MODAL_RULES
from bot.playground.discord.world import World

_ANSWERS: Final = {
    InteractionKind.COMMAND: (Answer.MESSAGE, Answer.DEFERRED_MESSAGE, Answer.MODAL),
    InteractionKind.COMPONENT: (
        Answer.MESSAGE,
        Answer.DEFERRED_MESSAGE,
        Answer.DEFERRED_UPDATE,
        Answer.UPDATE,
        Answer.MODAL,
    ),
    InteractionKind.AUTOCOMPLETE: (Answer.CHOICES,),
    InteractionKind.MODAL: (Answer.MESSAGE, Answer.DEFERRED_MESSAGE, Answer.DEFERRED_UPDATE, Answer.UPDATE),
}
_UPDATES: Final = (Answer.DEFERRED_UPDATE, Answer.UPDATE)
_DATA: Final = ("data",)


class CallbackEndpoint:
    def __init__(self, world: World, payloads: Payloads) -> None:
        self._world = world
        self._payloads = payloads

    def routes(self) -> list[Route]:
        return [("POST", "/interactions/{interaction}/{token}/callback", self._answer)]

    async def _answer(self, call: Call) -> Json | None:
        channel = self._world.channels[self._open(call).channel_id]
        form = await call.form(permissions.upload_limit(self._world, channel))
        found = self._open(call)
        answer = _allowed(found, form.body.get("type"))
        done = self._take(replace(found, answer=answer, answered_at=self._world.clock()), form)
        self._world.update_interaction(done)
        if call.query.get("with_response", "").lower() not in ("1", "true"):
            return None
        return self._response(done)

    def _open(self, call: Call) -> Interaction:
        """The interaction of the path, if it still waits for its first answer."""
        self._world.tick()
        found = self._world.interactions.get(call.number("interaction", "unknown interaction"))
        if found is None or found.token != call.text("token") or found.did_not_respond:
            raise refuse("unknown interaction")
        if found.answer is not None:
            raise refuse("already answered")
        return found

    def _take(self, found: Interaction, form: Form) -> Interaction:
        match found.answer:
            case Answer.MESSAGE:
                return replace(found, original_id=self._post(found, form.inner()).id)
            case Answer.DEFERRED_MESSAGE:
                return replace(found, original_id=self._think(found, form.inner().body).id)
            case Answer.CHOICES:
                data = form.inner().body
                demand(broken(AUTOCOMPLETE_RULES, data), _DATA)
                return replace(found, choices=tuple(data.get("choices") or ()))
            case Answer.MODAL:
                modal = form.inner().body
                demand(broken(MODAL_RULES, modal), _DATA)
                return replace(found, modal=modal | {"components": numbered(modal["components"])}, modal_open=True)
            case Answer.UPDATE:
                source = self._world.messages[found.message_id or 0]
                self._world.edit(posting.amend(self._world, source, form.inner(), prefix=_DATA))
        return replace(found, original_id=found.message_id)

    def _post(self, found: Interaction, form: Form) -> Message:
        hidden = (form.body.get("flags") or 0) & MessageFlag.EPHEMERAL
        message = posting.compose(
            self._world,
            self._world.channels[found.channel_id],
            form,
            reply_to=found.message_id,
            origin=origin_of(found),
            seen_by=found.user_id if hidden else None,
            prefix=_DATA,
        )
        return self._world.post(message)

    def _think(self, found: Interaction, data: Json) -> Message:
        flags = data.get("flags") or 0
        if flags & ~MessageFlag.EPHEMERAL:
            demand([Violation(("flags",), "BASE_TYPE_CHOICES", "A deferral takes no flag but EPHEMERAL.")], _DATA)
        return self._world.post(
            Message(
                self._world.new_id(),
                found.channel_id,
                self._world.bot.id,
                self._world.clock(),
                flags=flags | MessageFlag.LOADING,
                reply_to=found.message_id,
                origin=origin_of(found),
                seen_by=found.user_id if flags else None,
            )
        )

    def _response(self, found: Interaction) -> Json:
        """Discord docs, Interaction callback response object; a deferral has no resource."""
        interaction: Json = {"id": str(found.id), "type": int(found.kind)}
        message = self._world.messages.get(found.original_id or 0)
        if message and found.answer not in _UPDATES:
            interaction |= {
                "response_message_id": str(message.id),
                "response_message_loading": message.thinking,
                "response_message_ephemeral": message.ephemeral,
            }
        response: Json = {"interaction": interaction}
        if message and found.answer in (Answer.MESSAGE, Answer.UPDATE):
            response["resource"] = {"type": int(found.answer or 0), "message": self._payloads.message(message)}
        return response


def origin_of(found: Interaction) -> Origin:
    target = found.message_id if found.kind is InteractionKind.COMPONENT else found.target_id
    return Origin(found.id, found.kind, found.user_id, found.name, target)


def _allowed(found: Interaction, kind: object) -> Answer:
    """Which answers fit: no form in answer to a form, updates only where there is a post to update."""
    fits = kind in _ANSWERS[found.kind] and not (kind in _UPDATES and found.message_id is None)
    if not fits:
        names = ", ".join(str(int(answer)) for answer in _ANSWERS[found.kind])
        message = f'Value of field "type" must be one of ({names}).'
        demand([Violation(("type",), "UNION_TYPE_CHOICES", message)])
    return Answer(int(str(kind)))
