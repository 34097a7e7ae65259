"""The application itself, users, guilds and commands (Discord docs, Application commands, User resource)."""

from collections.abc import Callable
from typing import Any, Final

from bot.playground.discord.calls import Call, Route
from bot.playground.discord.payloads import Payloads
from bot.playground.discord.records import Command, Json, User
from bot.playground.discord.rules import Violation, broken, demand, refuse
from bot.playground.discord.rules_commands import COMMAND_RULES, SLASH
from bot.playground.discord.world import World

_CONTENT_FLAG: Final = 1 << 19  # GATEWAY_MESSAGE_CONTENT_LIMITED, Discord docs, Application flags
_LIMITS: Final = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}


class ApplicationEndpoints:
    """`gateway_url()` is what clients that ask are told."""

    def __init__(self, world: World, payloads: Payloads, gateway_url: Callable[[], str]) -> None:
        self._world = world
        self._payloads = payloads
        self._gateway_url = gateway_url

    def routes(self) -> list[Route]:
        commands = "/applications/{application}/commands"
        guild_commands = "/applications/{application}/guilds/{guild}/commands"
        return [
            ("GET", "/users/@me", self._me),
            ("POST", "/users/@me/channels", self._open_direct),
            ("GET", "/users/{user}", self._user),
            ("GET", "/oauth2/applications/@me", self._application),
            ("GET", "/applications/@me", self._application),
            ("GET", "/gateway", self._gateway),
            ("GET", "/gateway/bot", self._gateway_bot),
            ("GET", "/guilds/{guild}", self._guild),
            ("GET", "/guilds/{guild}/members/{user}", self._member),
            ("GET", commands, self._list_commands),
            ("PUT", commands, self._sync_commands),
            ("GET", guild_commands, self._list_commands),
            ("PUT", guild_commands, self._sync_commands),
        ]

    async def _me(self, call: Call) -> Json:  # noqa: ARG002 - every endpoint gets its call
        extra = {"mfa_enabled": True, "locale": "en-US", "verified": True, "email": None}
        return self._payloads.user(self._world.bot) | extra

    async def _user(self, call: Call) -> Json:
        return self._payloads.user(self._find_user(call.number("user", "unknown user")))

    async def _open_direct(self, call: Call) -> Json:
        body = await call.json()
        person = self._find_user(int(body["recipient_id"]))
        return self._payloads.channel(self._world.direct(person, self._world.bot))

    async def _application(self, call: Call) -> Json:  # noqa: ARG002 - every endpoint gets its call
        world = self._world
        owner = next(user for user in world.users.values() if not user.bot)
        return {
            "id": str(world.bot.id),
            "name": world.bot.name,
            "icon": None,
            "description": "",
            "type": None,
            "bot": self._payloads.user(world.bot),
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "flags": _CONTENT_FLAG if world.message_content else 0,
            "flags_new": str(_CONTENT_FLAG if world.message_content else 0),
            "redirect_uris": [],
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
            "owner": self._payloads.user(owner),
            "approximate_guild_count": len(world.guilds),
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "explicit_content_filter": 0,
            "team": None,
            "eligible_oauth2_scopes": [],
        }

    async def _gateway(self, call: Call) -> Json:  # noqa: ARG002 - every endpoint gets its call
        return {"url": self._gateway_url()}

    async def _gateway_bot(self, call: Call) -> Json:  # noqa: ARG002 - every endpoint gets its call
        return {"url": self._gateway_url(), "shards": 1, "session_start_limit": _LIMITS}

    async def _guild(self, call: Call) -> Json:
        guild = self._world.guilds.get(call.number("guild", "unknown guild"))
        if guild is None or not guild.has_bot:
            raise refuse("unknown guild")
        return self._payloads.guild(guild)

    async def _member(self, call: Call) -> Json:
        guild = self._world.guilds.get(call.number("guild", "unknown guild"))
        user = self._find_user(call.number("user", "unknown user"))
        if guild is None or user.id not in guild.member_ids:
            raise refuse("unknown guild")
        return {"user": self._payloads.user(user), **self._payloads.member()}

    async def _list_commands(self, call: Call) -> list[Json]:
        return [self._payloads.command(command) for command in self._world.command_list(self._scope(call))]

    async def _sync_commands(self, call: Call) -> list[Json]:
        scope = self._scope(call)
        bodies = await call.json()
        if not isinstance(bodies, list):
            demand([Violation((), "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")])
        demand(broken(COMMAND_RULES, bodies))
        known = {(command.name, command.kind): command.id for command in self._world.command_list(scope)}
        commands = [self._command(body, known, scope) for body in bodies]
        self._world.sync_commands(commands, scope)
        return [self._payloads.command(command) for command in commands]

    def _scope(self, call: Call) -> int | None:
        if call.text("application") != str(self._world.bot.id):
            raise refuse("missing access")
        return call.number("guild", "unknown guild") if call.has("guild") else None

    def _command(self, body: Json, known: dict[Any, int], guild_id: int | None) -> Command:
        """A synced command keeps its id for as long as its name and type stay."""
        name, kind = body["name"], body.get("type") or SLASH
        key = known.get((name, kind)) or self._world.new_id()
        shown: Json = {"default_member_permissions": None, "description": "", "nsfw": False, "options": []}
        shown |= {field: value for field, value in body.items() if value is not None}
        shown |= {"id": str(key), "application_id": str(self._world.bot.id), "version": str(self._world.new_id())}
        shown |= {"type": kind} | ({"guild_id": str(guild_id)} if guild_id else {})
        return Command(key, name, kind, shown, guild_id)

    def _find_user(self, key: int) -> User:
        if key not in self._world.users:
            raise refuse("unknown user")
        return self._world.users[key]
