"""The tree of turns of one place: which of them go back to the model with a new request."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.family import Signatures
from bot.core.limits import PATH_BYTES, PATH_TOKENS
from bot.core.picture import Picture
from bot.core.reply import Maker, Reply
from bot.core.seed import Seed
from bot.core.turn import Turn


@dataclass(frozen=True, slots=True)
class History:
    """What goes to the model before the new request: turns, verbatim, or a seed. `left_out` counts whole turns."""

    turns: tuple[Turn, ...] = ()
    seed: Seed | None = None
    left_out: int = 0

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return (self.seed.picture,) if self.seed and self.seed.picture else ()

    @property
    def size(self) -> int:
        """Bytes of the turns that go along, before base64."""
        return sum(map(_bytes, self.turns))


def history(
    path: Sequence[Turn], maker: Maker, *, signatures: Signatures = "needed", room: int = PATH_BYTES
) -> History:
    """The history for a request to *maker* that goes on from the last turn of *path* (root first).

    *room*: how many bytes it may have, before base64.
    """
    answered = [turn for turn in path if turn.reply]
    if not answered:
        return History()
    turns = _since_seed(answered)
    if signatures == "lost" or any(not _goes_back(turn.reply, maker, signatures) for turn in turns if turn.reply):
        return reseeded(answered)
    kept = _fitting(turns, room)
    return History(kept, left_out=len(turns) - len(kept)) if kept else reseeded(answered)


def weight(path: Sequence[Turn]) -> int:
    """About how many tokens of history a request has that goes on from *path*; the provider's own count is the best."""
    answered = [turn for turn in path if turn.reply]
    newest = answered[-1].reply if answered else None
    counted = (newest.usage.prompt or 0) + _made(newest) if newest else 0
    return min(PATH_TOKENS, max(counted, sum(map(_tokens, _since_seed(answered))), Seed.of(answered).tokens))


def reseeded(path: Sequence[Turn]) -> History:
    """Start over from the newest picture, in a user turn, which needs no signature."""
    return History(seed=Seed.of(path))


def _goes_back(reply: Reply, maker: Maker, signatures: Signatures) -> bool:
    return reply.maker == maker and reply.replayable and (reply.signed or signatures == "none")


def _since_seed(path: Sequence[Turn]) -> Sequence[Turn]:
    """A re-seeded turn carries all that came before it."""
    starts = [number for number, turn in enumerate(path) if turn.reply and turn.reply.reseeded]
    return path[starts[-1] :] if starts else path


def _fitting(turns: Sequence[Turn], room: int) -> tuple[Turn, ...]:
    """The newest turns within the budgets; turns are kept or left out whole."""
    size = tokens = 0
    kept: list[Turn] = []
    for turn in reversed(turns):
        size += _bytes(turn)
        tokens += _tokens(turn)
        if size > room or tokens > PATH_TOKENS:
            break
        kept.append(turn)
    return tuple(reversed(kept))


def _bytes(turn: Turn) -> int:
    asked = sum(picture.size for picture in turn.request.references)
    if turn.reply is None:
        return asked
    return turn.reply.bytes_kept + (asked if turn.reply.bytes_sent is None else turn.reply.bytes_sent)


def _tokens(turn: Turn) -> int:
    """What was sent with a seed is more than the request, and only the provider has counted it."""
    if turn.reply is None:
        return turn.request.tokens
    sent = turn.reply.usage.prompt or 0 if turn.reply.reseeded else 0
    return max(turn.request.tokens, sent) + _made(turn.reply)


def _made(reply: Reply) -> int:
    return (reply.usage.words or 0) + (reply.usage.pictures or 0)
