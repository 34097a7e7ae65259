"""Pictures made small enough for a request."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from bot.core.conversation import History
from bot.core.errors import NotWritten, PicturesDoNotFit
from bot.core.fitting import Fitted, Fitting
from bot.core.offer import Offer
from bot.core.picture import Picture
from bot.core.seed import Seed
from bot.core.turn import State
from tests.fakes import CATALOG, MemoryPictures, ShrinkingWorkshop, picture, reply, request, turn

ROOM = CATALOG.at(Offer("google", "Gateway X", request_bytes=20 * 2**20)).room
MIB = 2**20


@dataclass
class Bench:
    """A fitting with everything it stands on in sight."""

    spool: Path
    offer: Offer = field(default_factory=lambda: Offer("google", "Gateway X", request_bytes=20 * MIB))
    pictures: MemoryPictures = field(default_factory=MemoryPictures)
    workshop: ShrinkingWorkshop = field(default_factory=ShrinkingWorkshop)

    @property
    def fitting(self) -> Fitting:
        return Fitting(CATALOG.at(self.offer), self.pictures, self.workshop, self.spool)

    async def fitted(self, *sizes: int, past: History | None = None, placed: bool = False) -> Fitted:
        return await self.fitting.fitted(past or History(), request(references=given(*sizes)), placed=placed)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def given(*sizes: int) -> tuple[Picture, ...]:
    return tuple(picture(f"{number}", size=size) for number, size in enumerate(sizes))


def bytes_of(pictures: Sequence[Picture]) -> list[int]:
    return [picture.size for picture in pictures]


def seeded(size: int) -> History:
    return History(seed=Seed(picture("newest", size=size), ("a lighthouse",)))


async def test_what_fits_goes_as_it_is(bench: Bench) -> None:
    """Up to the last byte nothing is touched, and there is nothing to say."""
    past, asked = seeded(ROOM - 10), request(references=given(10))
    assert await bench.fitting.fitted(past, asked) == Fitted(past, asked)
    assert bench.pictures.asked == []


async def test_a_seed_is_fitted_and_kept(bench: Bench) -> None:
    """What goes out is a picture of its own, by its own bytes, so that history can name it; the first one stays."""
    fitted = await bench.fitted(past=seeded(ROOM + 1))
    assert fitted.past.seed is not None
    small = fitted.past.seed.picture
    assert small is not None
    assert (small.media_type, small.size, fitted.size) == ("image/jpeg", ROOM, ROOM)
    assert small.sha256 != picture("newest").sha256
    assert fitted.past.seed.wishes == ("a lighthouse",)
    assert fitted.notes == ("1 picture went to the model re-encoded to fit what Gateway X takes",)
    assert list(bench.spool.iterdir()) == []


async def test_the_small_ones_stay_and_the_large_ones_share_the_rest(bench: Bench) -> None:
    """All of them together fit, in their order, and none gives up more than another has."""
    fitted = await bench.fitted(9 * MIB, MIB, 10 * MIB, past=seeded(11 * MIB))
    share = (ROOM - MIB) // 3
    assert bytes_of(fitted.request.references) == [share, MIB, share]
    assert fitted.size <= ROOM
    assert fitted.notes == ("3 pictures went to the model re-encoded to fit what Gateway X takes",)


async def test_one_picture_may_have_a_limit_of_its_own(bench: Bench) -> None:
    """It holds for a reference and for a seed, whatever room there is."""
    bench.offer = replace(bench.offer, reference_bytes=2 * MIB)
    fitted = await bench.fitted(3 * MIB, MIB, past=seeded(3 * MIB))
    assert bytes_of((*fitted.past.pictures, *fitted.request.references)) == [2 * MIB, 2 * MIB, MIB]


async def test_a_history_keeps_its_room(bench: Bench) -> None:
    """It goes back as it came, so the references make do with what it leaves; without one they may have all."""
    before = turn(state=State.DELIVERED, reply=reply(bytes_kept=4 * MIB))
    fitted = await bench.fitted(ROOM, past=History((before,)))
    assert (fitted.past.turns, fitted.size) == ((before,), ROOM - 4 * MIB)
    assert bench.fitting.room_beside(given(MIB, MIB)) == ROOM - 2 * MIB
    assert bench.fitting.room_beside(given(9 * MIB, 9 * MIB)) <= 1


async def test_fewer_pixels_are_said(bench: Bench) -> None:
    """A smaller picture shows the model less."""
    bench.workshop.pixels = (512, 512)
    fitted = await bench.fitted(ROOM + 1)
    assert fitted.notes == ("1 picture went to the model re-encoded, with fewer pixels, to fit what Gateway X takes",)


async def test_what_can_not_be_made_small_is_refused_naming_the_limit(bench: Bench) -> None:
    """Where nothing fits, and where too few pixels would be left to be of any use."""
    bench.workshop.least = ROOM
    with pytest.raises(PicturesDoNotFit, match=r"Gateway X takes up to 14.6 MiB of pictures at once"):
        await bench.fitted(9 * MIB, 9 * MIB)
    bench.workshop.least, bench.workshop.pixels = 1, (511, 300)
    with pytest.raises(PicturesDoNotFit):
        await bench.fitted(ROOM + 1)
    assert list(bench.spool.iterdir()) == []
    bench.offer = replace(bench.offer, reference_bytes=7 * MIB)
    with pytest.raises(PicturesDoNotFit, match="pictures of up to 7 MiB"):
        await bench.fitted(8 * MIB)


async def test_others_make_room_for_what_nobody_can_re_encode(bench: Bench) -> None:
    """A HEIC goes as it is while the rest fits beside it, and is refused where it alone is too much."""
    heic = replace(picture("phone", size=10 * MIB), media_type="image/heic")
    asked = request(references=(heic, *given(10 * MIB)))
    fitted = await bench.fitting.fitted(History(), asked)
    assert fitted.request.references[0] == heic
    assert fitted.size == ROOM
    for phone in ((replace(heic, size=ROOM + 1),), (heic, replace(heic, sha256="1" * 64))):
        with pytest.raises(PicturesDoNotFit):
            await bench.fitting.fitted(History(), request(references=phone))


async def test_of_a_placed_task_it_is_only_told(bench: Bench) -> None:
    """Its pictures are with the provider already."""
    past = seeded(ROOM + 1)
    fitted = await bench.fitted(past=past, placed=True)
    assert fitted.past == past
    assert fitted.notes == ("1 picture went to the model re-encoded to fit what Gateway X takes",)


async def test_a_disk_that_is_full_is_told_before_anything_is_asked(bench: Bench) -> None:
    """Nothing was paid for yet, so it is not the result that is lost."""
    bench.pictures.full = True
    with pytest.raises(NotWritten):
        await bench.fitted(ROOM + 1)
    assert list(bench.spool.iterdir()) == []
