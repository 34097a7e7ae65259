import base64

import pytest

from bot.gemini.tokens import Token, find_tokens, retoken, spool_token, stored_token

A, B, C = "a1" * 32, "b2" * 32, "c3" * 32


@pytest.mark.parametrize("token", [stored_token("blob", A), spool_token("text", lambda: B)])
def test_a_token_is_canonical_base64_of_any_alphabet(token: Token) -> None:
    """A JSON model that decodes and encodes a token gives back the same text, standard or URL-safe."""
    assert len(token) == 68
    assert base64.b64encode(base64.b64decode(token, validate=True)).decode() == token
    assert base64.urlsafe_b64encode(base64.urlsafe_b64decode(token)).decode() == token


def test_a_token_tells_its_kind_and_digest() -> None:
    """What was put into a token can be read off again."""
    token = Token.parse(stored_token("text", A))
    assert token is not None
    assert (token.kind, token.digest) == ("text", A)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "blob",
        "blob" + A[:-1],
        "blob" + A + "0",
        "BLOB" + A,
        "blob" + A.upper(),
        "blub" + A,
        "blob" + A + "\n",
        5,
        None,
    ],
)
def test_nothing_else_is_a_token(text: object) -> None:
    """Only the exact form counts, whatever the type."""
    assert Token.parse(text) is None


def test_tokens_are_found_in_order_where_they_would_be_expanded() -> None:
    """A token counts as the whole value of its own kind's key, at any depth, and nowhere else."""
    blob, text, other = stored_token("blob", A), stored_token("text", B), stored_token("blob", C)
    json = [
        {"parts": [{"inlineData": {"data": blob}, "thoughtSignature": text}, {"text": blob}]},
        {"data": text, "thoughtSignature": blob, "x": {"data": f"{blob} "}, "y": [{"data": other}, 3, None]},
    ]
    assert list(find_tokens(json)) == [blob, text, other]


def test_renaming_copies_and_leaves_the_rest() -> None:
    """Known tokens get their new names, unknown ones and words stay, the original is untouched."""
    blob, text, other = stored_token("blob", A), stored_token("text", B), stored_token("blob", C)
    json = {"parts": [{"data": blob, "thoughtSignature": text, "text": blob}, 1, None]}
    renamed = retoken(json, {blob: other})
    assert renamed == {"parts": [{"data": other, "thoughtSignature": text, "text": blob}, 1, None]}
    assert json["parts"][0]["data"] == blob  # type: ignore[index]  # a mixed list
