"""How much is taken in and sent out, in one place; each with its reason."""

WORDS_LIMIT = 4000
"""Characters of one wish: Discord's text input takes 4000 (Discord docs, Text Input)."""

REFERENCE_BYTES = 20 * 2**20
"""Bytes of one reference: Google takes 100 MB inline per request, base64 counted; three such fit as they are."""

REFERENCE_PIXELS = 64_000_000
"""Pixels of one reference: a little more than a 50-megapixel phone camera gives."""

PATH_BYTES = 64 * 2**20
"""Bytes of history and pictures sent (before base64): 100 MB inline per request, less the JSON."""

JSON_BYTES = 512 * 2**10
"""Bytes of a request besides its pictures: 20,000 characters of wishes, spelt as `\\ud83d\\ude00`, take half of it."""

FITTED_SIDE = 512
"""Pixels that the longer side of a re-encoded reference has at least: the smallest size that the models draw."""

PATH_TOKENS = 48_000
"""Tokens of history sent along: the image models' window is 65k in (Google model cards)."""

SEED_WORDS = 16_000
"""Characters of earlier wishes that a re-seeded conversation carries on: four of the longest, a hundred usual ones.

In the dearest alphabet that is as many tokens, a quarter of the models' window.
"""

WISH_LEFT = 80
"""Characters that a wish keeps at least when it is shortened: one sentence."""

DRAFTS = 4
"""Drafts of a reply that are kept: the models make up to two (Google's guide, thinking)."""

DRAFT_BYTES = 16 * 2**20
"""Bytes of all kept drafts of a reply: nobody pays for them, so they may not fill the disk."""

THOUGHT_WORDS = 20_000
"""Characters of a reply's kept thoughts: five times what a post can show."""

EARLIER_SOURCES, EARLIER_QUERIES = 30, 10
"""Sources and searches of earlier turns that a reply carries on, however long the conversation is."""

WAITING_PER_PERSON = 8
"""Turns of one person that may wait, in all places together."""

WAITING_IN_ALL = 400
"""Turns that may wait altogether: four at a time and half a minute each, the last of them waits less than an hour."""

WAITING_PER_PLACE = 20
"""Turns that may wait in one conversation before more are turned down."""

BATCH_BYTES = 4 * 2**20
"""Bytes of a list of wishes: as many prompts as a batch may have, each as long as it may be, in any alphabet."""

BATCH_PICTURES = 200
"""Pictures of one batch: a thread that people can still look through, and some dollars."""

SHEET_PICTURES = 36
"""Pictures of one contact sheet: six in a row, with some 1700 pixels on a side, can be told apart in Discord."""

OFFERS_PER_PERSON = 5
"""Lists of one person that are kept without being started: some drafts, at most `BATCH_BYTES` each."""

BATCHES_PER_PERSON = 1
"""Batches of one person that are drawn at the same time."""
