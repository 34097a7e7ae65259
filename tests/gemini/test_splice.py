import json
import secrets
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.gemini.faults import ReplyBroken, ReplyCut, ReplyTooLarge
from bot.gemini.payload import SHORTEST
from bot.gemini.splice import LARGEST_JSON, MOST_PAYLOADS, Splicer
from bot.gemini.tokens import Token, find_tokens, retoken
from tests.gemini.provider import b64, cuts, png
from tests.gemini.test_payload import SPELLINGS

FORGED = "blob" + "0" * 64
HOSTILE = [
    'say \\"data\\":\\"',
    '"data":"' + "A" * 500 + '"',
    '","data":"' + "A" * 5000 + '"}]}}',
    '{"inlineData":{"data": "QUJD"}}',
    'x"thoughtSignature": "' + "B" * 300,
    '\\"data\\": \\"' + "C" * 300,
    '\\\\"data":"' + "D" * 300,
    "data:image/png;base64,",
    "data:image/png;base64,QUJD",
    FORGED,
    f'"data": "{FORGED}"',
    '"thoughtSignature":""',
    "\\",
    '"data"',
    "\ud83d\ude00 é \u0000 \n",
]
KEYS = ["text", 'a"data', "é", "inlineData"]


class Spliced:
    """What a splicer made of a document."""

    def __init__(self, folder: Path, document: bytes, sizes: Sequence[int] = (65_536,), limit: int = 2**28) -> None:
        self.files: dict[Token, Path] = {}
        splicer = Splicer(folder, lambda: secrets.token_hex(32), self.files, limit=limit)
        try:
            for _, chunk in cuts(document, sizes):
                splicer.feed(chunk)
            self.json: Any = json.loads(splicer.close())
        finally:
            splicer.abort()

    @property
    def payloads(self) -> list[bytes]:
        """The bytes of the payloads, in order."""
        return [file.read_bytes() for file in self.files.values()]

    def restored(self) -> Any:
        """The document again, with standard base64."""
        back: dict[Token, Any] = {
            token: b64(file.read_bytes()) if token.kind == "blob" else json.loads(f'"{file.read_text()}"')
            for token, file in self.files.items()
        }
        return retoken(self.json, back)


payloads = st.one_of(
    st.binary(min_size=30, max_size=400).map(b64),
    st.text(max_size=60),
    st.sampled_from(HOSTILE),
    st.just(FORGED),
    st.just(""),
)
documents = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), payloads),
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.dictionaries(st.one_of(st.sampled_from(KEYS), st.text(max_size=5)), inner, max_size=4),
        st.dictionaries(st.sampled_from(["data", "thoughtSignature"]), payloads, max_size=2),
    ),
    max_leaves=25,
)


@settings(deadline=None, max_examples=200)
@given(
    document=documents,
    sizes=st.lists(st.integers(min_value=1, max_value=200), min_size=1, max_size=8),
    indent=st.sampled_from([None, 1]),
    readable=st.booleans(),
)
def test_any_document_is_the_same_again_however_it_is_cut(
    document: Any, sizes: list[int], indent: int | None, readable: bool
) -> None:
    """Putting the payloads back gives the document that came, whatever its words try, and no foreign token is left."""
    raw = json.dumps(document, indent=indent, ensure_ascii=not readable).encode("utf-8", "replace")
    with tempfile.TemporaryDirectory() as folder:
        spliced = Spliced(Path(folder), raw, sizes)
        assert spliced.restored() == json.loads(raw)
        assert set(find_tokens(spliced.json)) <= set(spliced.files)
        assert len(list(Path(folder).iterdir())) == len(spliced.files)


@settings(deadline=None, max_examples=150)
@given(
    picture=st.binary(min_size=SHORTEST, max_size=3000),
    spelling=st.sampled_from(sorted(SPELLINGS)),
    sizes=st.lists(st.integers(min_value=1, max_value=300), min_size=1, max_size=8),
    prefix=st.sampled_from(
        [
            "",
            "data:image/png;base64,",
            "data:image\\/png;base64,",
            "data:;charset=utf-8;base64,",
            "DATA:image/PNG;charset=utf-8;BASE64, ",
        ]
    ),
    key=st.sampled_from(["data", "b64_json"]),
)
def test_every_spelling_of_a_picture_becomes_its_bytes(
    picture: bytes, spelling: str, sizes: list[int], prefix: str, key: str
) -> None:
    """Odd base64 and data URIs end in a file with the picture's bytes, at any chunking."""
    raw = b'{"%s" : "%s%s", "after": 1}' % (key.encode(), prefix.encode(), SPELLINGS[spelling](picture))
    with tempfile.TemporaryDirectory() as folder:
        spliced = Spliced(Path(folder), raw, sizes)
        assert spliced.payloads == [picture]
        assert spliced.json == {key: prefix.replace("\\", "") + next(iter(spliced.files)), "after": 1}


