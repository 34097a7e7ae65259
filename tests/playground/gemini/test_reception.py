"""Exchanges."""

from tests.playground.gemini.asking import request, talking, user


async def test_small_answers_are_recorded_with_their_request() -> None:
    """A list of models is a call like any other."""
    async with talking("newapi") as talker:
        await talker.get("/v1/models")
        asked, answered = talker.stand_in.records
    assert (asked.path, asked.call, answered.call, answered.status) == ("/v1/models", 1, 1, 200)


async def test_a_refusal_is_recorded_as_it_was_sent() -> None:
    """In the words and with the status of the provider."""
    async with talking("modelverse", new_id=lambda: "r1") as talker:
        await talker.post(request(user("a pear")), "gemini-9")
        record = talker.stand_in.records[-1]
    assert (record.status, record.body["error"]["param"]) == (400, "r1")


async def test_keys_are_in_no_record_wherever_they_were() -> None:
    """Neither the query nor any header is kept with its secret."""
    async with talking("newapi", key="s3cr3t") as talker:
        for place in ("header", "query", "bearer"):
            assert (await talker.get("/v1beta/models", place))[0] == 200
        assert "s3cr3t" not in repr(talker.stand_in.records)
