"""Presets as they come, and as operators change them."""

from pathlib import Path

import pytest

from bot.gemini.presets import Preset
from bot.gemini.providers import PresetWrong, load_presets
from bot.playground.gemini import PROVIDERS
from tests.fakes import CATALOG

FAMILIES = [family.id for family in CATALOG.families]
SHIPPED = load_presets(FAMILIES)


def changed(folder: Path, text: str) -> dict[str, Preset]:
    file = folder / "providers.toml"
    file.write_text(text, encoding="utf-8")
    return dict(load_presets(FAMILIES, file))


def test_every_provider_is_there() -> None:
    """The eleven that people use, by name."""
    assert set(SHIPPED) == {
        *("google", "vertex", "dmxapi", "12ai", "modelverse", "anyfast", "newapi", "litellm"),
        *("cloudflare", "apiyi", "laozhang"),
    }


@pytest.mark.parametrize("preset", SHIPPED.values(), ids=str)
def test_every_preset_is_consistent(preset: Preset) -> None:
    """It has families, spells the sizes that its families keep, and says a word to the operator."""
    families = CATALOG.at(preset.offer).families
    assert families
    for family in families:
        assert family.ids[preset.name]
        assert all(preset.spelled(family.id, family.drawn_size(size)) for size in family.sizes)
    assert preset.notes
    assert preset.base_url or preset.name in {"newapi", "litellm", "cloudflare"}
    assert preset.modalities == ("TEXT", "IMAGE")


@pytest.mark.parametrize(
    ("name", "spelt"),
    [
        *((name, "512") for name in ("google", "vertex", "12ai", "modelverse", "anyfast", "laozhang", "newapi")),
        ("apiyi", "512px"),
        ("dmxapi", None),
    ],
)
def test_half_a_size_is_spelt_as_the_provider_wants_it(name: str, spelt: str | None) -> None:
    """One that has no spelling is had by scaling down, which the catalog knows."""
    assert SHIPPED[name].spelled("nano-banana-2", "0.5K") == spelt
    family = CATALOG.at(SHIPPED[name].offer).family("nano-banana-2")
    assert family.shrink("0.5K") == (1 if spelt else 2)


def test_both_generations_of_12ais_tasks_are_described() -> None:
    """The newer one first, each with its paths, places and states; one like it inherits them."""
    newer, older = SHIPPED["12ai"].tasks.values()
    assert list(SHIPPED["12ai"].tasks) == ["B", "A"]
    assert newer.submit == "/v1/task/submit"
    assert newer.body["input"]["prompt"] == "{prompt}"
    assert older.poll == "/v1/images/async/generations/{id}"
    for tasks in (newer, older):
        states = [set(states) for states in (tasks.done, tasks.partial, tasks.failed, tasks.running)]
        assert sum(map(len, states)) == len(set[str]().union(*states))
        assert "{id}" in tasks.poll


def test_an_operator_may_change_any_field(tmp_path: Path) -> None:
    """Tables are merged, all else is replaced, and other presets stay as they are."""
    presets = changed(tmp_path, '[dmxapi]\nbase_url = "https://x.example"\nids.nano-banana-2 = ["mine"]\n')
    preset = presets["dmxapi"]
    assert (preset.base_url, preset.ids, preset.sizes) == (
        "https://x.example",
        {"nano-banana-2": ("mine",)},
        SHIPPED["dmxapi"].sizes,
    )
    assert presets["google"] == SHIPPED["google"]


def test_a_change_reaches_those_that_are_like_it(tmp_path: Path) -> None:
    """APIYI is like new-api unless it says otherwise."""
    presets = changed(tmp_path, "[newapi]\ntimeout = 500\n[laozhang]\ntimeout = 400\n")
    assert (presets["apiyi"].timeout, presets["laozhang"].timeout) == (500, 400)


