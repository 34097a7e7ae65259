"""Citations by byte."""

import json

import pybase64

from bot.playground.gemini.grounding import ground

BOTH = frozenset({"webSearch", "imageSearch"})


def test_supports_point_at_bytes_not_characters() -> None:
    """Each segment's offsets cut exactly its text out of the UTF-8 bytes, and out of the characters they don't."""
    grounded = ground("Voilà — a pear.", "a pear", BOTH, 2)
    for support in grounded.metadata["groundingSupports"]:
        segment = support["segment"]
        start, end = segment["startIndex"], segment["endIndex"]
        assert grounded.text.encode()[start:end].decode() == segment["text"]
        assert grounded.text[start:end] != segment["text"]
        assert segment["partIndex"] == 2


def test_zero_is_left_out_as_google_does() -> None:
    """The part at position zero is not named."""
    segments = [support["segment"] for support in ground("", "a pear", BOTH, 0).metadata["groundingSupports"]]
    assert all("partIndex" not in segment for segment in segments)


def test_chunks_and_queries_follow_the_kinds_of_search() -> None:
    """The web gives pages, the image search pictures with the page they are on, both give both."""
    web = ground("", "a pear", frozenset({"webSearch"}), 0).metadata
    images = ground("", "a pear", frozenset({"imageSearch"}), 0).metadata
    both = ground("", "a pear", BOTH, 0).metadata
    assert [set(chunk) for chunk in web["groundingChunks"]] == [{"web"}] * 3
    assert [set(chunk) for chunk in images["groundingChunks"]] == [{"image"}] * 3
    assert [set(chunk) for chunk in both["groundingChunks"]] == [{"web"}, {"web"}, {"image"}]
    assert "imageSearchQueries" not in web
    assert "webSearchQueries" not in images
    for metadata in (web, images, both):
        cited = {at for support in metadata["groundingSupports"] for at in support["groundingChunkIndices"]}
        assert cited == {0, 1, 2}


def test_the_search_suggestions_are_html_that_cannot_break_out() -> None:
    """Words from a prompt are escaped, and the blob lists the same queries."""
    entry = ground("", '"><script>', BOTH, 0).metadata["searchEntryPoint"]
    assert "<script>" not in entry["renderedContent"]
    queries = [item["query"] for item in json.loads(pybase64.b64decode(entry["sdkBlob"]))]
    assert all(query.startswith('"><script>') for query in queries)
