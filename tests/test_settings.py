"""Settings: defaults, and one sentence for each wrong value."""

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsWrong, misspelt_settings, unknown_settings

WEB = "a web address such as https://host/path, without a name or password in it,"
UNSENDABLE = (
    *("https://[::1", "https://host:99999999", "http://us:pa55word@host", "http://us@host", "http://@host"),
    *(
        "ws://host",
        "wss://host",
        "file:///etc/passwd",
        "https://ho st",
        "https://ho\nst",
        "https://host\\x",
        "https:///x",
    ),
)
ADDRESSES = {"DISCORD_API_URL": WEB, "DISCORD_GATEWAY_URL": WEB.replace("https", "wss"), "GEMINI_BASE_URL": WEB}
PASSWORDS = ("hunter2", "12#hunter2", "12/hunter2", "hunter[2", "hunter℀2")


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of this machine, and no .env of this folder."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_defaults_are_the_documented_ones() -> None:
    """Nothing but two secrets has to be set."""
    settings = Settings.read()
    assert (settings.gemini_provider, settings.gemini_model) == ("google", "auto")
    assert settings.plantain_data == Path("data")
    assert (settings.log_level, settings.log_format) == ("info", "text")


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("LOG_LEVEL", "loud", "debug, info, warning or error"),
        ("LOG_FORMAT", "xml", "text or json"),
        *(("DISCORD_API_URL", address, WEB) for address in ("discord", "wss://host", "https://a:b@host")),
        *(("GEMINI_BASE_URL", address, WEB) for address in UNSENDABLE),
        ("DISCORD_GATEWAY_URL", "wss://us:pa55word@host", WEB.replace("https", "wss")),
        *((name, f"https://ada:{word}@host", rule) for name, rule in ADDRESSES.items() for word in PASSWORDS),
        ("PLANTAIN_AT_ONCE", "0", "a whole number from 1 to 64"),
        ("PLANTAIN_AT_ONCE", "four", "a whole number from 1 to 64"),
        ("PLANTAIN_AT_ONCE", "1.5", "a whole number from 1 to 64"),
        ("PLANTAIN_TIMEOUT", "soon", "a number from 10 to 1800"),
        ("PLANTAIN_TIMEOUT", "9", "a number from 10 to 1800"),
        ("PLANTAIN_DAILY_BUDGET", "-1", "a number from 0"),
        ("PLANTAIN_DAILY_BUDGET", "five", "a number from 0"),
        *(("PLANTAIN_DAILY_BUDGET", endless, "a number from 0") for endless in ("inf", "nan", "1e400")),
        ("GEMINI_MODEL", "../models", "auto, a family's name from /models or a model id"),
        ("GEMINI_MODEL", "gemini?key=1", "auto, a family's name from /models or a model id"),
        ("GEMINI_MODEL", " ", "auto, a family's name from /models or a model id"),
        ("PLANTAIN_OTHER_FAMILIES", "perhaps", "true or false"),
    ],
)
def test_a_wrong_value_is_one_sentence_that_names_it_and_what_is_allowed(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, allowed: str
) -> None:
    """The operator reads which setting is wrong and what would be right."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsWrong) as wrong:
        Settings.read()
    assert str(wrong.value) == f"{name} has a value that does not work: {allowed} is allowed."


@pytest.mark.parametrize("name", ["GEMINI_API_KEY", "DISCORD_TOKEN"])
@pytest.mark.parametrize(
    "key", ["AIza \u043a\u043b\u044e\u0447", "AIza\rX: y", "AIza secret", "\ufeffAIza", "AIza\x7f"]
)
def test_a_key_that_no_header_can_carry_is_refused_without_repeating_it(
    monkeypatch: pytest.MonkeyPatch, name: str, key: str
) -> None:
    """At the start, and not by every picture."""
    monkeypatch.setenv(name, key)
    with pytest.raises(
        SettingsWrong, match=rf"^{name} has a value that does not work: letters, .* without blanks"
    ) as wrong:
        Settings.read()
    assert "AIza" not in str(wrong.value)
    assert list(Settings.faults()) == [name.lower()]


@pytest.mark.parametrize(
    ("pasted", "key"), [(" AIza-x\r\n", "AIza-x"), ("a.b_c-d/e+f=", "a.b_c-d/e+f="), (" \n", None)]
)
def test_blanks_around_a_key_do_not_belong_to_it(monkeypatch: pytest.MonkeyPatch, pasted: str, key: str | None) -> None:
    """One that was read from a file ends with a new line; blanks alone are no key."""
    monkeypatch.setenv("GEMINI_API_KEY", pasted)
    found = Settings.read().gemini_api_key
    assert (found and found.get_secret_value()) == key


@pytest.mark.parametrize("address", ["wss://host/x/", "ws://127.0.0.1:1", "https://host"])
def test_the_gateway_may_be_a_web_socket(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """As Discord's own is; a trailing slash is not part of it."""
    monkeypatch.setenv("DISCORD_GATEWAY_URL", f" {address} ")
    assert Settings.read().discord_gateway_url == address.rstrip("/")


