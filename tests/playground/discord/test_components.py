from bot.playground.discord.components import media, numbered, walk

TREE = [
    {"type": 17, "components": [{"type": 9, "components": [{"type": 10, "content": "x"}], "accessory": {"type": 2}}]},
    {"type": 12, "id": 1, "items": [{"media": {"url": "a"}}, {"media": {"url": "b"}}]},
]


def test_every_component_is_walked_with_its_path() -> None:
    """Nested components and accessories come after their parents, each with its path."""
    found = [(path, component["type"]) for path, component in walk(TREE)]
    assert found == [
        (("components", 0), 17),
        (("components", 0, "components", 0), 9),
        (("components", 0, "components", 0, "components", 0), 10),
        (("components", 0, "components", 0, "accessory"), 2),
        (("components", 1), 12),
    ]


def test_components_without_an_id_get_a_free_one() -> None:
    """Ids are given once each, around those that are taken."""
    ids = [component["id"] for _, component in walk(numbered(TREE))]
    assert sorted(ids) == [1, 2, 3, 4, 5]
    assert ids[-1] == 1
    assert "id" not in TREE[0]


def test_media_are_found_in_each_kind_that_has_them() -> None:
    """Galleries have several, thumbnails and files one, texts none."""
    assert [item["url"] for _, item in media(TREE[1])] == ["a", "b"]
    assert next(media({"type": 11, "media": {"url": "t"}}))[0] == ("media",)
    assert next(media({"type": 13, "file": {"url": "f"}}))[0] == ("file",)
    assert list(media({"type": 10, "content": "x"})) == []
