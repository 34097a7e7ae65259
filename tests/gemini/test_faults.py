import pytest

from bot.gemini import faults


@pytest.mark.parametrize(
    "fault",
    [
        faults.ReplyTooLarge,
        faults.ReplyCut,
        faults.ReplyBroken,
        faults.PictureChanged,
        faults.PictureMissing,
        faults.PictureUnreadable,
        faults.AlreadySent,
    ],
)
def test_every_fault_of_the_wire_can_be_caught_as_one(fault: type[Exception]) -> None:
    """Whoever maps faults to words for people needs a single `except`, which catches no programming error."""
    assert issubclass(fault, faults.WireFault)
    assert not issubclass(fault, ValueError | OSError | TimeoutError)
