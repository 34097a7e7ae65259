"""Access tokens for a service account."""

from tests.playground.gemini.asking import talking

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


async def test_a_signed_assertion_is_given_a_token_that_opens_the_door() -> None:
    """The token is the stand-in's key, and it is in no record."""
    async with talking("vertex", key="t0ken") as talker:
        form = {"grant_type": GRANT, "assertion": "head.claim.signature"}
        async with talker.session.post(f"{talker.stand_in.url}/token", data=form) as response:
            assert (await response.json())["access_token"] == "t0ken"
        assert "t0ken" not in repr(talker.stand_in.records)


async def test_anything_else_is_refused() -> None:
    """Another grant, or something that is no JWT."""
    async with talking("vertex") as talker:
        for form in ({"grant_type": "password"}, {"grant_type": GRANT, "assertion": "a.b"}):
            async with talker.session.post(f"{talker.stand_in.url}/token", data=form) as response:
                assert response.status == 400
