"""Grounding metadata → citations."""

import pytest

from bot.core.citations import Citations, Mark, Source
from bot.gemini.grounding import Place, citations, moved

METADATA = {
    "webSearchQueries": ["lighthouses", "lighthouses"],
    "imageSearchQueries": ["Eddystone"],
    "groundingChunks": [
        {"web": {"uri": "https://a.example/1", "title": "A"}},
        {"image": {"sourceUri": "https://b.example/page", "imageUri": "https://b.example/x.png", "title": "B"}},
        {"image": {"uri": "https://c.example/page", "image_uri": "https://c.example/x.png", "domain": "c.example"}},
        {"web": {"uri": "javascript:alert(1)", "title": "evil"}},
        {"web": {"uri": "https://a.example/1", "title": "A"}},
    ],
    "groundingSupports": [
        {"segment": {"partIndex": 1, "endIndex": 9}, "groundingChunkIndices": [0, 4, 3]},
        {"segment": {"endIndex": 5}, "groundingChunkIndices": [1]},
        {"segment": {"partIndex": 1, "endIndex": 4}, "groundingChunkIndices": [99]},
    ],
}


def test_sources_link_to_pages_and_repeat_nowhere() -> None:
    """An image's source is the page that shows it; a link that is no web page is left out."""
    found = citations(METADATA, [1])
    assert found.sources == (
        Source("https://a.example/1", "A"),
        Source("https://b.example/page", "B", of_image=True),
        Source("https://c.example/page", "c.example", of_image=True),
    )
    assert found.queries == ("lighthouses", "Eddystone")


def test_marks_follow_their_text_part() -> None:
    """Part 1 of the answer may be text 0; a mark on a part that is no text, or without a source, is left out."""
    assert citations(METADATA, [1]).marks == (Mark(0, 9, (0,)),)
    assert citations(METADATA, [0, 1]).marks == (Mark(1, 9, (0,)), Mark(0, 5, (1,)))


def test_marks_are_moved_with_their_parts() -> None:
    """What cites a part that is gone goes, too; all else stays as it came."""
    places = {1: Place(2, lambda offset: offset - 5)}
    found = moved(METADATA, places)
    assert citations(found, [2]).marks == (Mark(0, 4, (0,)),)
    assert {key: found[key] for key in METADATA if key != "groundingSupports"}.items() <= METADATA.items()


@pytest.mark.parametrize("metadata", [None, "x", {}, {"groundingSupports": [None, {"segment": {"partIndex": []}}]}])
def test_odd_metadata_is_moved_without_harm(metadata: object) -> None:
    """Wrong shapes cost a citation, never the picture."""
    assert not citations(moved(metadata, {0: Place(0, int)}), [0])


def test_numbers_in_strings_are_numbers() -> None:
    """Relays write them so."""
    support = {"segment": {"partIndex": "1", "endIndex": "9"}, "groundingChunkIndices": ["0"]}
    assert citations({**METADATA, "groundingSupports": [support]}, [1]).marks == (Mark(0, 9, (0,)),)


def test_a_found_picture_without_its_page_is_no_source() -> None:
    """Neither the picture's own address nor what is no web page takes the page's place."""
    picture = "https://b.example/x.png"
    images = [
        {"imageUri": picture},
        {"uri": picture, "imageUri": picture},
        {"sourceUri": "data:text/html,x", "imageUri": picture},
    ]
    assert citations({"groundingChunks": [{"image": image} for image in images]}, [0]).sources == ()
    both = {"sourceUri": 7, "uri": "https://b.example/page"}
    assert citations({"groundingChunks": [{"image": both}]}, [0]).sources[0].uri == "https://b.example/page"


def test_rendered_suggestions_are_not_read() -> None:
    """They are HTML of Google's or of whoever stands between: nothing of it becomes a source or a search."""
    html = '<a href="https://www.google.com/search?q=fox">fox</a>'
    assert not citations({"searchEntryPoint": {"renderedContent": html, "sdkBlob": "W10="}}, [0])


@pytest.mark.parametrize(
    ("web", "images", "shown", "billed"),
    [
        ([f"{number}" for number in range(15)], [], 10, 15),
        (["fox", "fox", " ", None, 7], ["fox", ""], 1, 3),
        ([f"{number}" for number in range(99_999)], ["a"], 10, 100),
        ("fox", None, 0, 0),
    ],
)
def test_every_search_is_billed_whether_it_is_shown_or_not(
    web: object, images: object, shown: int, billed: int
) -> None:
    """Repeats and what is beyond the room count, too, up to what no answer reaches."""
    found = citations({"webSearchQueries": web, "imageSearchQueries": images}, [0])
    assert (len(found.queries), found.searches) == (shown, billed)


@pytest.mark.parametrize(
    "metadata",
    [
        None,
        [],
        {},
        {"groundingChunks": {"web": 1}},
        {"groundingSupports": [None, {}]},
        {"groundingSupports": [{"segment": {"endIndex": 3, "partIndex": {}}, "groundingChunkIndices": [[], {}, None]}]},
    ],
)
def test_odd_metadata_is_no_citation(metadata: object) -> None:
    """Wrong shapes cost a citation, never the picture."""
    assert citations(metadata, [0]) == Citations()


def test_sources_and_queries_are_bounded() -> None:
    """A page-long list from outside does not become a page-long post."""
    many = {
        "groundingChunks": [{"web": {"uri": f"https://e.example/{n}"}} for n in range(500)],
        "webSearchQueries": [str(n) * 400 for n in range(500)],
    }
    found = citations(many, [0])
    assert len(found.sources) == 30
    assert [len(query) for query in found.queries] == [300] * 10
    long = {"groundingChunks": [{"web": {"uri": "https://e.example/", "title": "x" * 9999}}]}
    assert len(citations(long, [0]).sources[0].title) == 300
