"""The provider does not serve this bot: its key, its address, its balance. Only the operator can mend that."""

from bot.core.errors.provider import ProviderFailed


class KeyRefused(ProviderFailed):
    def __init__(self, *, request_id: str | None = None) -> None:
        super().__init__(
            "The image service does not accept this bot's key: "
            "please tell the bot's operator to check it with “plantain doctor”.",
            request_id=request_id,
        )


class TokenRefused(KeyRefused):
    """Google Cloud knows the service account no more, or not with this key."""

    def __init__(self, *, request_id: str | None = None) -> None:
        ProviderFailed.__init__(
            self,
            "Google Cloud gives this bot no token for its service account: "
            "please tell the bot's operator to check it with “plantain doctor”.",
            request_id=request_id,
        )


class KeyOfAnotherProvider(ProviderFailed):
    def __init__(self, looks_like: str, *, request_id: str | None = None) -> None:
        super().__init__(
            f"The image service refuses this bot's key, which looks like a key of {looks_like}: "
            "please tell the bot's operator to check that GEMINI_PROVIDER and GEMINI_API_KEY belong together.",
            request_id=request_id,
        )


class WrongDomain(ProviderFailed):
    """DMXAPI's keys work on the site that gave them only."""

    def __init__(self, *, request_id: str | None = None) -> None:
        super().__init__(
            "The image service refuses this bot's key, which may belong to another of its sites (.cn, .com): "
            "please tell the bot's operator to check GEMINI_BASE_URL and GEMINI_API_KEY.",
            request_id=request_id,
        )


class WrongAddress(ProviderFailed):
    def __init__(self, *, request_id: str | None = None) -> None:
        super().__init__(
            "There is no image service at the address that this bot asks: "
            "please tell the bot's operator to check GEMINI_BASE_URL.",
            request_id=request_id,
        )


class BalanceEmpty(ProviderFailed):
    def __init__(self, *, request_id: str | None = None) -> None:
        super().__init__(
            "This bot's account at the image service is used up: please tell the bot's operator to top it up.",
            request_id=request_id,
        )


class AccountNotReady(ProviderFailed):
    def __init__(self, *, request_id: str | None = None) -> None:
        super().__init__(
            "The image service does not serve this bot's account as it is: "
            "please tell the bot's operator to check its billing and its country.",
            request_id=request_id,
        )
