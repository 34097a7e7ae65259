"""Every provider over the wire, as its own page says."""

from typing import Any

import pytest

from bot.playground.gemini.providers import PROVIDERS
from tests.playground.gemini.asking import WAYS, Talker, lasting, photo, picture_of, pixels, request, talking, user

BODY = request(user("a pear"))
FIRST = {name: next(iter(manner.ids)) for name, manner in PROVIDERS.items()}
FLASH = {name: next((id_ for id_ in manner.ids if "flash-image" in id_), "") for name, manner in PROVIDERS.items()}
EVERY = pytest.mark.parametrize("name", PROVIDERS)


async def generated(talker: Talker, path: str, place: str, model: str = "gemini-3.1-flash-image") -> int:
    return (await talker.post_to(f"{path}/{model}:generateContent", BODY, place))[0]


@EVERY
async def test_every_provider_paints_at_its_own_address_with_its_own_key(name: str) -> None:
    """Words become something that holds a picture, and are billed."""
    async with talking(name) as talker:
        status, answer = await talker.post(BODY, FIRST[name])
        assert (status, talker.stand_in.billed) == (200, 1)
        assert len(answer) > 10_000
        assert talker.stand_in.base_url + "/v1" in talker.stand_in.url + WAYS[name][0] or name == "vertex"


@EVERY
@pytest.mark.parametrize("place", ["header", "query", "bearer", "bare"])
async def test_a_key_in_another_place_is_none(name: str, place: str) -> None:
    """Only the documented places count, and the refusal is in the provider's words."""
    path, _ = WAYS[name]
    entrance = PROVIDERS[name].entrances[0]
    async with talking(name) as talker:
        status = await generated(talker, path, place, FIRST[name])
        assert (status == 200) == (place in entrance.keys)


@pytest.mark.parametrize(
    ("name", "status", "told"),
    [
        ("google", 400, {"status": "INVALID_ARGUMENT"}),
        ("vertex", 401, {"status": "UNAUTHENTICATED"}),
        ("dmxapi", 401, {"type": "new_api_error"}),
        ("12ai", 401, {"type": "rix_api_error"}),
        ("modelverse", 401, {"code": "auth_error"}),
        ("litellm", 401, {"type": "token_not_found_in_db", "code": "401"}),
        ("cloudflare", 400, {"status": "INVALID_ARGUMENT"}),
    ],
)
async def test_a_wrong_key_is_refused_in_the_providers_words(name: str, status: int, told: dict[str, Any]) -> None:
    """Status and envelope are those of its page."""
    async with talking(name, key="right") as talker:
        stranger = Talker(talker.stand_in, talker.session)
        stranger.stand_in.key = "wrong"
        code, answer = await stranger.ask(BODY, FIRST[name])
        assert (code, {key: answer["error"].get(key) for key in told}) == (status, told)
        assert "wrong" not in str(answer)


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("google", 404, 404),
        ("vertex", 404, 404),
        ("dmxapi", 503, "model_not_found"),
        ("12ai", 503, "model_not_found"),
        ("modelverse", 400, "model_error"),
        ("anyfast", 503, "model_not_found"),
        ("newapi", 503, "model_not_found"),
        ("litellm", 404, 404),
        ("cloudflare", 404, 404),
        ("apiyi", 503, "model_not_found"),
        ("laozhang", 503, "model_not_found"),
    ],
)
async def test_a_retired_id_is_told_in_the_providers_words(name: str, status: int, code: Any) -> None:
    """404 at Google, 503 at relays, 400 at ModelVerse."""
    async with talking(name, retired=[FIRST[name]]) as talker:
        answered, answer = await talker.ask(BODY, FIRST[name])
        assert (answered, answer["error"]["code"]) == (status, code)


@pytest.mark.parametrize(
    ("name", "spelling", "side"),
    [
        ("google", "512", 512),
        ("12ai", "512px", 512),
        ("12ai", "512", 512),
        ("modelverse", "512", 512),
        ("anyfast", "512", 512),
        ("apiyi", "512px", 512),
        ("newapi", "512px", 1024),
        ("laozhang", "512px", 1024),
        ("google", "512px", 0),
        ("apiyi", "512", 0),
        ("dmxapi", "512", 0),
        ("newapi", "0.5K", 0),
    ],
)
async def test_half_a_k_is_spelled_in_more_ways_than_one(name: str, spelling: str, side: int) -> None:
    """Taken, ignored so that a larger picture comes, or refused."""
    async with talking(name, shapes=("inline",)) as talker:
        status, answer = await talker.ask(request(user("a pear"), imageConfig={"imageSize": spelling}), FLASH[name])
        assert status == (200 if side else 400), answer
        if side:
            assert pixels(picture_of(answer)) == (side, side)
        assert ("ignored imageSize" in talker.stand_in.records[-1].note) == (side == 1024)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("google", 200),
        ("vertex", 200),
        ("dmxapi", 400),
        ("12ai", 200),
        ("modelverse", 400),
        ("newapi", 200),
        ("litellm", 200),
        ("cloudflare", 200),
        ("apiyi", 200),
        ("laozhang", 200),
    ],
)
async def test_a_turn_sent_back_as_it_came_is_good_where_signatures_pass(name: str, status: int) -> None:
    """Where they are emptied or dropped, only a fresh start helps."""
    async with talking(name) as talker:
        words, model = user("a pear"), FLASH[name]
        _, first = await talker.ask(request(words), model)
        again, _ = await talker.ask(request(words, lasting(first), user("make it blue")), model)
        assert again == status
        fresh, _ = await talker.ask(request(user("a pear, but blue", photo())), model)
        assert fresh == 200


