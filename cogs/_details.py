"""Everything that is known about a turn, for those who want to know."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.core.charge import DOLLAR
from bot.core.drawing import TWICE
from bot.core.family import Family
from bot.core.picture import Picture
from bot.core.reply import Reply, Usage
from bot.core.request import Options
from bot.core.turn import Turn
from cogs._card import WORDS, dollars
from cogs._shown import post_address
from cogs._sources import grounds, numbered
from cogs._words import calm, code, cut, link, one_line, plain

_WISH, _NOTES, _NAME = 1200, 600, 80


def details(turn: Turn, path: Sequence[Turn], family: Family | None = None, room: int = 3800) -> str:
    """At most *room* characters. *path* is root … the turn itself; *family* made it, if the catalog still has that."""
    lines = [
        f"**Turn** `{turn.id}` by {cut(calm(turn.person.name), _NAME, plain)}",
        f"**Asked** {cut(one_line(turn.request.told), _WISH, plain) or 'none'}",
        f"**Options** {_options(turn.request.options, family)}{_flags(turn)}",
        f"**References** {_pictures(turn.request.references)}",
        *(_made(turn.reply, family) if turn.reply else ()),
        *_charged(turn),
        *([f"**Failed** {plain(turn.failure.told)}"] if turn.failure else ()),
        f"**Times** {' · '.join(_times(turn))}",
        f"**Conversation** {_place_in(path)}",
    ]
    notes = [*turn.request.notes, *(turn.reply.notes if turn.reply else ()), *turn.notes]
    if notes:
        lines.append(f"**Notes** {cut('; '.join(map(one_line, notes)), _NOTES, plain)}")
    return cut("\n".join(lines), room)


def full_words(turn: Turn, *, whole: bool = False) -> str | None:
    """The model's words and all sources as a text file's content, where they are long or *whole* asks for it."""
    words = turn.reply.words if turn.reply else turn.failure.sentence if turn.failure and whole else ""
    sources = "\n".join(f"{n}. {calm(s.title)} {calm(s.uri)}" for n, s in enumerate(numbered(grounds(turn)), start=1))
    text = "\n\n".join(filter(None, [words, sources]))
    return text if whole or (turn.reply and len(text) > WORDS // 2) else None


def size(count: int) -> str:
    return f"{count / 2**20:.1f} MiB" if count >= 2**20 else f"{count / 2**10:.0f} KiB"


def _made(reply: Reply, family: Family | None) -> Iterator[str]:
    signed = sum(isinstance(part.get("thoughtSignature"), str) for part in reply.parts)
    usage = reply.usage
    counts = {"in": usage.prompt, "words": usage.words, "pictures": usage.pictures, "thoughts": usage.thoughts}
    tokens = " · ".join(f"{name} {count:,}" for name, count in counts.items() if count is not None)
    finish = cut(calm(reply.finish), _NAME, plain)
    yield f"**Model** {code(reply.model, _NAME)} ({reply.maker.provider}), finished with {finish}"
    yield f"**Pictures** {_pictures(reply.pictures)}"
    yield f"**Tokens** {tokens or 'none'}"
    if family and usage.total:
        yield f"**Price** {_price(reply, family)}"
    yield f"**Parts** {len(reply.parts)}, of which {signed} signed · {reply.seconds:.1f} s"


def _charged(turn: Turn) -> Iterator[str]:
    """Where the model was asked twice, the picture's price is not all."""
    if turn.reply and TWICE in turn.reply.notes and turn.charged:
        yield f"**Charged** {dollars(turn.charged / DOLLAR)}, the first try included"


def _price(reply: Reply, family: Family) -> str:
    """By list price; thoughts cost whether they are shown or not (Google's guide, thinking)."""
    searches, thoughts = reply.citations.searches, Usage(thoughts=reply.usage.thoughts)
    if reply.share < 1:
        return f"{dollars(family.cost(reply.usage, searches) * reply.share)}, in a batch at half the list price"
    whole = f"{dollars(family.cost(reply.usage, searches))} by list price"
    if family.per_picture is not None:
        return whole
    shares = {"thinking": family.cost(thoughts), "searching": searches * family.per_search}
    named = [f"{dollars(share)} for {name}" for name, share in shares.items() if share]
    return f"{whole}, of which {' and '.join(named)}" if named else whole


def _options(options: Options, family: Family | None) -> str:
    thinking = options.thinking or (family and family.thinking_default)
    chosen = {"ratio": options.ratio, "size": options.size, "thinking": thinking, "search": options.search}
    thoughts = " · with thoughts" if options.thoughts else ""
    return " · ".join(f"{name} {value or 'auto'}" for name, value in chosen.items()) + thoughts


def _flags(turn: Turn) -> str:
    return (" · spoiler" if turn.request.spoiler else "") + (" · private" if turn.request.private else "")


def _pictures(pictures: Sequence[Picture]) -> str:
    return ", ".join(_picture(picture) for picture in pictures) or "none"


def _picture(picture: Picture) -> str:
    kind = cut(calm(picture.media_type.removeprefix("image/").upper()), _NAME, plain)
    return f"{kind} {picture.width}×{picture.height} {size(picture.size)}"  # noqa: RUF001 - the sign for sizes


def _times(turn: Turn) -> Iterator[str]:
    times = {"accepted": turn.created_at, "called": turn.called_at, "done": turn.closed_at}
    return (f"{name} {_stamp(time)}" for name, time in times.items() if time)


def _stamp(time: datetime) -> str:
    """Shown in the reader's own zone (Discord docs, Message Formatting, Timestamps)."""
    return f"<t:{int(time.timestamp())}:f>"


def _place_in(path: Sequence[Turn]) -> str:
    parent = path[-2] if len(path) > 1 else None
    if parent is None:
        return "starts here"
    where = f"turn {len(path)} of its line"
    address = post_address(parent)
    return f"{where}, goes on {link('from this picture', address)}" if address else where
