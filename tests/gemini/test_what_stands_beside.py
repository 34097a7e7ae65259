"""A picture in an answer, and whatever a relay may put beside it."""

import copy
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.charge import DOLLAR, price_of
from bot.core.conversation import history
from tests.fakes import turn
from tests.fuzz.junk import JUNK
from tests.gemini.asking import Asker, asking
from tests.gemini.provider import Provider, whole
from tests.gemini.test_every_shape import DATA, INLINE

counts = st.integers(0, 5000) | st.sampled_from([*JUNK, 2**62, 10**15, 10**40, "999999999999"])
words = st.sampled_from(["", "success", "ok", "quota", "`\n# x", *JUNK])
codes = st.sampled_from([0, "0", 200, 429, "429", 500, "model_not_found", *JUNK])
fields = {"code": codes, "message": words, "msg": words, "type": words, "param": words, "status": words}
usage = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount"), counts),
        "candidatesTokensDetails": st.lists(
            st.fixed_dictionaries({"modality": st.just("IMAGE"), "tokenCount": counts})
        ),
    },
)
BESIDE = st.fixed_dictionaries(
    {},
    optional={
        **fields,
        "error": st.fixed_dictionaries({}, optional=fields) | words,
        "detail": words,
        "usageMetadata": usage | st.sampled_from(JUNK),
        "modelVersion": words,
        "responseId": words,
        "promptFeedback": st.sampled_from([{"blockReason": "SAFETY"}, *JUNK]),
    },
)
"""What relays may put beside an answer. A copy of what makes an answer of it would not be beside it."""


@pytest.fixture
async def asker(provider: Provider, tmp_path: Path) -> AsyncIterator[Asker]:
    async with asking(tmp_path, provider.url, "newapi") as asker:
        yield asker


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shape=st.sampled_from(sorted(INLINE)), beside=BESIDE, marks=st.sampled_from(JUNK))
async def test_a_picture_is_kept_and_gone_on_from_whatever_stands_beside_it(
    provider: Provider, asker: Asker, shape: str, beside: dict[str, Any], marks: Any
) -> None:
    """No error, message, count, name or signature loses it, makes it cost a fortune, or ends its conversation."""
    body = copy.deepcopy(INLINE[shape])
    whole_of = body[0] if isinstance(body, list) else body
    whole_of.update(beside)
    for candidate in whole_of.get("candidates") or []:
        candidate["content"]["parts"][-1]["thoughtSignature"] = marks
    provider.answer = whole(body)
    reply = await asker.ask()
    (picture,) = reply.pictures
    async with asker.model.keeper.pictures.at_hand([*reply.addresses, picture.sha256]) as files:
        assert files[picture.sha256].read_bytes() == DATA
    past = history([turn(reply=reply)], reply.maker)
    assert past.turns or past.seed
    assert (price_of(asker.catalog.family(reply.maker.family), reply) or 0) < 1000 * DOLLAR
    assert asker.spooled == []
