"""What belongs into a backup, and what its members may be called."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage.archive import address_of, addresses, member
from tests.storage.copying import shelf

ADDRESS = "ab" * 32


def test_a_member_and_its_address_are_told_from_each_other() -> None:
    """The name of a picture in a backup leads back to its address."""
    assert member(ADDRESS) == f"pictures/ab/ab/{ADDRESS}"
    assert address_of(member(ADDRESS)) == ADDRESS


@pytest.mark.parametrize(
    "name",
    [
        "",
        "plantain.db",
        f"/pictures/ab/ab/{ADDRESS}",
        f"../pictures/ab/ab/{ADDRESS}",
        f"pictures/../ab/{ADDRESS}",
        f"pictures/ab/cd/{ADDRESS}",
        f"pictures/ab/ab/{ADDRESS}/",
        f"pictures/ab/ab/{ADDRESS}\n",
        f"pictures/ab/ab/{ADDRESS.upper()}",
        f"pictures/ab/ab/{ADDRESS[:-1]}",
        f"pictures\\ab\\ab\\{ADDRESS}",
    ],
)
def test_any_other_name_is_no_pictures(name: str) -> None:
    """A name with another folder, spelling or length is refused, so that nothing can lie outside."""
    assert address_of(name) is None


async def test_every_payload_of_every_turn_is_named(tmp_path: Path) -> None:
    """References, pictures, drafts and signatures of all turns are found, and a row that can't be read is passed."""
    async with shelf(tmp_path / "data") as data:
        turns = [await data.painted(bytes([number])) for number in range(3)]
        lost = await data.painted(b"unreadable")
    file = tmp_path / "data" / "plantain.db"
    with closing(sqlite3.connect(file)) as connection, connection:
        drafts = {"thought": True, "inlineData": {"data": f"blob{'1' * 64}"}, "thoughtSignature": f"text{'2' * 64}"}
        references = {"words": "4" * 64, "references": [{"sha256": "3" * 64}]}
        connection.execute("UPDATE turns SET reply = ? WHERE id = ?", (json.dumps({"parts": [drafts]}), turns[0].id))
        connection.execute("UPDATE turns SET request = ? WHERE id = ?", (json.dumps(references), turns[1].id))
        connection.execute("UPDATE turns SET reply = '{' WHERE id = ?", (lost.id,))
    made = {turn.reply.pictures[0].sha256 for turn in turns[1:] if turn.reply}
    assert addresses(file) == sorted({"1" * 64, "2" * 64, "3" * 64, *made})
