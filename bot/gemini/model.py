"""The image-model port over google-genai: one call, its pictures and signatures kept, its answer read."""

import hashlib
import secrets
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.core.catalog import Family
from bot.core.errors import Cost, ModelUnavailable, OptionRefused, PlantainError, RequestRejected
from bot.core.ports import Call
from bot.core.reply import Maker, Reply
from bot.gemini import sdk
from bot.gemini.contents import contents
from bot.gemini.dialect import Dialect
from bot.gemini.exchange import Exchange
from bot.gemini.experience import GONE, RESPELT, WHOLE, Experience, stands_in
from bot.gemini.failures import Manners, told
from bot.gemini.keeping import Keeper, Made
from bot.gemini.options import MODALITIES, SentOptions, configuration, sent_options
from bot.gemini.patience import Patience
from bot.gemini.presets import Preset
from bot.gemini.reading import Answer, read
from bot.gemini.tokens import Token


@dataclass(frozen=True, slots=True)
class Provider:
    """An endpoint that speaks the Gemini API in the manner of a preset. `name` is the catalog's name for it.

    `foreign_key`: whose key it looks as if this bot had, where it is not this provider's.
    """

    name: str
    endpoint: sdk.Endpoint | sdk.VertexEndpoint
    preset: Preset = field(default_factory=Preset)
    foreign_key: str = ""

    @property
    def fingerprint(self) -> str:
        """Tells accounts apart without telling their keys."""
        return hashlib.sha256(self.endpoint.account.encode()).hexdigest()[:16]

    @property
    def dialect(self) -> Dialect:
        preset = self.preset
        return Dialect(
            key_in=preset.key_in,
            headers=tuple(preset.headers.items()),
            thinking="lower" if preset.thinking == "lower" else "upper",
            models_path=preset.models_path,
        )

    @property
    def manners(self) -> Manners:
        return Manners(self.preset.failures, self.foreign_key, self.preset.charge_200)


_GOOGLES = ("google", "vertex")
"""Providers that draw themselves; a relay hands Google's words on and charges as it likes."""


@dataclass(frozen=True, slots=True)
class GeminiModel:
    """Calls *provider* through *connection*; *spool* is on the pictures' disk, *seconds* a monotonic clock."""

    provider: Provider
    connection: sdk.Connection
    keeper: Keeper
    spool: Path
    patience: Patience
    seconds: Callable[[], float]
    experience: Experience
    fresh: Callable[[], str] = field(default=lambda: secrets.token_hex(32))

    def maker(self, family: Family) -> Maker:
        return Maker(self.provider.name, family.id, self.provider.fingerprint)

    async def offered(self) -> Sequence[str]:
        if not self.provider.preset.models_path:
            return []
        async with self._exchange("The list of models", {}) as exchange:
            with exchange.carrying():
                return await sdk.list_models(self.connection)

    async def generate(self, call: Call) -> Reply:
        """By the first of the family's ids that is to be had; with a note where it is not the usual one."""
        ids = call.family.ids.get(self.provider.name, ())
        gone: ModelUnavailable = ModelUnavailable(call.family.name)
        for model in self.experience.order(ids):
            try:
                reply = await self._taught(call, model)
            except ModelUnavailable as error:
                self.experience.learn(model, GONE)
                if error.charge is not Cost.NOTHING:
                    raise
                gone = error
            else:
                return reply if model == ids[0] else _noted(reply, stands_in(model, ids[0]))
        raise gone

    async def _taught(self, call: Call, model: str) -> Reply:
        """Once more without an option that is refused: that costs nothing, and where it helps it is remembered.

        Vertex was seen to answer that there is no such model when asked for half a size (2026).
        """
        lessons = self.experience.lessons(model)
        sent = self._options(call, lessons)
        try:
            return await self._asked(call, model, lessons)
        except OptionRefused as error:
            lesson = self._lesson(error, model, sent)
        except ModelUnavailable as error:
            if not sent.half or error.charge is not Cost.NOTHING:
                raise
            lesson = self._other_size(sent)
        wiser = lessons | {lesson}
        try:
            reply = await self._asked(call, model, wiser)
        except OptionRefused as error:
            if error.option in self._options(call, wiser).sent - {MODALITIES}:
                raise
            raise RequestRejected(request_id=error.request_id) from error
        self.experience.learn(model, lesson)
        return reply

    def _lesson(self, error: OptionRefused, model: str, sent: SentOptions) -> str:
        """What to try after a refusal. Raises RequestRejected when it is of what was not sent; or *error*."""
        if error.option not in sent.sent:
            self.experience.forget(model, error.option)
            raise RequestRejected(request_id=error.request_id) from error
        if error.charge is not Cost.NOTHING:
            raise error
        return self._other_size(sent) if error.option == "size" else error.option

    def _other_size(self, sent: SentOptions) -> str:
        if sent.size in self.provider.preset.second_spelling:
            return RESPELT
        return WHOLE if sent.half else "size"

    def _options(self, call: Call, lessons: Collection[str]) -> SentOptions:
        return sent_options(call.request.options, call.family, self.provider.preset, lessons)

    async def _asked(self, call: Call, model: str, lessons: Collection[str]) -> Reply:
        options = self._options(call, lessons)
        reply = await self.patience.through(lambda: self._once(call, model, options))
        return _noted(replace(reply, options=call.request.options.without(options.lost)), *options.notes)

    async def _once(self, call: Call, model: str, options: SentOptions) -> Reply:
        turns = contents(call.history, call.request)
        began = self.seconds()
        with call.asking():
            async with self._exchange(call.family.name, call.files) as exchange:
                await sdk.generate(self.connection, exchange, model, turns, configuration(options))
                took = self.seconds() - began
                made = Made(self.maker(call.family), model, turns[-1]["parts"], took, call.request.options.thoughts)
                answer = read(exchange.reply, waiver=self.provider.name in _GOOGLES)
                with _counted(answer):
                    return await self.keeper.reply(answer, exchange, made)

    @asynccontextmanager
    async def _exchange(self, family: str, files: Mapping[str, Path]) -> AsyncIterator[Exchange]:
        def locate(token: Token) -> Path:
            return files.get(token.digest, self.spool / token)

        timeout = self.provider.endpoint.timeout
        async with Exchange(self.spool, locate, self.fresh, self.provider.dialect) as exchange:
            with told(exchange, family=family, timeout=timeout, manners=self.provider.manners):
                yield exchange


@contextmanager
def _counted(answer: Answer) -> Iterator[None]:
    """What came cost what the provider counted, also where it cannot be kept."""
    try:
        yield
    except PlantainError as error:
        if error is not answer.refusal and answer.usage.prompt and answer.usage.pictures is not None:
            error.usage, error.searches = answer.usage, answer.citations.searches
        raise


def _noted(reply: Reply, *notes: str) -> Reply:
    return replace(reply, notes=(*notes, *reply.notes))
