"""Google Cloud's credentials."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.gemini.cloud import CredentialsWrong, service_account


def account_file(folder: Path, uri: str = "https://oauth2.example/token") -> Path:
    """A service account's file with a key made up for the test."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    account = {
        "type": "service_account",
        "project_id": "proj",
        "private_key": key.decode(),
        "client_email": "bot@proj.example",
        "token_uri": uri,
    }
    file = folder / "account.json"
    file.write_text(json.dumps(account), encoding="utf-8")
    return file


def test_a_service_accounts_file_gives_credentials_and_project(tmp_path: Path) -> None:
    """With the scope that Vertex AI asks for."""
    credentials, project = service_account(account_file(tmp_path))
    assert project == "proj"
    assert credentials.scopes == ["https://www.googleapis.com/auth/cloud-platform"]


@pytest.mark.parametrize("text", ["", "[]", "{}", "not json", '{"type": "service_account", "private_key": "SECRET"}'])
def test_another_file_is_named_without_its_contents(tmp_path: Path, text: str) -> None:
    """One sentence, and no secret in it."""
    file = tmp_path / "account.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CredentialsWrong, match=r"account\.json is not a service account") as wrong:
        service_account(file)
    assert "SECRET" not in str(wrong.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The place is in the sentence."""
    with pytest.raises(CredentialsWrong, match="cannot be read"):
        service_account(tmp_path / "nothing.json")