def test_an_operator_may_add_a_provider_like_another(tmp_path: Path) -> None:
    """It takes that one's model ids, too."""
    preset = changed(tmp_path, '[mine]\nlike = "apiyi"\ntitle = "My relay"\nkey_in = "bearer"\n')["mine"]
    assert (preset.kin, preset.key_in, preset.failures) == (("apiyi", "newapi"), "bearer", ("newapi",))
    assert CATALOG.at(preset.offer).family("nano-banana-2").ids["mine"][0] == "gemini-3.1-flash-image-preview"


@pytest.mark.parametrize("name", SHIPPED)
def test_batches_are_offered_where_the_stand_in_has_them(name: str) -> None:
    """A gateway that passes everything else on to Google passes no batches on."""
    assert SHIPPED[name].batches == PROVIDERS[name].batches


@pytest.mark.parametrize("name", SHIPPED)
def test_signatures_are_promised_only_where_the_stand_in_passes_them_on(name: str) -> None:
    """Where documents tell otherwise or nothing, nobody is told that all is well."""
    assert SHIPPED[name].signature != "pass" or PROVIDERS[name].signatures == "pass"


def test_who_is_like_google_has_no_batches_unless_it_says_so(tmp_path: Path) -> None:
    """An operator's own gateway is not promised what it may not have; what changes Google itself keeps them."""
    gateways = '[mine]\nlike = "google"\n[yours]\nlike = "google"\nbatches = true\n[ours]\nlike = "yours"\n'
    presets = changed(tmp_path, f"{gateways}[google]\ntimeout = 9\n")
    assert {name: presets[name].batches for name in ("mine", "yours", "ours", "google")} == {
        "mine": False,
        "yours": True,
        "ours": False,
        "google": True,
    }


@pytest.mark.parametrize(
    ("text", "place", "allowed"),
    [
        ("[google", "providers.toml", "TOML"),
        ("google = 1", "google", "[newapi]"),
        ('[mine]\ntitle = "x"', "[mine]", "like ="),
        ('[mine]\nlike = "nobody"', "'nobody'", "google, vertex"),
        ("[mine]\nlike = [1]", "[mine]", "google, vertex"),
        ('[Ours]\nlike = "newapi"\n[ours]\nlike = "google"', "[ours]", "differ only in their case"),
        ('[a]\nlike = "b"\n[b]\nlike = "a"', "[a]", "laozhang"),
        ('[google]\nkey_im = "header"', "key_im", "key_in"),
        ('[google]\nname = "x"', "name", "title"),
        ('[google]\nkey_in = "body"', "key_in", "header, query or bearer"),
        ('[google]\ntimeout = "long"', "timeout", "a number"),
        ("[google]\ntimeout = 0", "timeout", "at least 1"),
        ('[google]\nbase_url = "relay"', "base_url", "https://host/path"),
        ('[google]\nsizes."*" = { "3K" = "3K" }', "sizes.*.3K", "0.5K, 1K, 2K or 4K"),
        ('[google]\nids.nano = ["x"]', "nano", "nano-banana-2-lite or nano-banana."),
        ('[google]\nids."*" = ["x"]', "*", "nano-banana-2-lite or nano-banana."),
        ('[google]\nsizes.nano = { "1K" = "1K" }', "nano", "nano-banana or *."),
        ('[google]\nratios."*" = ["9:21"]', "9:21", "21:9"),
        ('[google]\nsearch."*" = ["images"]', "search.*, entry 1", "web + images"),
        ('[google]\nheaders = { "a b" = "c" }', "headers.a b", "letters and dashes"),
        ('[google]\nway = "task"', "way", "call"),
        ('[google]\nmodalities = ["TEXT"]', "modalities", "IMAGE"),
        ('[12ai.tasks.B]\nsubmit = "x"', "tasks.B.submit", "/v1/task/submit"),
        ('[12ai.tasks.B]\npoll = "/v1/task"', "tasks.B.poll", "a path with {id}"),
        ('[12ai.tasks.B]\nsizes = { "1K" = 1 }', "tasks.B.sizes.1K", "text"),
        ("[12ai.tasks.B.body]\nx = 2026-01-01", "tasks.B.body.x", "texts, numbers"),
        ("[12ai.tasks.B.body]\nx = [{ y = inf }]", "tasks.B.body.x.y", "texts, numbers"),
        ('[12ai.tasks.B.body]\nprompt = "{promt}"', "tasks.B.body.prompt", "{prompt}"),
        ("[12ai.tasks.B.body." + "a." * 30 + "b]\nx = 1", "tasks.B.body", "too deeply"),
        ('[google]\nids.nano-banana-pro = ["a", "../../x"]', "ids.nano-banana-pro, entry 2", "a model id such as"),
        ('[google]\nids.nano-banana-pro = ["a\\n"]', "ids.nano-banana-pro", "a model id such as"),
        ('[google]\nheaders = { X-A = "b\\n" }', "headers.X-A", "plain letters"),
        ('[google]\napi_version = "v1beta\\n"', "api_version", "v1beta"),
        ('[google]\nbase_url = "https://[::1"', "base_url", "https://host/path"),
        ('[google]\nbase_url = "https://host:99999999"', "base_url", "https://host/path"),
        ('[google]\nbase_url = "https://us:pa55word@host"', "base_url", "without a name or password"),
        ('[google]\nbase_url = "wss://host"', "base_url", "https://host/path"),
        ('[google]\ntitle = "a\\nb"', "title", "text on one line"),
        ("[google]\nper_picture.nano-banana-pro = inf", "per_picture.nano-banana-pro", "at most 100"),
        ("[google]\nper_picture.nano-banana-pro = 1e300", "per_picture.nano-banana-pro", "at most 100"),
        ("x = " + "[" * 3000, "providers.toml", "nested too deeply"),
        ("x = " + "1" * 5000, "providers.toml", "out of all bounds"),
        ('[12ai.tasks.C]\nsubmitted = "/x"', "submitted", "poll"),
    ],
)
def test_a_mistake_is_one_sentence_that_names_file_place_and_what_is_allowed(
    tmp_path: Path, text: str, place: str, allowed: str
) -> None:
    """Typing mistakes, wrong types and unknown names stop the start."""
    with pytest.raises(PresetWrong) as wrong:
        changed(tmp_path, text)
    sentence = str(wrong.value)
    assert str(tmp_path / "providers.toml") in sentence
    assert place in sentence
    assert allowed in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")


