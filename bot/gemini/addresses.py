"""Base addresses as people paste them → as requests need them; addresses as the log may have them."""

import re
from urllib.parse import urlsplit

import httpx2
from yarl import URL

_PASTED = re.compile(r"/v1(?:(?:alpha|beta)\d?)?(?:/(?:models|publishers|projects)(?:/.*)?)?$")
"""A version and what of the interface's own paths comes after it; without a version these are a provider's prefix."""


_LONGEST_IN_LOG = 300


def without_secrets(address: str) -> str:
    """Host and path of a link, on one line: its query, a name or a password in it may open what it leads to."""
    bare, _, _ = address.partition("?")[0].partition("#")
    scheme, separator, rest = bare.partition("//")
    authority, slash, path = rest.partition("/")
    host = authority.rpartition("@")[2]
    return ascii(f"{scheme}{separator}{host}{slash}{path}")[1:-1][:_LONGEST_IN_LOG]


def is_usable(address: str) -> bool:
    """Whether requests can be sent to *address*, as far as its form tells; what has a password in it takes no key."""
    try:
        url = URL(str(httpx2.URL(address)), encoded=True)  # a call goes through both
        usable = url.port != 0 and url.user is None and url.password is None
    except (ValueError, httpx2.InvalidURL):
        return False
    return usable


def base_address(pasted: str, prefix: str = "") -> str:
    """*pasted* without the version, the models' path, the query and trailing slashes; real path prefixes stay.

    *prefix* is the path that the provider's Gemini API is under, such as `/gemini`: it is added where it is missing.
    """
    parts = urlsplit(pasted.strip())
    path = parts.path.rstrip("/")
    for _ in range(2):  # some paste the version twice
        path = _PASTED.sub("", path).rstrip("/")
    if prefix and not path.endswith(prefix):
        path += prefix
    return f"{parts.scheme}://{parts.netloc}{path}"
