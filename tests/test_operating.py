"""What `docs/operating.md` tells operators is what the code does."""

import inspect
import re
from pathlib import Path

from bot.core import limits
from bot.core.batch_file import COLUMNS, PROMPT, parse
from bot.core.batch_requests import Defaults, requests
from bot.core.batching import OFFERED
from bot.core.catalog import Catalog
from bot.media.limits import REFERENCES
from bot.settings import Settings
from cogs._modals import MOST_FILES
from cogs.imagine import Imagine

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/operating.md").read_text(encoding="utf-8")


def documented() -> dict[str, list[int]]:
    """The numbers of each row of the table of limits, by what the row is about."""
    table = PAGE.split("## Limits")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", table, re.MULTILINE)
    numbers = {what: [int(found.replace(",", "")) for found in re.findall(r"[\d,]*\d", most)] for what, most in rows}
    return {what: found for what, found in numbers.items() if found}


def test_the_limits_are_those_of_the_code() -> None:
    """Every figure of the table, and no row without one that is known here."""
    given = sorted({family.references for family in Catalog.load().families})
    with_a_command = [name for name in inspect.signature(Imagine.imagine.callback).parameters if "image" in name]
    million = 1_000_000
    assert documented() == {
        "pictures of one person that may wait, in all places together": [limits.WAITING_PER_PERSON],
        "pictures that may wait in one place": [limits.WAITING_PER_PLACE],
        "pictures that may wait in all": [limits.WAITING_IN_ALL],
        "characters of one wish": [limits.WORDS_LIMIT],
        "pictures given with a command": [len(with_a_command)],
        "pictures given with a message or a form": [*given, MOST_FILES],
        "size of one given picture": [
            REFERENCES.size // 2**20,
            REFERENCES.pixels // million,
            REFERENCES.decoded_pixels // million,
        ],
        "history sent along with an edit": [limits.PATH_BYTES // 2**20, limits.PATH_TOKENS],
        "wishes in one batch": [limits.BATCH_PICTURES],
        "size of a batch's file": [limits.BATCH_BYTES // 2**20],
        "batches of one person that are drawn at the same time": [limits.BATCHES_PER_PERSON],
    }
    assert OFFERED.days == 1, "a list that nobody starts within a day is forgotten"


def test_the_settings_that_are_spoken_of_are_there() -> None:
    """No name of a setting that nobody reads."""
    named = {name.lower() for name in re.findall(r"`(PLANTAIN_\w+|PICTURES_URL|DATABASE_URL)`", PAGE)}
    assert {"plantain_at_once", "plantain_daily_budget", "pictures_url"} <= named <= set(Settings.model_fields)


def test_the_example_of_a_list_is_one() -> None:
    """It is read and understood as it stands, has every column, and what is told of commas and quotes is in it."""
    (example,) = re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL)
    rows = parse(example.encode(), "wishes.csv")
    assert [row.prompt for row in rows] == [
        "a lighthouse at dusk",
        "a fox, asleep in the snow",
        'a sign that says "open"',
    ]
    assert {name for row in rows for name in row.options} == set(COLUMNS) - {PROMPT}
    catalog = Catalog.load()
    wishes = requests(rows, Defaults(catalog.families[0].id), catalog)
    assert [wish.options.ratio for wish in wishes] == ["16:9", "1:1", None]
    for name in COLUMNS:
        assert f"`{name}`" in PAGE