PREFIXES = [
    "data:image/png;base64,",
    "DATA:image/PNG;BASE64,",
    "data:image/png;charset=utf-8;base64,",
    "data:image/svg+xml;name=a.svg;charset=utf-8;base64,",
    "data:;base64,",
    "data:image;base64,",
    "data:application/octet-stream;base64,",
    "data:image/webp;base64, ",
    "data:image/jpeg;base64,\\r\\n",
]
AROUND = [("![x](", ")"), ("", ""), ("see ", " there"), ("<img src='", "'>"), ("`", "`"), ("", "\\n!"), ("", "\\nDone")]
FOLDS = [(0, ""), (60, "\\n"), (64, "\\r\\n"), (76, "\\n"), (76, "\\r\\n"), (80, "\\n")]


@st.composite
def data_uris(draw: st.DrawFn) -> tuple[bytes, str, str]:
    """A picture, its data URI as it stands in a JSON string, and the URI's prefix as it is meant."""
    picture, prefix = draw(st.binary(min_size=100, max_size=3000)), draw(st.sampled_from(PREFIXES))
    escaped, (width, line_break) = draw(st.sampled_from(["", "/", "+", "/+="])), draw(st.sampled_from(FOLDS))
    spelt = b64(picture)
    if width:
        assume(len(spelt) % width)  # nothing tells a full last line from one before a word of letters
        spelt = line_break.join(spelt[at : at + width] for at in range(0, len(spelt), width))
    for sign, escape in (("/", "\\/"), ("+", "\\u002B"), ("=", "\\u003d")):
        spelt = spelt.replace(sign, escape) if sign in escaped else spelt
    return picture, (prefix.replace("/", "\\/", 1) if "/" in escaped else prefix) + spelt, prefix


@settings(deadline=None, max_examples=300)
@given(
    uri=data_uris(),
    around=st.sampled_from(AROUND),
    sizes=st.lists(st.integers(min_value=1, max_value=600), min_size=1, max_size=8),
)
def test_data_uris_in_words_become_files(
    uri: tuple[bytes, str, str], around: tuple[str, str], sizes: list[int]
) -> None:
    """A picture that is hidden in words ends in a file too, however spelt and cut, and the words around stay."""
    (picture, spelt, prefix), (before, after) = uri, around
    with tempfile.TemporaryDirectory() as folder:
        spliced = Spliced(Path(folder), f'{{"text": "{before}{spelt}{after}"}}'.encode(), sizes)
        assert spliced.payloads == [picture]
        token = next(iter(spliced.files))
        assert spliced.json == json.loads(f'{{"text": "{before}{prefix}{token}{after}"}}')


@pytest.mark.parametrize("after", ["Done", "Enjoy", "Here it is", "", "\\n"])
def test_what_follows_a_folded_picture_in_its_last_full_line_is_bounded(after: str, tmp_path: Path) -> None:
    """Where nothing tells a word from one more line, it costs at most the word, never the picture."""
    picture = png(57 * 8 - 8)
    spelt = b64(picture)
    folded = "\\n".join(spelt[at : at + 76] for at in range(0, len(spelt), 76))
    spliced = Spliced(tmp_path, f'{{"text": "data:image/png;base64,{folded}\\n{after}"}}'.encode())
    assert spliced.payloads[0].startswith(picture)


SIGNATURES = {
    "padded": b64(png(1000)),
    "unpadded": b64(png(1000, 1)).rstrip("="),
    "URL-safe": b64(png(1000, 2)).replace("+", "-").replace("/", "_"),
    "short": "QQ==",
    "literal": "skip_thought_signature_validator",
    "odd": 'a"b\\c\u00e9/=\n',
    "quotes": '"\\' * 5000,
}


@pytest.mark.parametrize("kind", SIGNATURES)
@pytest.mark.parametrize("key", ["thoughtSignature", "thought_signature"])
@pytest.mark.parametrize("sizes", [[1], [3, 50], [65_536]])
def test_signatures_are_kept_verbatim(kind: str, key: str, sizes: list[int], tmp_path: Path) -> None:
    """Every signature that is not empty goes to a file, spelt exactly as in the JSON."""
    spelt = json.dumps(SIGNATURES[kind])[1:-1].encode()
    spliced = Spliced(tmp_path, b'{"%s":"%s","x":"%s"}' % (key.encode(), spelt, b"y"), sizes)
    assert spliced.payloads == [spelt]
    assert spliced.json == {key: next(iter(spliced.files)), "x": "y"}


