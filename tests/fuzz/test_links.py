"""Addresses that models give for pictures: none leads to where the bot may not look, and all end in one sentence."""

import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import LinkBroken
from bot.media.links import WebLinks, open_links
from tests.fakes import Waits
from tests.fuzz.examples import examples
from tests.fuzz.junk import hostile

HOSTS = st.sampled_from(
    [
        *(
            "127.0.0.1",
            "127.1",
            "0",
            "0x7f.1",
            "2130706433",
            "017700000001",
            "localhost",
            "LOCALHOST.",
            "[::1]",
            "[::]",
        ),
        *(
            "[::ffff:127.0.0.1]",
            "[64:ff9b::7f00:1]",
            "10.0.0.1",
            "169.254.169.254",
            "192.168.0.1",
            "100.64.0.1",
            "[fe80::1%25lo]",
        ),
        *(
            "metadata",
            "a.internal",
            "x.local",
            "",
            "[",
            "..",
            "xn--",
            "-",
            "a" * 300,
            "127.0.0.1\\@8.8.8.8",
            "ⓛocalhost",
        ),
    ]
)
addresses = st.one_of(
    st.builds(
        lambda scheme, user, host, port, path: f"{scheme}{user}{host}{port}/{path}",
        st.sampled_from(["https://", "HTTPS://", "http://", "ftp://", "//", "https:", "https:///", "file://", ""]),
        st.sampled_from(["", "", "user:secret@", "@"]),
        HOSTS,
        st.sampled_from(["", ":443", ":0", ":99999", ":9", ":x"]),
        hostile,
    ),
    hostile,
    st.text(max_size=50),
)


class Rebinding(AbstractResolver):
    """Every name is this machine's."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        here: ResolveResult = {
            "hostname": host,
            "host": "127.0.0.1",
            "port": port,
            "family": family,
            "proto": 0,
            "flags": 0,
        }
        return [here]

    async def close(self) -> None: ...


@pytest.fixture
async def links(tmp_path: Path) -> AsyncIterator[WebLinks]:
    async with open_links(Waits(), resolver=Rebinding()) as links:
        yield links


@examples(200)
@given(address=addresses)
async def test_no_address_leads_to_this_machine_or_its_neighbours(
    links: WebLinks, tmp_path: Path, address: str
) -> None:
    """Whatever it is spelt like: there is one sentence for all, no connection and no file."""
    into = tmp_path / "fetched"
    with pytest.raises(LinkBroken):
        await links.fetch(address, into)
    assert not into.exists()
