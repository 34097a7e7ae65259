"""Addresses: of providers, and in the log."""

import pytest

from bot.gemini.addresses import base_address, is_usable, without_secrets

CLOUDFLARE = "https://gateway.ai.cloudflare.com/v1/account/gate/google-ai-studio"
GOOGLE = "https://generativelanguage.googleapis.com"


@pytest.mark.parametrize(
    ("pasted", "expected"),
    [
        (GOOGLE, GOOGLE),
        (f" {GOOGLE}/ ", GOOGLE),
        (f"{GOOGLE}//", GOOGLE),
        (f"{GOOGLE}/v1", GOOGLE),
        (f"{GOOGLE}/v1beta/", GOOGLE),
        (f"{GOOGLE}/v1alpha", GOOGLE),
        (f"{GOOGLE}/v1beta1", GOOGLE),
        (f"{GOOGLE}/v1/v1beta", GOOGLE),
        (f"{GOOGLE}/v1beta/models", GOOGLE),
        (f"{GOOGLE}/v1beta/models/", GOOGLE),
        (f"{GOOGLE}/v1beta/models/gemini-3-pro-image:generateContent?key=secret#x", GOOGLE),
        ("https://aiplatform.googleapis.com/v1/publishers/google/models/m", "https://aiplatform.googleapis.com"),
        ("https://aiplatform.googleapis.com/v1/projects/p/locations/global", "https://aiplatform.googleapis.com"),
        ("http://127.0.0.1:4000/gemini/v1beta", "http://127.0.0.1:4000/gemini"),
        ("https://relay.example/deep/prefix/v1", "https://relay.example/deep/prefix"),
        ("https://relay.example/v12", "https://relay.example/v12"),
        ("https://relay.example/models/gw", "https://relay.example/models/gw"),
        ("https://relay.example/publishers/x/gw/v1beta/", "https://relay.example/publishers/x/gw"),
        ("https://relay.example/projects/plantain/v1/models", "https://relay.example/projects/plantain"),
        (f"{CLOUDFLARE}/v1beta/models/m:generateContent", CLOUDFLARE),
        (f"{CLOUDFLARE}/", CLOUDFLARE),
    ],
)
def test_what_is_no_prefix_is_cut_and_what_is_one_stays(pasted: str, expected: str) -> None:
    """Versions, models and queries go, however often; a path of the provider's own remains."""
    assert base_address(pasted) == expected
    assert base_address(base_address(pasted)) == expected


@pytest.mark.parametrize(
    ("pasted", "expected"),
    [
        ("http://127.0.0.1:4000", "http://127.0.0.1:4000/gemini"),
        ("http://127.0.0.1:4000/v1", "http://127.0.0.1:4000/gemini"),
        ("http://127.0.0.1:4000/gemini/v1beta", "http://127.0.0.1:4000/gemini"),
        ("http://127.0.0.1:4000/proxy/gemini/", "http://127.0.0.1:4000/proxy/gemini"),
        ("https://proxy.corp/projects/images/litellm", "https://proxy.corp/projects/images/litellm/gemini"),
    ],
)
def test_a_providers_own_prefix_is_added_where_it_is_missing(pasted: str, expected: str) -> None:
    """LiteLLM's Gemini API is under /gemini."""
    assert base_address(pasted, "/gemini") == expected


def test_a_cloudflare_gateway_may_have_any_name() -> None:
    """Also that of a path of Google's."""
    address = "https://gateway.ai.cloudflare.com/v1/account/models/google-ai-studio"
    assert base_address(f"{address}/v1/models/m:generateContent", "/google-ai-studio") == address
    assert base_address(address.removesuffix("/google-ai-studio"), "/google-ai-studio") == address


@pytest.mark.parametrize(
    ("address", "usable"),
    [
        ("", True),
        ("https://[::1]:8/x", True),
        ("https://h\xf6st.example/\xfc", True),
        ("https://[::1", False),
        ("http://h:70000", False),
        ("http://h:0", False),
        ("http://us:pa55word@h", False),
        ("http://:pa55word@h", False),
        ("http://us@h", False),
        ("http://h\\x", False),
        ("http://h/\x7f", False),
        ("http://ho\N{ZERO WIDTH SPACE}st", False),
        (f"http://h/{'x' * 70_000}", False),
    ],
    ids=lambda value: str(value)[:30],
)
def test_an_address_that_cannot_be_sent_to_is_known_by_its_form(address: str, usable: bool) -> None:
    """Half a pair of brackets, a port or name that there is not, a password in it; an empty one says nothing."""
    assert is_usable(address) is usable


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://cdn.example/a/b.png?X-Signature=1#x", "https://cdn.example/a/b.png"),
        ("https://user:password@cdn.example/a", "https://cdn.example/a"),
        ("//user:password@cdn.example", "//cdn.example"),
        ("https://cdn.example/a\nERROR \u202e", "https://cdn.example/a\\nERROR \\u202e"),
        ("https://cdn.example/" + "a" * 9999, "https://cdn.example/" + "a" * 280),
        ("", ""),
    ],
)
def test_a_link_in_the_log_opens_nothing_and_is_one_short_line(address: str, shown: str) -> None:
    """Whoever reads it finds the place, not the picture."""
    assert without_secrets(address) == shown
