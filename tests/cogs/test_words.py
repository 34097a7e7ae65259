"""Words of strangers made fit to be shown."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cogs._words import calm, code, cut, jump, label, link, one_line, plain, search_address, tame, web_address


@given(st.text(alphabet="`\\\n\r*[]() a\u202e", max_size=200))
def test_nothing_gets_out_of_code(text: str) -> None:
    """It ends where it is meant to, in its line and within its length."""
    shown = code(text)
    assert shown[0] == shown[-1] == "`"
    assert shown.count("`") == 2
    assert len(shown) <= 82
    assert len(shown.splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**a** _b_ `c` ~~d~~ ||e||", r"\*\*a\*\* \_b\_ \`c\` \~\~d\~\~ \|\|e\|\|"),
        ("[free](https://evil.test)", r"\[free\](https://evil.test)"),
        ("<@1> <#2> <t:0>", r"\<@1\> \<#2\> \<t:0\>"),
        ("@everyone @here a@b.c", r"\@everyone \@here a@b.c"),
        ("# big\n-# small\n- item\n1. one\n> said", "\\# big\n\\-# small\n\\- item\n1\\. one\n\\> said"),
        ("a\u202eb\u200bc\x00d\ud800e\u2028f\U000e0041g\x85h\ufeff", "abcdefgh"),
        (r"\*", r"\\\*"),
    ],
)
def test_nothing_in_a_strangers_words_acts(text: str, shown: str) -> None:
    """Markup, links, mentions, headings and signs that turn text around are shown as they were typed, or not at all."""
    assert plain(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**bold**\n- item", "**bold**\n- item"),
        ("[free](https://evil.test)", r"\[free\](https://evil.test)"),
        (r"\[free](https://evil.test)", r"\\\[free\](https://evil.test)"),
        ("# big <@1> @everyone", r"\# big \<@1\> \@everyone"),
    ],
)
def test_a_models_words_keep_emphasis_and_lose_links(text: str, shown: str) -> None:
    """A model may stress and list, and may not link, mention or shout."""
    assert tame(text) == shown


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Phares d'Iroise — l'Île Vierge", "Phares d'Iroise — l'Île Vierge"),
        ("[x](https://evil.test) <@1>", "(x)(evil.test) (@1)"),
        ("one\n# two\r\n", "one # two"),
        ("https://https://evil.test", "evil.test"),
        ("*bold* @here", r"\*bold\* \@here"),
        ("\u202e\u200b \n", ""),
        ("e" + "\u0301" * 40 + "!", "e\u0301\u0301\u0301!"),
        ("สวัสดีครับ नमस्ते", "สวัสดีครับ नमस्ते"),
        ("*" * 99, r"\*" * 14 + "…"),
    ],
)
def test_a_title_is_nothing_but_the_words_of_its_link(title: str, shown: str) -> None:
    """It ends no link, makes none, has one line and the height of one, and keeps every script legible."""
    assert label(title, 30) == shown


def test_calm_words_keep_their_signs() -> None:
    """In a button's label markup is only signs."""
    assert calm(" *a*\n[b]\u202e ") == "*a* [b]"


@settings(deadline=None)  # a busy machine is no mistake
@given(st.text(max_size=300), st.integers(1, 100))
def test_shortened_words_fit_and_no_escape_is_torn(text: str, limit: int) -> None:
    """Whatever the words are, what is shown keeps the limit, and every backslash in it has what it escapes."""
    shown = cut(text, limit, plain)
    assert len(shown) <= limit
    assert re.fullmatch(r"(?:[^\\]|\\.)*", shown, re.DOTALL)


def test_words_that_fit_are_left_alone() -> None:
    """Nothing is shortened without need."""
    assert cut("four", 4) == "four"
    assert cut("fourteen", 5) == "four…"
    assert one_line(" a\n b ") == "a b"


@pytest.mark.parametrize(
    ("uri", "address"),
    [
        ("https://example.com/a_b?q=1#f", "https://example.com/a_b?q=1#f"),
        ("https://example.com/a(b)[c] d", "https://example.com/a%28b%29%5Bc%5D%20d"),
        ("https://example.com/ü)](https://evil.test", "https://example.com/%C3%BC%29%5D%28https://evil.test"),
        ("javascript:alert(1)", None),
        ("https://name:word@example.com/", None),
        ("https://", None),
        ("https://[", None),
        ("https://example.com/\ud800", None),
        ("discord://-/x", None),
        ("https://example.com/" + "a" * 600, None),
    ],
)
def test_only_bearable_web_pages_become_links(uri: str, address: str | None) -> None:
    """A source's address cannot end a link early, and is http(s) of bearable length, or no link at all."""
    assert web_address(uri) == address


def test_links_are_made_of_escaped_words_and_safe_addresses() -> None:
    """Links, search suggestions and jumps are what Discord understands."""
    assert link("1", "https://example.com/") == "[1](https://example.com/)"
    assert search_address("a b&c") == "https://www.google.com/search?q=a+b%26c"
    assert search_address("灯" * 300).count("%E7%81%AF") == 53
    assert jump(1, 2, 3) == "https://discord.com/channels/1/2/3"
    assert jump(None, 2, 3) == "https://discord.com/channels/@me/2/3"


@pytest.mark.parametrize("words", ["👩‍🚀 on the moon", "می‌خواهم"])
def test_joiners_that_make_words_and_emoji_stay(words: str) -> None:
    """Zero-width joiners belong to how people write; only marks that hide or turn text are taken out."""
    assert plain(words) == tame(words) == words


def test_base64_among_a_models_words_is_not_for_people() -> None:
    """A picture in letters, or what a gateway leaves of one, would fill the card."""
    assert tame(f"*Here*: data:;base64,{'iVBORw0KGgo' * 200}= Done") == "*Here*: … Done"
