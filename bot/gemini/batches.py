"""The port for batches over Google's Batch API, with requests inline."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from google.genai import errors, types

from bot.core.batch import JOB_SHARE, Job
from bot.core.batch_ports import Placed, Sight, Take
from bot.core.conversation import History
from bot.core.errors import AnswerUnreadable, ModelUnavailable
from bot.core.errors.batch import BatchLost
from bot.core.family import Family
from bot.core.reply import Reply
from bot.core.request import Request
from bot.gemini import batch_wire
from bot.gemini.batch_reading import answered, failure, model_of, name_of, results, sight, title_of
from bot.gemini.batch_wire import FETCH_SECONDS, BatchDialect
from bot.gemini.contents import user_parts
from bot.gemini.exchange import Exchange
from bot.gemini.experience import GONE
from bot.gemini.failures import told
from bot.gemini.keeping import Made
from bot.gemini.model import GeminiModel
from bot.gemini.options import asked, configuration
from bot.gemini.reading import read
from bot.gemini.shapes import google_shape
from bot.gemini.spelling import camel

LARGEST = 600 * 2**20
"""Bytes of a result: twice what a job is planned for, as results come twice, and half as much again."""

_AFRESH = History()


@dataclass(frozen=True, slots=True)
class GeminiBatches:
    """Batches of *model*'s provider. Nothing is ever placed twice by itself."""

    model: GeminiModel

    @property
    def offered(self) -> bool:
        return self.model.provider.preset.batches

    async def place(self, title: str, family: Family, requests: Mapping[int, Request]) -> Placed:
        """By the first of the family's ids that is to be had; one that is not costs nothing."""
        gone = ModelUnavailable(family.name)
        for model in self.model.experience.order(family.ids.get(self.model.provider.name, ())):
            try:
                return await self._placed(title, family, model, requests)
            except ModelUnavailable as error:
                self.model.experience.learn(model, GONE)
                gone = error
        raise gone

    async def find(self, title: str) -> Placed | None:
        async with self._exchange("The list of batches") as exchange:
            operations = await batch_wire.newest(self.model.connection, exchange)
        found = next((each for each in operations if title_of(each) == title and name_of(each)), None)
        return Placed(name_of(found), model_of(found), self._account) if found else None

    async def collect(self, job: Job, family: Family, requests: Mapping[int, Request], take: Take) -> Sight:
        name = self._known(job)
        async with self._exchange(family.name) as exchange:
            operation = await batch_wire.show(self.model.connection, exchange, name)
            seen = sight(operation)
            for number, entry in results(operation, job.rows) if seen is not Sight.RUNNING else ():
                if number in requests:
                    made = Made(self.model.maker(family), job.model or "", user_parts(_AFRESH, requests[number]), 0)
                    await take(number, partial(self._read, entry, exchange, family, made))
        return seen

    async def cancel(self, job: Job) -> None:
        name = self._known(job)
        async with self._exchange(job.family) as exchange:
            await batch_wire.cancel(self.model.connection, exchange, name)

    @property
    def _account(self) -> str:
        provider = self.model.provider
        return f"{provider.name}:{provider.fingerprint}"

    def _known(self, job: Job) -> str:
        """Raises BatchLost where another account placed it."""
        if job.name is None or job.account != self._account:
            raise BatchLost
        return job.name

    async def _placed(self, title: str, family: Family, model: str, requests: Mapping[int, Request]) -> Placed:
        sent = [self._inlined(family, model, number, request) for number, request in requests.items()]
        async with self._exchange(family.name) as exchange:
            operation = await batch_wire.create(self.model.connection, exchange, model, title, sent)
            if not name_of(operation):
                raise AnswerUnreadable
        return Placed(name_of(operation), model, self._account)

    def _inlined(self, family: Family, model: str, number: int, request: Request) -> types.InlinedRequest:
        options = asked(request.options, family, self.model.provider.preset, self.model.experience.lessons(model))
        parts: list[Any] = user_parts(_AFRESH, request)
        return types.InlinedRequest(
            contents=[types.Content(role="user", parts=[types.Part(**part) for part in parts])],
            metadata={"key": str(number)},
            config=configuration(options),
        )

    async def _read(self, entry: Mapping[str, Any], exchange: Exchange, family: Family, made: Made) -> Reply:
        """Raises what people are told of a request's own failure, and StorageFailed."""
        with told(exchange, family=family.name, timeout=FETCH_SECONDS, manners=self.model.provider.manners):
            if failed := failure(entry):
                raise errors.APIError(*failed)
            answer = read(google_shape(camel(answered(entry))))
            return replace(await self.model.keeper.reply(answer, exchange, made), share=JOB_SHARE)

    @asynccontextmanager
    async def _exchange(self, family: str) -> AsyncIterator[Exchange]:
        model = self.model
        plain = model.provider.dialect
        dialect = BatchDialect(plain.key_in, plain.headers, plain.thinking, plain.models_path)
        async with Exchange(model.spool, model.spool.joinpath, model.fresh, dialect, LARGEST) as exchange:
            with told(exchange, family=family, timeout=FETCH_SECONDS, manners=model.provider.manners):
                yield exchange
