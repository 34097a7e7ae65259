"""Reading a request."""

import pytest

from tests.playground.gemini.asking import call, photo, picture_part, request, searching, user


def test_options_are_read_only_where_given() -> None:
    """What a request leaves out stays empty."""
    bare = call(request(user("a pear")))
    full = call(
        request(
            user("a pear"),
            imageConfig={"aspectRatio": "16:9", "imageSize": "2K"},
            thinkingConfig={"thinkingLevel": "HIGH", "includeThoughts": True},
        )
    )
    assert (bare.ratio, bare.size, bare.level, bare.include_thoughts) == (None, None, None, False)
    assert (full.ratio, full.size, full.level, full.include_thoughts) == ("16:9", "2K", "HIGH", True)


@pytest.mark.parametrize(
    ("kinds", "search"),
    [
        ({}, {"webSearch"}),
        ({"imageSearch": {}}, {"imageSearch"}),
        ({"webSearch": {}, "imageSearch": {}}, {"webSearch", "imageSearch"}),
    ],
)
def test_a_search_without_kinds_means_the_web(kinds: dict[str, dict[str, str]], search: set[str]) -> None:
    """The kinds of search are those named, else the web."""
    assert call(searching(request(user("a pear")), **kinds)).search == search
    assert call(request(user("a pear"))).search == frozenset()


def test_the_picture_edited_is_the_models_newest_else_the_first_reference() -> None:
    """History goes before references, and references before nothing."""
    mine, theirs = photo("red"), photo("blue")
    model = {"role": "model", "parts": [picture_part(theirs)]}
    later = call(request(user("a pear"), model, user("make it red", mine)))
    first = call(request(user("paint over", mine, theirs)))
    assert later.edited is not None
    assert later.edited.data == theirs
    assert first.edited is not None
    assert first.edited.data == mine
    assert call(request(user("a pear"))).edited is None


def test_words_trail_references_and_newest_picture_come_from_the_right_turns() -> None:
    """Words and references are the newest turn's, the trail is everybody's before, the newest picture is the last."""
    mine, theirs = photo("red"), photo("blue")
    model = {"role": "model", "parts": [{"text": "here"}, picture_part(theirs)]}
    read = call(request(user("a pear"), model, user("make it red", mine)))
    assert (read.words, read.trail) == ("make it red", ("a pear",))
    assert [picture.data for picture in read.references] == [mine]
    assert read.newest is not None
    assert read.newest.data == mine
