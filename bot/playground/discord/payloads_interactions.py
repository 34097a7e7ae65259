"""An interaction as the gateway sends it (Discord docs, Receiving and responding, Interaction object)."""

from collections.abc import Iterator
from typing import Any

from bot.playground.discord import permissions
from bot.playground.discord.choosing import OptionKind, place_of
from bot.playground.discord.components import ComponentKind
from bot.playground.discord.payloads import Payloads
from bot.playground.discord.records import Channel, Interaction, Json, User
from bot.playground.discord.world import World


def interaction(world: World, payloads: Payloads, found: Interaction) -> Json:
    channel = world.channels[found.channel_id]
    user = world.users[found.user_id]
    guild = world.guild_of(channel)
    owners = {"0": str(guild.id if guild else 0)} if world.bot_is_in(channel) else {"1": str(user.id)}
    payload: Json = {
        "id": str(found.id),
        "application_id": str(world.bot.id),
        "type": int(found.kind),
        "token": found.token,
        "version": 1,
        "channel_id": str(channel.id),
        "channel": _channel(world, payloads, channel),
        "app_permissions": str(permissions.allowed_bits(world, channel)),
        "locale": user.locale,
        "entitlements": [],
        "authorizing_integration_owners": owners,
        "context": place_of(world, channel),
        "attachment_size_limit": permissions.upload_limit(world, channel),
        "data": {**found.data, **_resolved(world, payloads, found)},
    }
    if guild:
        partial = {"id": str(guild.id), "locale": "en-US", "features": []}
        payload |= {"guild_id": str(guild.id), "guild_locale": "en-US", "guild": partial}
        payload["member"] = _member(payloads, user)
    else:
        payload["user"] = payloads.user(user)
    source = world.messages.get(found.message_id or 0)
    return payload | ({"message": payloads.message(source)} if source else {})


def _channel(world: World, payloads: Payloads, channel: Channel) -> Json:
    return payloads.channel(channel) | {"permissions": str(permissions.allowed_bits(world, channel))}


def _member(payloads: Payloads, user: User) -> Json:
    return {"user": payloads.user(user), **payloads.member(), "permissions": str(permissions.ALL)}


def _resolved(world: World, payloads: Payloads, found: Interaction) -> Json:
    resolved: dict[str, dict[str, Any]] = {}
    for attachment in found.attachments:
        payload = payloads.attachment(found.channel_id, attachment)
        resolved.setdefault("attachments", {})[str(attachment.id)] = payload
    if found.target_id:
        target = world.messages[found.target_id]
        resolved["messages"] = {str(target.id): payloads.message(target)}
    for kind, key in _chosen(found.data):
        if kind == OptionKind.USER and key in world.users:
            user = world.users[key]
            resolved.setdefault("users", {})[str(key)] = payloads.user(user)
            resolved.setdefault("members", {})[str(key)] = payloads.member() | {"permissions": str(permissions.ALL)}
        elif kind == OptionKind.CHANNEL and key in world.channels:
            resolved.setdefault("channels", {})[str(key)] = _channel(world, payloads, world.channels[key])
    return {"resolved": resolved} if resolved else {}


def _chosen(data: Json) -> Iterator[tuple[OptionKind, int]]:
    """The people and channels that options or selects name."""
    wanted = {ComponentKind.USER_SELECT: OptionKind.USER, ComponentKind.CHANNEL_SELECT: OptionKind.CHANNEL}
    if kind := wanted.get(data.get("component_type", 0)):
        yield from ((kind, int(value)) for value in data.get("values", ()))
    for option in data.get("options", ()):
        yield from _chosen(option)
        if option["type"] in (OptionKind.USER, OptionKind.CHANNEL):
            yield OptionKind(option["type"]), int(option["value"])