async def test_vertex_asks_for_no_signature_but_knows_a_wrong_one() -> None:
    """Unsigned parts pass, altered ones do not."""
    async with talking("vertex") as talker:
        words = user("a pear")
        turn = lasting((await talker.ask(request(words)))[1])
        unsigned = [{key: value for key, value in part.items() if key != "thoughtSignature"} for part in turn["parts"]]
        assert (await talker.ask(request(words, {**turn, "parts": unsigned}, user("again"))))[0] == 200
        turn["parts"][0]["text"] += "!"
        assert (await talker.ask(request(words, turn, user("again"))))[0] == 400


async def test_vertex_lives_in_one_location_and_has_an_express_way() -> None:
    """A project elsewhere is not found, and an express key needs no project."""
    async with talking("vertex") as talker:
        assert await generated(talker, "/v1/publishers/google/models", "query") == 200
        assert await generated(talker, "/v1beta1/publishers/google/models", "header") == 200
        assert await generated(talker, "/v1/publishers/google/models", "bearer") == 403
        elsewhere = "/v1/projects/p/locations/us-central1/publishers/google/models"
        assert await generated(talker, elsewhere, "bearer") == 404


async def test_a_doubled_version_is_no_address() -> None:
    """A base that already ends in /v1 leads nowhere."""
    async with talking("modelverse") as talker:
        status, answer = await talker.get("/v1/v1beta/models/x:generateContent")
        assert (status, answer["error"]["code"]) == (404, "not_found")


async def test_a_relay_loses_keys_without_a_word_and_the_record_tells() -> None:
    """The signature in snake_case never reaches the model."""
    async with talking("newapi") as talker:
        words, model = user("a pear"), "gemini-3.1-flash-image"
        _, first = await talker.ask(request(words), model)
        turn = lasting(first)
        for part in turn["parts"]:
            part["thought_signature"] = part.pop("thoughtSignature")
        status, message = await talker.refused(request(words, turn, user("again")), model)
        assert (status, "missing a thought_signature" in message) == (400, True)


async def test_search_that_is_not_passed_on_leaves_no_sources() -> None:
    """The picture comes without grounding, and the record says why."""
    async with talking("anyfast") as talker:
        _, answer = await talker.ask({**BODY, "tools": [{"googleSearch": {}}]}, FLASH["anyfast"])
        assert "groundingMetadata" not in answer["candidates"][0]
        assert talker.stand_in.records[-1].note == "dropped webSearch"


async def test_dmxapi_gives_the_same_prompt_in_turns() -> None:
    """Inline data first, then a data URI among the words."""
    async with talking("dmxapi") as talker:
        parts = [
            (await talker.ask(BODY, FLASH["dmxapi"]))[1]["candidates"][0]["content"]["parts"][-1] for _ in range(2)
        ]
    assert "inlineData" in parts[0]
    assert parts[1]["text"].startswith("data:image/png;base64,")


async def test_another_shape_can_be_asked_for() -> None:
    """AnyFast's group for addresses gives links, and these lead to the picture."""
    async with talking("anyfast", shapes=("link",)) as talker:
        _, answer = await talker.ask(BODY, FLASH["anyfast"])
        link = answer["candidates"][0]["content"]["parts"][-1]["text"]
        async with talker.session.get(link) as response:
            assert pixels(await response.read()) == (1024, 1024)


@pytest.mark.parametrize(
    ("name", "path", "place"),
    [
        ("google", "/v1beta/models", "header"),
        ("vertex", "/v1/publishers/google/models", "bearer"),
        ("newapi", "/v1beta/models", "header"),
        ("newapi", "/v1/models", "bearer"),
        ("modelverse", "/v1/models", "none"),
        ("litellm", "/gemini/v1beta/models", "query"),
        ("cloudflare", "/v1/account/gateway/google-ai-studio/v1beta/models", "header"),
    ],
)
async def test_models_are_listed_where_the_provider_lists_them(name: str, path: str, place: str) -> None:
    """Every sold id is in the list, whatever the list looks like."""
    async with talking(name) as talker:
        status, answer = await talker.get(path, place)
        assert (status, all(id_ in str(answer) for id_ in PROVIDERS[name].ids)) == (200, True)


@pytest.mark.parametrize(
    ("name", "failure", "status"),
    [
        ("google", "wrong domain", 401),
        ("dmxapi", "wrong domain", 401),
        ("dmxapi", "timeout 524", 524),
        ("newapi", "no balance", 403),
        ("newapi", "group", 403),
        ("newapi", "blocked", 400),
        ("google", "blocked", 200),
        ("modelverse", "blocked", 400),
        ("modelverse", "overloaded", 503),
        ("anyfast", "quota", 429),
        ("litellm", "no balance", 400),
        ("google", "error array", 503),
    ],
)
async def test_failures_of_one_name_come_in_every_dialect(name: str, failure: str, status: int) -> None:
    """Each provider tells the same thing in its own way."""
    async with talking(name) as talker:
        talker.stand_in.next(failure)
        assert (await talker.post(BODY, FIRST[name]))[0] == status
        assert talker.stand_in.records[-1].note == failure
