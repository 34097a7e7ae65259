"""What every way to a picture shares."""

from tests.playground.gemini.asking import request, talking, user

BODY = request(user("a pear"))


async def test_answers_name_the_model_and_themselves_where_google_does() -> None:
    """An OpenAI form has no place for either."""
    async with talking("google", new_id=lambda: "the id", shapes=("inline", "openai b64")) as talker:
        _, first = await talker.ask(BODY)
        _, second = await talker.ask(BODY)
    assert (first["modelVersion"], first["responseId"]) == ("gemini-nano-banana-2.1", "the id")
    assert second.keys() == {"created", "data"}


async def test_a_shape_asked_for_by_name_comes_once() -> None:
    """A planned shape takes the place of the provider's own."""
    async with talking("google") as talker:
        talker.stand_in.next("snake")
        parts = [(await talker.ask(BODY))[1]["candidates"][0]["content"]["parts"][-1] for _ in range(2)]
    assert [next(iter(part)) for part in parts] == ["inline_data", "inlineData"]


async def test_numbers_come_as_strings_when_asked_for() -> None:
    """As some JSON writes large integers."""
    async with talking("google") as talker:
        talker.stand_in.next("number words")
        _, answer = await talker.ask(BODY)
    assert isinstance(answer["usageMetadata"]["totalTokenCount"], str)


async def test_an_answer_without_candidates_stays_so_where_signatures_are_dropped() -> None:
    """Null is not an empty list."""
    async with talking("modelverse") as talker:
        talker.stand_in.next("null candidates")
        _, answer = await talker.ask(BODY, "gemini-3-pro-image-preview")
    assert answer["candidates"] is None
