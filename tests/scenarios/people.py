"""People, in words that a scenario can be read by."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from tests.scenarios.posts import File, Form, Post
from tests.scenarios.world import Doing, Hands, World


class Person:
    """Somebody in the channel `pictures`, unless `place` says otherwise.

    What asks for a picture waits for its card, and then until the bot is at rest: people are not as quick as a disk.
    `asks`, `writes` and `presses` wait for whatever the bot says in the end.
    """

    def __init__(
        self, world: World, hands: Hands, rest: Callable[[], Awaitable[None]], place: str = "pictures"
    ) -> None:
        self._world, self._hands, self._rest, self.place = world, hands, rest, place

    @property
    def id(self) -> int:
        return self._hands.id

    def at(self, place: str) -> "Person":
        """The same person in another place."""
        return Person(self._world, self._hands, self._rest, place)

    # Asking for pictures

    async def imagine(self, prompt: str, **options: Any) -> Post:
        return await self._card(await self.asks("imagine", prompt=prompt, **options))

    async def edit(self, prompt: str, **options: Any) -> Post:
        return await self._card(await self.asks("edit", prompt=prompt, **options))

    async def mentions(self, words: str, *files: File) -> Post:
        return await self._card(await self.writes(words, *files, mention=True))

    async def wishes(self, words: str, *files: File) -> Post:
        """Write to the bot without a mention, as is enough in a DM."""
        return await self._card(await self.writes(words, *files))

    async def replies(self, post: Post, words: str, *files: File) -> Post:
        return await self._card(await self.writes(words, *files, to=post))

    async def chooses_edit_picture(self, post: Post, words: str, files: Sequence[File] = (), **chosen: str) -> Post:
        """Apps → Edit picture, fill the form in, send it; `ratio` and `size` may be chosen."""
        form = await self.opens_edit_picture(post)
        return await self._card(await self.submits(form, words, files, **chosen))

    async def presses_again(self, post: Post) -> Post:
        return await self._card(await self.presses(post, "Again"))

    # Doing things and hearing what the bot says

    async def starts(self, command: str, **options: Any) -> Doing:
        return await self._hands.slash(self.place, command, options)

    async def asks(self, command: str, **options: Any) -> Post:
        return await (await self.starts(command, **options)).answer()

    async def writes(self, words: str, *files: File, to: Post | None = None, mention: bool = False) -> Post:
        _, doing = await self._hands.write(self.place, words, files, to, ping=True, mention=mention)
        return await doing.answer()

    async def begins(self, words: str) -> Post:
        """Mention the bot and go on at once; the message itself."""
        sent, _ = await self._hands.write(self.place, words, (), None, ping=True, mention=True)
        return sent

    async def says(self, words: str, *files: File, to: Post | None = None, ping: bool = True) -> Post:
        """The message itself; the bot need not answer."""
        sent, _ = await self._hands.write(self.place, words, files, to, ping=ping, mention=False)
        return sent

    async def hears_after(self, words: str, *, to: Post, ping: bool) -> Post:
        """What the bot says to a reply."""
        _, doing = await self._hands.write(self.place, words, (), to, ping=ping, mention=False)
        return await doing.answer()

    async def is_told_by_the_menu(self, post: Post) -> Post:
        """Apps → Edit picture where it can't work."""
        return await (await self._hands.choose("Edit picture", post)).answer()

    async def opens_edit_picture(self, post: Post) -> Form:
        return await (await self._hands.choose("Edit picture", post)).form()

    async def opens(self, post: Post, button: str) -> Form:
        return await (await self._hands.press(post, button)).form()

    async def submits(self, form: Form, words: str | None = None, files: Sequence[File] = (), **chosen: str) -> Post:
        values: dict[str, Any] = {name.capitalize(): [value] for name, value in chosen.items()}
        if words is not None:
            values[next(iter(form.inputs))] = words
        return await (await self.sends(form, values, {"Pictures to use": files} if files else {})).answer()

    async def sends(self, form: Form, values: Mapping[str, Any], files: Mapping[str, Sequence[File]]) -> Doing:
        return await self._hands.submit(form, values, files)

    async def starts_pressing(self, post: Post, button: str) -> None:
        """Press a button that answers by changing posts, and wait until the press is acknowledged."""
        await (await self._hands.press(post, button)).done()

    async def presses(self, post: Post, button: str) -> Post:
        return await (await self._hands.press(post, button)).answer()

    async def deletes(self, post: Post) -> None:
        """Press *Delete* and wait until the post is gone."""
        await (await self._hands.press(post, "Delete")).done()
        await self._world.until(lambda: post.id not in [seen.id for seen in self.sees()])

    async def is_offered(self, command: str, option: str, typed: str) -> list[str]:
        return await (await self._hands.typing(self.place, command, option, typed)).choices()

    # Looking

    def sees(self) -> list[Post]:
        return self._hands.sees(self.place)

    async def finds_when(self, wanted: Callable[[Post], bool]) -> Post:
        """The first post that is wanted, as soon as it is there."""
        found: Post = await self._world.until(lambda: next(filter(wanted, self.sees()), None))
        return found

    def finds(self, post: Post) -> Post:
        """The post as it is now."""
        return next(seen for seen in self.sees() if seen.id == post.id)

    async def _card(self, post: Post) -> Post:
        assert post.is_card, f"no picture, but: {post.words}"
        await self._rest()
        return post
