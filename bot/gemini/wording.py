"""Every word that goes to the model besides the person's own."""

from bot.core.seed import Seed

REFERENCES_ONLY = "Make a new version of this picture."
RESIZED = (
    "The same picture in this format: keep what it shows and its style, "
    "and extend or crop the scene in a natural way where the shape asks for it."
)


def seed_words(seed: Seed, words: str) -> str:
    """The conversation so far, for a model that cannot be shown it turn by turn."""
    so_far = "".join(f"\n{number}. {wish}" for number, wish in enumerate(seed.wishes, 1))
    shown = "The first attached picture is the result so far. " if seed.picture else ""
    return f"{shown}It was made from these wishes, oldest first:{so_far}\nNow: {words}" if so_far else f"{shown}{words}"