def test_states_of_tasks_are_compared_in_small_letters_however_they_are_written(tmp_path: Path) -> None:
    """As providers document them, such as SUCCESS; what is not named stays as it is."""
    tasks = changed(tmp_path, '[12ai.tasks.B]\ndone = ["SUCCESS"]\nfailed = ["Failure"]\n')["12ai"].tasks
    assert (tasks["B"].done, tasks["B"].failed) == (("success",), ("failure",))
    assert (tasks["B"].poll, tasks["A"]) == (SHIPPED["12ai"].tasks["B"].poll, SHIPPED["12ai"].tasks["A"])


@pytest.mark.parametrize(("data", "why"), [(b"\xff\xfe", ": save it as UTF-8"), (None, " .FileNotFoundError")])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, data: bytes | None, why: str) -> None:
    """Missing, or not UTF-8."""
    file = tmp_path / "providers.toml"
    if data is not None:
        file.write_bytes(data)
    with pytest.raises(PresetWrong, match=rf"providers\.toml cannot be read{why}"):
        load_presets(FAMILIES, file)


def test_names_of_providers_are_the_same_in_any_case(tmp_path: Path) -> None:
    """GEMINI_PROVIDER is read so, too; a table of one that is shipped changes that one."""
    presets = changed(tmp_path, '[Ours]\nlike = "NewAPI"\n["DMXapi "]\ntimeout = 77\n[theirs]\nlike = "OURS"\n')
    assert (presets["ours"].kin, presets["theirs"].kin) == (("newapi",), ("ours", "newapi"))
    assert presets["dmxapi"].timeout == 77
    assert set(presets) == {*SHIPPED, "ours", "theirs"}


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    """Editors of Windows put it in front."""
    assert changed(tmp_path, "\ufeff[google]\ntimeout = 9\n")["google"].timeout == 9
