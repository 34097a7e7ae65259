"""What only the operator can mend."""

import pytest

from bot.core import errors
from bot.core.errors import Cost, ProviderFailed


@pytest.mark.parametrize(
    ("error", "names"),
    [
        (errors.KeyRefused(), "plantain doctor"),
        (errors.TokenRefused(), "plantain doctor"),
        (errors.KeyOfAnotherProvider("DMXAPI"), "GEMINI_PROVIDER and GEMINI_API_KEY"),
        (errors.WrongDomain(), "GEMINI_BASE_URL and GEMINI_API_KEY"),
        (errors.WrongAddress(), "GEMINI_BASE_URL"),
        (errors.BalanceEmpty(), "top it up"),
        (errors.AccountNotReady(), "billing"),
    ],
)
def test_the_sentence_names_what_to_mend_and_nothing_was_paid(error: ProviderFailed, names: str) -> None:
    """Which setting or account it is, and who can put it right."""
    assert names in error.sentence
    assert "operator" in error.sentence
    assert error.charge is Cost.NOTHING
