"""Where things are kept: what may be named, and what is refused without repeating it."""

import traceback
from datetime import timedelta
from pathlib import Path

import obstore
import pytest
from obstore.store import S3Store

from bot.storage.address import DatabaseUnusable, PicturesUnusable, object_store, pictures_folder, sqlite_file
from bot.storage.failures import StorageRefused

PASSWORDS = ("hunter2", *(f"hun{sign}ter2" for sign in ("#", "/", "[", "]", "?", "@", "%40", "℀")))


def all_that_is_told(refused: StorageRefused) -> str:
    """The sentence, and what a log at its most talkative would show."""
    return "\n".join([refused.sentence, *traceback.format_exception(refused)])


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("sqlite:////data/plantain.db", "/data/plantain.db"),
        ("sqlite:///data/plantain.db", "data/plantain.db"),
        ("sqlite+aiosqlite:///a%20b/x.db", "a b/x.db"),
    ],
)
def test_an_sqlite_file_may_be_named(url: str, file: str) -> None:
    """From the root or from where the bot is started, with the driver or without."""
    assert sqlite_file(url) == file


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nothing",
        "/data/plantain.db",
        "postgresql://host/name",
        "postgresql+psycopg://host/name",
        "mysterydb:///name",
        "sqlite",
        "sqlite+pysqlite:///x.db",
        "sqlite+nodriver:///x.db",
        "sqlite://",
        "sqlite:///",
        "sqlite:////",
        "sqlite:///:memory:",
        "sqlite:///file:x?mode=memory&uri=true",
        "sqlite:///x.db?timeout=1",
        "sqlite://host/x.db",
    ],
)
def test_any_other_database_is_refused(url: str) -> None:
    """Budgets hold, and one bot has a database to itself, with SQLite in a file alone: in memory nothing would stay."""
    with pytest.raises(DatabaseUnusable, match=r"DATABASE_URL .* allowed, as in sqlite:///path\.$"):
        sqlite_file(url)


@pytest.mark.parametrize("password", PASSWORDS)
@pytest.mark.parametrize("form", ["postgresql://ada:{}@host/name", "sqlite://ada:{}@/x.db", "mysql://host:{}/name"])
def test_a_database_that_is_refused_shows_nothing_of_its_address(form: str, password: str) -> None:
    """Wherever a parser takes the password to end, and also where one complains of it as a port."""
    url = form.format(password)
    with pytest.raises(DatabaseUnusable) as refused:
        sqlite_file(url)
    assert not any(part in all_that_is_told(refused.value) for part in (password, "hun", "ter2", "ada"))


@pytest.mark.parametrize(
    ("url", "folder"),
    [
        ("pictures", Path("pictures")),
        ("/srv/my pictures#1 [new]", Path("/srv/my pictures#1 [new]")),
        ("//[srv", Path("//[srv")),
        ("file:///srv/my%20pictures%231", Path("/srv/my pictures#1")),
        ("s3://bucket/plantain", None),
        ("GS://bucket", None),
        ("az://container/plantain", None),
    ],
)
def test_pictures_are_in_a_folder_or_an_object_store(url: str, folder: Path | None) -> None:
    """A path is taken as it is, whatever characters it has."""
    assert pictures_folder(url) == folder


@pytest.mark.parametrize(
    "url",
    [
        "s3:",
        "s3://",
        "s3:bucket",
        "file:relative",
        "file://host/srv",
        "file:///srv#1",
        "s3://bucket?region=x",
        "memory:///",
        "https://host/x",
        "ftp://host",
        "mystery://host",
    ],
)
def test_any_other_place_of_pictures_is_refused(url: str) -> None:
    """Nothing of an address is ignored, and nothing is kept where it would not stay."""
    with pytest.raises(PicturesUnusable, match=r"PICTURES_URL .* file:///, s3://, gs:// or az://"):
        pictures_folder(url)


@pytest.mark.parametrize("password", PASSWORDS)
@pytest.mark.parametrize("scheme", ["s3", "gs", "az", "file", "https"])
def test_pictures_that_are_refused_show_nothing_of_their_address(scheme: str, password: str) -> None:
    """Object stores would take a bucket's address with a key in it, and leave the key unused."""
    url = f"{scheme}://ada:{password}@bucket/x"
    with pytest.raises(PicturesUnusable) as refused:
        pictures_folder(url)
    assert not any(part in all_that_is_told(refused.value) for part in (password, "hun", "ter2", "ada"))


def test_a_store_is_opened_by_what_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Region and keys come from there, and Azure's account has to; half a pair of brackets is refused like the rest."""
    for name in ("REGION", "ACCESS_KEY_ID", "SECRET_ACCESS_KEY"):
        monkeypatch.setenv(f"AWS_{name}", f"our-{name}")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://store.example")
    monkeypatch.delenv("AZURE_STORAGE_ACCOUNT_NAME", raising=False)
    store = object_store("s3://bucket/plantain")
    assert isinstance(store, S3Store)
    signed = obstore.sign(store, "GET", "x", timedelta(minutes=1))
    assert signed.startswith("https://store.example/bucket/plantain/x?")
    assert "Credential=our-ACCESS_KEY_ID" in signed
    assert "our-REGION" in signed
    for url in ("az://container/plantain", "s3://[x"):
        with pytest.raises(PicturesUnusable) as refused:
            object_store(url)
        assert "account and keys from the environment" in refused.value.sentence
        assert refused.value.__cause__ is None
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_NAME", "plantain")
    assert object_store("az://container/plantain")
