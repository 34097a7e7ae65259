from dataclasses import replace
from typing import Any

import pytest

from bot.playground.discord import posting
from bot.playground.discord.blobs import Blob
from bot.playground.discord.forms import Form, Part
from bot.playground.discord.records import MessageFlag
from bot.playground.discord.rules import Refused
from bot.playground.discord.sniffing import Kind
from tests.playground.discord.bare import bare_world, bot_post

V2 = 1 << 15
TEXT = {"type": 10, "content": "x"}


def form(files: int = 0, **body: Any) -> Form:
    return Form(
        body, {number: Part(f"{number}.png", Blob(str(number), 9, Kind("image/png", 1, 1))) for number in range(files)}
    )


def test_files_are_named_and_described_by_the_body() -> None:
    """`attachments` picks, names and describes the uploaded files; without it all are taken."""
    world = bare_world()
    place = world.channel("pictures")
    listed = [{"id": 1, "filename": "b.png", "description": "alt"}]
    post = posting.compose(world, place, form(2, attachments=listed))
    assert [(file.name, file.description) for file in post.attachments] == [("b.png", "alt")]
    assert len(posting.compose(world, place, form(2)).attachments) == 2
    with pytest.raises(Refused, match="could not be found"):
        posting.compose(world, place, form(1, attachments=[{"id": 5}]))


def test_an_edit_keeps_what_it_leaves_out() -> None:
    """Fields and files stay unless the body names them; listed files stay, others go."""
    world = bare_world()
    post = world.post(posting.compose(world, world.channel("pictures"), form(2, content="a")))
    same = posting.amend(world, post, form(1, content="b"))
    assert (same.content, len(same.attachments)) == ("b", 3)
    fewer = posting.amend(world, post, form(attachments=[{"id": str(post.attachments[1].id)}]))
    assert (fewer.content, fewer.attachments) == ("a", post.attachments[1:])


def test_components_v2_cannot_be_taken_back() -> None:
    """The flag survives every edit, and legacy fields stay forbidden."""
    world = bare_world()
    post = world.post(posting.compose(world, world.channel("pictures"), form(flags=V2, components=[TEXT])))
    assert posting.amend(world, post, form(flags=0, components=[TEXT])).layout
    with pytest.raises(Refused, match="LEGACY"):
        posting.amend(world, post, form(content="words"))


def test_the_first_edit_of_a_thinking_post_is_not_marked_as_edited() -> None:
    """A deferred post gets its content without an edit mark; later edits have one."""
    world = bare_world()
    done = posting.amend(world, bot_post(world, flags=MessageFlag.LOADING), form(content="x"))
    assert (done.thinking, done.edited_at) == (False, None)
    world.messages[done.id] = done
    assert posting.amend(world, done, form(content="y")).edited_at == world.clock()


def test_nothing_at_all_is_refused() -> None:
    """A message needs words, files, embeds or components."""
    world = bare_world()
    with pytest.raises(Refused) as refused:
        posting.compose(world, world.channel("pictures"), form())
    assert refused.value.code == 50006


@pytest.mark.parametrize(
    ("allowed", "names"),
    [
        (None, ["Ada", "Grace"]),
        ({"parse": []}, []),
        ({"parse": ["users"]}, ["Grace"]),
        ({"parse": [], "replied_user": True}, ["Ada"]),
    ],
)
def test_mentions_follow_what_is_allowed(allowed: dict[str, Any] | None, names: list[str]) -> None:
    """Words ping whom they name, and replies their author, as far as allowed."""
    world = bare_world()
    target = bot_post(world)
    world.messages[target.id] = target = target.__class__(target.id, target.channel_id, world.user("Ada").id, 0.0)
    body: dict[str, Any] = {"content": f"<@{world.user('Grace').id}>"}
    if allowed is not None:
        body["allowed_mentions"] = allowed
    post = posting.compose(world, world.channel("pictures"), form(**body), reply_to=target.id)
    assert [world.users[key].name for key in post.mention_ids] == names


def test_an_enforced_nonce_finds_its_message() -> None:
    """Only with `enforce_nonce` does a nonce stand for the message it made, in its own channel."""
    world = bare_world()
    post = bot_post(world, nonce="7")
    body = {"nonce": 7, "enforce_nonce": True}
    assert posting.repeated(world, world.channel("pictures"), body) == post
    assert posting.repeated(world, world.channel("lounge"), body) is None
    assert posting.repeated(world, world.channel("pictures"), {"nonce": 7}) is None


def test_a_nonce_is_forgotten_after_some_minutes() -> None:
    """Discord looks at the past few minutes only: whoever tries later has to look for the post."""
    world = bare_world()
    post = world.edit(replace(bot_post(world, nonce="7"), created_at=world.clock() - posting.NONCE_SECONDS))
    body = {"nonce": 7, "enforce_nonce": True}
    assert posting.repeated(world, world.channel("pictures"), body) == post
    world.edit(replace(post, created_at=post.created_at - 1))
    assert posting.repeated(world, world.channel("pictures"), body) is None