def test_an_empty_signature_stays() -> None:
    """There is nothing to keep in a file."""
    with tempfile.TemporaryDirectory() as folder:
        spliced = Spliced(Path(folder), b'{"thoughtSignature":"","data":""}')
    assert (spliced.json, spliced.files) == ({"thoughtSignature": "", "data": ""}, {})


@pytest.mark.parametrize(
    "text", ["", "QUJD", "A" * (SHORTEST - 1), "https://cdn.example/b.png", "words that are no payload"]
)
def test_short_data_and_other_words_stay_in_the_json(text: str, tmp_path: Path) -> None:
    """What can't be a picture is left for the dialect to read."""
    spliced = Spliced(tmp_path, json.dumps({"data": text}).encode())
    assert (spliced.json, spliced.files) == ({"data": text}, {})


@pytest.mark.parametrize("cut", [[1], [40], [70], [65_536]])
@pytest.mark.parametrize("spelt", [FORGED, "\\u0062" + FORGED[1:], "data:image/png;base64," + FORGED])
def test_a_forged_token_becomes_an_ordinary_file(spelt: str, cut: list[int], tmp_path: Path) -> None:
    """A token that a provider sends is a payload like any other: 51 bytes, under a name that is ours."""
    spliced = Spliced(tmp_path, b'{"data": "%s"}' % spelt.encode(), cut)
    assert FORGED not in spliced.files
    assert [len(data) for data in spliced.payloads] == [51]
    assert FORGED not in spliced.json["data"]


@pytest.mark.parametrize("sizes", [[1], [100], [65_536]])
def test_large_pictures_and_words_pass(sizes: list[int], tmp_path: Path) -> None:
    """Sizes don't matter to what comes out: pictures beside five megabytes of tricky words."""
    picture = png(200_000 if sizes != [1] else 5000)
    words = 'lorem "data": "ipsum" \\ \u00e9\n' * (len(picture) // 8 if sizes != [65_536] else 200_000)
    document = {"text": words, "data": b64(picture), "more": words}
    if sizes == [65_536]:
        document["more"] = ""
    spliced = Spliced(tmp_path, json.dumps(document).encode(), sizes)
    assert spliced.payloads == [picture]
    assert spliced.restored() == document


def test_a_document_that_ends_in_a_payload_is_cut(tmp_path: Path) -> None:
    """An unfinished picture is never taken for a whole one."""
    with pytest.raises(ReplyCut):
        Spliced(tmp_path, b'{"data":"' + b"A" * 500)


def test_a_payload_that_stops_being_base64_is_broken(tmp_path: Path) -> None:
    """A picture with a wrong letter in it raises instead of being stored."""
    with pytest.raises(ReplyBroken):
        Spliced(tmp_path, b'{"data":"%s!%s"}' % (b"A" * 400, b"A" * 400), [64])


def test_bytes_words_and_payloads_are_bounded(tmp_path: Path) -> None:
    """A reply ends at the limit of its bytes, of its words and of its files."""
    with pytest.raises(ReplyTooLarge, match="bytes"):
        Spliced(tmp_path, json.dumps({"data": b64(png(3000))}).encode(), limit=1000)
    with pytest.raises(ReplyTooLarge, match="words"):
        Spliced(tmp_path, b'{"x":"' + b"a " * (LARGEST_JSON // 2 + 100) + b'"}')
    with pytest.raises(ReplyTooLarge, match="payloads"):
        Spliced(tmp_path, json.dumps([{"thoughtSignature": "A"}] * (MOST_PAYLOADS + 1)).encode())
    assert len(list(tmp_path.iterdir())) <= MOST_PAYLOADS + 1


def test_what_was_begun_is_known_to_the_owner_of_the_files(tmp_path: Path) -> None:
    """A file is in the owner's hands as soon as it exists, so that it can be deleted whatever happens."""
    files: dict[Token, Path] = {}
    splicer = Splicer(tmp_path, lambda: "7" * 64, files, limit=10_000)
    splicer.feed(b'{"data":"' + b"A" * 500)
    splicer.abort()
    assert list(tmp_path.iterdir()) == list(files.values())
