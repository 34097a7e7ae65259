"""The port for batches over Google's Batch API, with requests inline."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from google.genai import errors, types

from bot.core.batch import JOB_SHARE, Job, Terms
from bot.core.batch_ports import NoteTerms, Sight, Take
from bot.core.conversation import History
from bot.core.errors import AnswerUnreadable, Cost, ModelUnavailable, OptionRefused
from bot.core.errors.batch import BatchElsewhere
from bot.core.family import Family
from bot.core.reply import Reply
from bot.core.request import Request
from bot.gemini import batch_wire
from bot.gemini.batch_reading import answered, failure, name_of, results, sight, title_of
from bot.gemini.batch_wire import FETCH_SECONDS, BatchDialect
from bot.gemini.contents import user_parts
from bot.gemini.exchange import Exchange
from bot.gemini.experience import GONE, stands_in
from bot.gemini.failures import told
from bot.gemini.keeping import Made
from bot.gemini.model import GeminiModel
from bot.gemini.options import SentOptions, configuration, sent_options
from bot.gemini.reading import read
from bot.gemini.shapes import google_shape
from bot.gemini.spelling import camel

LARGEST = 600 * 2**20
"""Bytes of a result: twice what a job is planned for, as results come twice, and half as much again."""

_PAGES = 40
"""Pages of the list that are looked through: two thousand batches are more than a bot's key places in days."""

_AFRESH = History()


@dataclass(frozen=True, slots=True)
class _List:
    """What is to be placed as one job; *note* keeps the terms."""

    title: str
    family: Family
    requests: Mapping[int, Request]
    note: NoteTerms


@dataclass(frozen=True, slots=True)
class GeminiBatches:
    """Batches of *model*'s provider. Nothing is ever placed twice by itself."""

    model: GeminiModel

    @property
    def offered(self) -> bool:
        return self.model.provider.preset.batches

    async def place(self, title: str, family: Family, requests: Mapping[int, Request], note: NoteTerms) -> str:
        """By the first of the family's ids that is to be had; one that is not costs nothing."""
        ids = family.ids.get(self.model.provider.name, ())
        gone = ModelUnavailable(family.name)
        for model in self.model.experience.order(ids):
            left_out = self.model.experience.lessons(model)
            first = ids[0] if model != ids[0] else None
            terms = Terms(model, self.account, tuple(sorted(left_out)), first)
            try:
                return await self._taught(_List(title, family, requests, note), terms)
            except ModelUnavailable as error:
                self.model.experience.learn(model, GONE)
                gone = error
        raise gone

    async def find(self, title: str) -> str | None:
        at = ""
        for _ in range(_PAGES):
            async with self._exchange("The list of batches") as exchange:
                operations, at = await batch_wire.page(self.model.connection, exchange, at)
            found = next((name_of(each) for each in operations if title_of(each) == title and name_of(each)), None)
            if found or not at:
                return found
        return None

    async def collect(self, job: Job, family: Family, requests: Mapping[int, Request], take: Take) -> Sight:
        name, terms = self._known(job)
        async with self._exchange(family.name) as exchange:
            operation = await batch_wire.show(self.model.connection, exchange, name)
            seen = sight(operation)
            for number, entry in results(operation, job.rows) if seen is not Sight.RUNNING else ():
                if number in requests:
                    await take(number, partial(self._read, entry, exchange, family, requests[number], terms))
        return seen

    async def cancel(self, job: Job) -> None:
        name, _ = self._known(job)
        async with self._exchange(job.family) as exchange:
            await batch_wire.cancel(self.model.connection, exchange, name)

    @property
    def account(self) -> str:
        provider = self.model.provider
        return f"{provider.name}:{provider.fingerprint}"

    def _known(self, job: Job) -> tuple[str, Terms]:
        """Raises BatchElsewhere where another account placed it."""
        if job.name is None or job.terms is None or job.terms.account != self.account:
            raise BatchElsewhere
        return job.name, job.terms

    async def _taught(self, wanted: _List, terms: Terms) -> str:
        """Once more without an option that is refused: that costs nothing, and where it helps it is remembered."""
        try:
            return await self._placed(wanted, terms)
        except OptionRefused as error:
            if error.charge is not Cost.NOTHING or error.option in terms.left_out:
                raise
            lesson = error.option
        name = await self._placed(wanted, replace(terms, left_out=tuple(sorted({*terms.left_out, lesson}))))
        self.model.experience.learn(terms.model, lesson)
        return name

    async def _placed(self, wanted: _List, terms: Terms) -> str:
        await wanted.note(terms)
        sent = [self._inlined(wanted.family, terms, number, each) for number, each in wanted.requests.items()]
        async with self._exchange(wanted.family.name) as exchange:
            operation = await batch_wire.create(self.model.connection, exchange, terms.model, wanted.title, sent)
            if not name_of(operation):
                raise AnswerUnreadable
        return name_of(operation)

    def _options(self, family: Family, terms: Terms, request: Request) -> SentOptions:
        return sent_options(request.options, family, self.model.provider.preset, terms.left_out)

    def _inlined(self, family: Family, terms: Terms, number: int, request: Request) -> types.InlinedRequest:
        options = self._options(family, terms, request)
        parts: list[Any] = user_parts(_AFRESH, request)
        return types.InlinedRequest(
            contents=[types.Content(role="user", parts=[types.Part(**part) for part in parts])],
            metadata={"key": str(number)},
            config=configuration(options),
        )

    async def _read(
        self, entry: Mapping[str, Any], exchange: Exchange, family: Family, request: Request, terms: Terms
    ) -> Reply:
        """Raises what people are told of a request's own failure, and StorageFailed."""
        made = Made(self.model.maker(family), terms.model, user_parts(_AFRESH, request), 0)
        with told(exchange, family=family.name, timeout=FETCH_SECONDS, manners=self.model.provider.manners):
            if failed := failure(entry):
                raise errors.APIError(*failed)
            answer = read(google_shape(camel(answered(entry))))
            reply = await self.model.keeper.reply(answer, exchange, made)
        options = self._options(family, terms, request)
        first = (stands_in(terms.model, terms.instead_of),) if terms.instead_of else ()
        notes = (*first, *options.notes, *reply.notes)
        return replace(reply, share=JOB_SHARE, options=request.options.without(options.lost), notes=notes)

    @asynccontextmanager
    async def _exchange(self, family: str) -> AsyncIterator[Exchange]:
        model = self.model
        plain = model.provider.dialect
        dialect = BatchDialect(plain.key_in, plain.headers, plain.thinking, plain.models_path)
        async with Exchange(model.spool, model.spool.joinpath, model.fresh, dialect, LARGEST) as exchange:
            with told(exchange, family=family, timeout=FETCH_SECONDS, manners=model.provider.manners):
                yield exchange
