from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.errors import BadPicture, NotAPicture, PictureBroken, PictureTooLarge, PictureTooManyPixels
from bot.media.inspect import Inspected, inspect
from bot.media.limits import Limits
from tests import corpus

GOOD = corpus.good()
BAD = corpus.bad()

shared_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)


def written(folder: Path, name: str, data: bytes) -> Path:
    file = folder / name
    file.write_bytes(data)
    return file


@pytest.mark.parametrize("good", GOOD, ids=lambda good: good.name)
def test_good(tmp_path: Path, good: corpus.Good) -> None:
    """A picture's type, size and frames are told from its bytes, whatever its name is."""
    found = inspect(written(tmp_path, good.name, good.data))
    assert found == Inspected(good.media_type, good.width, good.height, good.frames)


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_bad(tmp_path: Path, bad: corpus.Bad) -> None:
    """Each file that is no usable picture is refused for its own reason, and named when it is something else."""
    with pytest.raises(bad.error) as refusal:
        inspect(written(tmp_path, bad.name, bad.data))
    assert bad.kind in refusal.value.sentence


@shared_folder
@given(good=st.sampled_from([good for good in GOOD if good.needs_its_end]), share=st.floats(0, 1, exclude_max=True))
def test_cut_off(tmp_path: Path, good: corpus.Good, share: float) -> None:
    """A picture that is cut off anywhere is refused."""
    with pytest.raises(BadPicture):
        inspect(written(tmp_path, "cut", good.data[: int(len(good.data) * share)]))


@shared_folder
@given(good=st.sampled_from(GOOD), at=st.floats(0, 1, exclude_max=True), patch=st.binary(min_size=1, max_size=8))
def test_damaged(tmp_path: Path, good: corpus.Good, at: float, patch: bytes) -> None:
    """Whatever bytes are changed, the answer is an inspection within the limits or one of our refusals."""
    start = int(len(good.data) * at)
    limits = Limits(size=2**20, pixels=10_000, decoded_pixels=10_000)
    try:
        found = inspect(
            written(tmp_path, "damaged", good.data[:start] + patch + good.data[start + len(patch) :]), limits
        )
    except BadPicture:
        return
    assert 0 < found.width * found.height <= limits.pixels


@shared_folder
@given(data=st.binary(max_size=300), head=st.sampled_from([b"", *(good.data[:40] for good in GOOD)]))
def test_random_bytes(tmp_path: Path, data: bytes, head: bytes) -> None:
    """Random bytes, alone or behind a picture's beginning, never raise anything but our refusals."""
    try:
        inspect(written(tmp_path, "random", head + data))
    except BadPicture:
        return


def test_too_large_a_file(tmp_path: Path) -> None:
    """A file over the limit is refused by its size alone, before it is read."""
    file = written(tmp_path, "large.png", b"")
    with file.open("r+b") as sparse:
        sparse.truncate(2**33)
    with pytest.raises(PictureTooLarge, match="20 MiB"):
        inspect(file)


def test_pixels_of_pictures_to_decode(tmp_path: Path) -> None:
    """Pictures that have to be unpacked here may have fewer pixels than those that go on as they are."""
    limits = Limits(size=2**20, pixels=corpus.WIDTH * corpus.HEIGHT, decoded_pixels=corpus.WIDTH * corpus.HEIGHT - 1)
    assert inspect(written(tmp_path, "a.png", corpus.png()), limits).media_type == "image/png"
    with pytest.raises(PictureTooManyPixels):
        inspect(written(tmp_path, "a.gif", corpus.gif()), limits)


def test_two_formats_in_one(tmp_path: Path) -> None:
    """A file that also reads as another format is what its first bytes say, and broken if it is not all of that."""
    archive = written(tmp_path, "both.png", b"PK\x03\x04" + corpus.png())
    with pytest.raises(NotAPicture):
        inspect(archive)
    with pytest.raises(PictureBroken):
        inspect(written(tmp_path, "both.jpg", b"\xff\xd8\xff<html><script></script></html>"))