def test_a_missing_secret_is_named() -> None:
    """Starting without a token says which one and where to put it."""
    with pytest.raises(SettingsWrong, match="DISCORD_TOKEN is not set"):
        Settings.read().needed("discord_token", "gemini_api_key")


def test_secrets_never_show(monkeypatch: pytest.MonkeyPatch) -> None:
    """A representation in a traceback or log has no key in it, nor an address whose password nobody has looked for."""
    monkeypatch.setenv("GEMINI_API_KEY", "AIza-very-secret")
    for name in ("DATABASE_URL", "PICTURES_URL"):
        monkeypatch.setenv(name, "postgresql://ada:very-secret@host")
    assert "very-secret" not in repr(Settings.read())


def test_secrets_are_named_for_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that there are."""
    assert Settings.read().secrets == ()
    monkeypatch.setenv("DISCORD_TOKEN", "a-token")
    assert Settings.read().secrets == ("a-token",)
    monkeypatch.setenv("GEMINI_API_KEY", "a-key")
    assert Settings.read().secrets == ("a-token", "a-key")


def test_a_dotenv_file_is_read_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    """The usual order."""
    Path(".env").write_text("GEMINI_MODEL=Nano Banana Pro\nLOG_LEVEL=debug\n", encoding="utf-8")
    monkeypatch.setenv("LOG_LEVEL", "WARNING")
    settings = Settings.read()
    assert (settings.gemini_model, settings.log_level) == ("Nano Banana Pro", "warning")


def test_empty_values_count_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    """A copied example file with empty lines starts with the defaults."""
    monkeypatch.setenv("GEMINI_MODEL", "")
    assert Settings.read().gemini_model == "auto"


def test_misspelt_settings_are_found() -> None:
    """A name that begins like ours and is not is most likely a mistake."""
    assert unknown_settings({"PLANTAIN_DATAS": "x", "PLANTAIN_DATA": "y", "PATH": "z"}) == ["PLANTAIN_DATAS"]


def test_every_wrong_value_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not only the first, by the name of its field; and what it would be by default can be had."""
    assert Settings.faults() == {}
    monkeypatch.setenv("LOG_LEVEL", "loud")
    monkeypatch.setenv("PLANTAIN_AT_ONCE", "0")
    faults = Settings.faults()
    assert set(faults) == {"log_level", "plantain_at_once"}
    assert "PLANTAIN_AT_ONCE" in faults["plantain_at_once"]
    assert Settings.read(**Settings.defaults(*faults)).plantain_at_once == 4


def test_a_misspelt_name_is_told_with_what_was_meant() -> None:
    """From the environment and from `.env`; names of other programs are not ours to judge."""
    Path(".env").write_text("DISCORD_TOKN=x\nLOG_LEVEL=info\n", encoding="utf-8")
    environment = {"GEMINI_APIKEY": "x", "GEMINI_SANDBOX": "x", "PLANTAIN_COLOUR": "x", "PATH": "/bin"}
    found = misspelt_settings(environment)
    assert found == {"DISCORD_TOKN": "DISCORD_TOKEN", "GEMINI_APIKEY": "GEMINI_API_KEY", "PLANTAIN_COLOUR": ""}
