"""Google Cloud's credentials."""

from pathlib import Path

from google.auth.exceptions import GoogleAuthError
from google.oauth2.service_account import Credentials

_SCOPE = "https://www.googleapis.com/auth/cloud-platform"


class CredentialsWrong(Exception):
    """One sentence; never what is in the file."""


def service_account(file: Path) -> tuple[Credentials, str]:
    """The credentials in a service account's JSON file, and its project. Raises CredentialsWrong."""
    try:
        credentials = Credentials.from_service_account_file(str(file), scopes=[_SCOPE])  # type: ignore[no-untyped-call]  # google-auth has no types here
    except OSError as error:
        raise CredentialsWrong(f"{file} cannot be read ({type(error).__name__}).") from None
    except (ValueError, TypeError, AttributeError, GoogleAuthError):
        raise CredentialsWrong(f"{file} is not a service account's JSON file.") from None
    return credentials, str(credentials.project_id or "")
