"""Access tokens for a service account: the address that its JSON file names as ``token_uri``."""

from dataclasses import dataclass

from aiohttp import web

from bot.playground.gemini.errors import GoogleError
from bot.playground.gemini.reception import Reception

_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_PARTS_OF_A_JWT = 3


@dataclass(slots=True)
class Tokens:
    """Gives the stand-in's key as a token for any signed assertion; whose signature it is does not matter here."""

    reception: Reception

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/token", self.give)]

    async def give(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        talk = self.reception.open(request)
        assertion = form.get("assertion")
        if form.get("grant_type") != _GRANT or not isinstance(assertion, str):
            return await self.reception.refuse(talk, GoogleError(400, "INVALID_ARGUMENT", "Invalid grant_type."))
        if len([part for part in assertion.split(".") if part]) != _PARTS_OF_A_JWT:
            return await self.reception.refuse(talk, GoogleError(400, "INVALID_ARGUMENT", "Invalid JWT."))
        told = {"access_token": self.reception.door.key, "expires_in": 3599, "token_type": "Bearer"}
        return await self.reception.secretly(talk, told)
