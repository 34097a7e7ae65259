"""From rows to requests."""

import pytest

from bot.core.batch_file import parse
from bot.core.batch_requests import Defaults, requests
from bot.core.errors.batch import BatchFileWrong
from bot.core.request import Options, Request, Thinking
from tests.fakes import CATALOG

PLAIN = Defaults("nano-banana-2.1")


def read(table: str, defaults: Defaults = PLAIN) -> tuple[Request, ...]:
    return requests(parse(table.encode(), "list.csv"), defaults, CATALOG)


def test_a_row_s_options_win_over_the_command_s() -> None:
    """What a row leaves out is as the command says."""
    defaults = Defaults("Nano Banana Pro", Options("16:9", "2K"))
    pro, other = read("prompt,ratio,size,model\na fox,,4K,\nan owl,1:1,auto,Nano Banana 2.1\n", defaults)
    assert (pro.family, pro.options) == ("nano-banana-pro", Options("16:9", "4K"))
    assert (other.family, other.options) == ("nano-banana-2.1", Options("1:1", None))


def test_values_may_be_written_loosely() -> None:
    """Any case, spaces, and the time of day that spreadsheets make of a ratio."""
    table = "prompt,ratio,size,thinking\na, 16:9 ,2k,HIGH\nb,16:09,auto,auto\nc,09:16:00,0.5k,\n"
    assert [wish.options for wish in read(table)] == [
        Options("16:9", "2K", Thinking.HIGH),
        Options("16:9"),
        Options("9:16", "0.5K"),
    ]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("a,17:9,,,", "Row 2, column ratio: “17:9” is no ratio: allowed are auto, 1:1"),
        ("a,,8K,,", "Row 2, column size: “8K” is no size: allowed are auto, 0.5K, 1K, 2K and 4K."),
        ("a,,,,deep", "Row 2, column thinking: “deep” is no thinking: allowed are auto, minimal, medium and high."),
        ("a,,,Dall-E,", "Row 2, column model: There is no model “Dall-E” here"),
        ("a,,4K,Nano Banana 2 Lite,", "Row 2, column size: Nano Banana 2 Lite has no size 4K"),
        ("a,1:8,,Nano Banana Pro,", "Row 2, column ratio: Nano Banana Pro has no ratio 1:8"),
        ("a,,,Nano Banana Pro,high", "Row 2, column thinking: Nano Banana Pro thinks at its own pace"),
        ("a,,=1+1,,", "Row 2, column size: that is a formula"),
    ],
)
def test_a_value_that_does_not_work_is_named_by_its_place(row: str, sentence: str) -> None:
    """Row and column, what is wrong, and what would work."""
    with pytest.raises(BatchFileWrong) as wrong:
        read(f"prompt,ratio,size,model,thinking\n{row}\n")
    assert wrong.value.sentence.startswith(sentence)


def test_an_option_of_the_command_is_named_as_such() -> None:
    """There is no column to look at."""
    with pytest.raises(BatchFileWrong, match=r"^Row 2, size of the command: Nano Banana 2 Lite has no size 4K"):
        read("prompt,model\na,Nano Banana 2 Lite\n", Defaults("nano-banana-2.1", Options(size="4K")))
