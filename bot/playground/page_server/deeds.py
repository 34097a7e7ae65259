"""What a person does on the page, handed to the actors; whatever these refuse comes back as one sentence."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from aiohttp import web

from bot.playground.discord.actors import Person
from bot.playground.discord.blobs import BlobStore
from bot.playground.discord.choosing import Entered, NotPossible, OptionKind, open_form
from bot.playground.discord.invocations import Modal, NotAnswered
from bot.playground.discord.records import Channel, Json, Message
from bot.playground.discord.world import World
from bot.playground.page_server.gate import HEADERS
from bot.playground.page_server.uploads import Refused, Sent, receive

PATH: Final = "/page/deeds/{deed}"
CHOICES_SECONDS: Final = 4.0

Deed = Callable[[Person, Sent], Awaitable[Json]]


class Deeds:
    """The page's POST requests. Each names the person who acts by `as`, all ids are strings of digits."""

    def __init__(self, world: World, blobs: BlobStore) -> None:
        self._world = world
        self._blobs = blobs
        self._table: Mapping[str, Deed] = {
            "say": self._say,
            "edit": self._edit,
            "delete": self._delete,
            "typing": self._typing,
            "slash": self._slash,
            "autocomplete": self._autocomplete,
            "message-command": self._message_command,
            "press": self._press,
            "select": self._select,
            "submit": self._submit,
            "dismiss": self._dismiss,
        }

    async def serve(self, request: web.Request) -> web.StreamResponse:
        deed = self._table.get(request.match_info["deed"])
        if deed is None:
            return _answer({"sentence": "Nobody can do that here."}, 404)
        try:
            async with receive(request) as sent:
                return _answer(await deed(self._person(sent.said), sent))
        except (NotPossible, Refused) as refused:
            return _answer({"sentence": str(refused)}, 400)
        except (KeyError, TypeError, ValueError) as missing:
            return _answer({"sentence": f"Something is missing or gone: {missing}"}, 400)

    async def _say(self, person: Person, sent: Sent) -> Json:
        said = sent.said
        reply_to = self._message(said["replyTo"]) if said.get("replyTo") else None
        files = [file for given in sent.files.values() for file in given]
        text, ping = str(said.get("text", "")), bool(said.get("ping", True))
        message = await person.say(self._channel(said), text, files=files, reply_to=reply_to, ping=ping)
        return {"message": str(message.id)}

    async def _edit(self, person: Person, sent: Sent) -> Json:
        await person.edit(self._message(sent.said["message"]), str(sent.said["text"]))
        return {}

    async def _delete(self, person: Person, sent: Sent) -> Json:
        await person.delete(self._message(sent.said["message"]))
        return {}

    async def _typing(self, person: Person, sent: Sent) -> Json:
        person.type_in(self._channel(sent.said))
        return {}

    async def _slash(self, person: Person, sent: Sent) -> Json:
        channel, command = self._channel(sent.said), str(sent.said["command"])
        entered = self._entered(channel, command, sent)
        return {"interaction": str((await person.slash(channel, command, entered)).id)}

    async def _autocomplete(self, person: Person, sent: Sent) -> Json:
        said, channel = sent.said, self._channel(sent.said)
        command, option = str(said["command"]), str(said["option"])
        entered = self._entered(channel, command, sent)
        invocation = await person.autocomplete(channel, command, option, str(said.get("partial", "")), entered)
        try:
            return {"choices": await invocation.choices(CHOICES_SECONDS)}
        except (NotAnswered, TimeoutError):
            return {"choices": []}

    async def _message_command(self, person: Person, sent: Sent) -> Json:
        message = self._message(sent.said["message"])
        channel = self._world.channels[message.channel_id]
        return {"interaction": str((await person.message_command(channel, str(sent.said["command"]), message)).id)}

    async def _press(self, person: Person, sent: Sent) -> Json:
        invocation = await person.press(self._message(sent.said["message"]), str(sent.said["button"]))
        return {"interaction": str(invocation.id)}

    async def _select(self, person: Person, sent: Sent) -> Json:
        values = [str(value) for value in sent.said["values"]]
        invocation = await person.select(self._message(sent.said["message"]), str(sent.said["select"]), values)
        return {"interaction": str(invocation.id)}

    async def _submit(self, person: Person, sent: Sent) -> Json:
        values = dict(sent.said.get("values", {}))
        return {"interaction": str((await person.submit(self._modal(sent.said), values, sent.files)).id)}

    async def _dismiss(self, person: Person, sent: Sent) -> Json:
        await person.dismiss(self._modal(sent.said))
        return {}

    def _person(self, said: Json) -> Person:
        user = self._world.users[int(said["as"])]
        if user.bot:
            raise NotPossible("The bot acts by itself.")
        return Person(self._world, self._blobs, user)

    def _channel(self, said: Json) -> Channel:
        return self._world.channels[int(said["channel"])]

    def _message(self, key: str) -> Message:
        found = self._world.messages.get(int(key))
        if found is None:
            raise NotPossible("That post is gone.")
        return found

    def _modal(self, said: Json) -> Modal:
        opener = self._world.interactions[int(said["interaction"])]
        if opener.modal is None:
            raise NotPossible("the form is closed")
        return Modal(opener.id, opener.modal)

    def _entered(self, channel: Channel, command: str, sent: Sent) -> dict[str, Entered]:
        """Options as the actors take them: words of the page turned into numbers, people, places and files."""
        kinds = {option["name"]: option["type"] for option in open_form(self._world, channel, command).options}
        given: dict[str, Any] = dict(sent.said.get("options", {}))
        entered = {name: self._value(kinds.get(name, OptionKind.STRING), value) for name, value in given.items()}
        return entered | {name: files[0] for name, files in sent.files.items()}

    def _value(self, kind: int, value: Any) -> Entered:
        match kind:
            case OptionKind.INTEGER:
                return int(value)
            case OptionKind.NUMBER:
                return float(value)
            case OptionKind.BOOLEAN:
                return str(value).lower() in ("true", "yes", "on", "1")
            case OptionKind.USER | OptionKind.MENTIONABLE:
                return self._world.users[int(value)]
            case OptionKind.CHANNEL:
                return self._world.channels[int(value)]
            case _:
                return str(value)


def _answer(body: Json, status: int = 200) -> web.Response:
    return web.json_response(body, status=status, headers=HEADERS)
