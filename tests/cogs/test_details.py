"""Everything that is known about a turn."""

from dataclasses import replace

from bot.core.citations import Citations, Source
from bot.core.drawing import TWICE
from bot.core.errors import PromptBlocked
from bot.core.reply import Usage
from bot.core.request import Options, Search, Thinking
from bot.core.turn import State
from cogs._details import details, full_words, size
from tests.fakes import CATALOG, NOW, picture, reply, request, turn


def test_details_say_everything() -> None:
    """Options, model, tokens, signatures, references, times, notes and the way to the parent."""
    parent = turn("turn000000001", post=77)
    shown = turn(
        "turn000000002",
        parent=parent.id,
        request=request(
            "make it *winter*",
            references=(picture("photo", size=3 * 2**20),),
            options=Options("16:9", "2K", Thinking.HIGH, Search.WEB, thoughts=True),
            spoiler=True,
            private=True,
            notes=("converted from GIF",),
        ),
        reply=reply(usage=Usage(1234, None, 1120, 50), seconds=21.44, notes=("trimmed",)),
        called_at=NOW,
        closed_at=NOW,
        state=State.DELIVERED,
    )
    stamp = f"<t:{int(NOW.timestamp())}:f>"
    assert details(shown, [parent, shown], CATALOG.family("nano-banana-2.1")).splitlines() == [
        "**Turn** `turn000000002` by Ada",
        "**Asked** make it \\*winter\\*",
        "**Options** ratio 16:9 · size 2K · thinking high · search web · with thoughts · spoiler · private",
        "**References** PNG 1024×1024 3.0 MiB",  # noqa: RUF001 - the sign for sizes
        "**Model** `gemini-nano-banana-2.1` (google), finished with STOP",
        "**Pictures** PNG 1024×1024 1 KiB",  # noqa: RUF001 - the sign for sizes
        "**Tokens** in 1,234 · pictures 1,120 · thoughts 50",
        "**Price** US$0.036 by list price, of which under US$0.001 for thinking",
        "**Parts** 1, of which 1 signed · 21.4 s",
        f"**Times** accepted {stamp} · called {stamp} · done {stamp}",
        "**Conversation** turn 2 of its line, goes on [from this picture](https://discord.com/channels/10/100/77)",
        "**Notes** converted from GIF; trimmed",
    ]


def test_the_level_of_thinking_is_the_one_that_the_card_tells() -> None:
    """Where nobody chose, it is the family's own; where nobody knows, it is left to the model."""
    plain = turn(request=request(options=Options()), reply=reply())
    assert "thinking medium" in details(plain, [plain], CATALOG.family("nano-banana-2.1"))
    assert "thinking auto" in details(plain, [plain])


def test_a_failed_root_has_details_too() -> None:
    """Why it failed, and that it starts a conversation."""
    failed = turn(request=request("")).failed(PromptBlocked())
    text = details(failed, [failed])
    assert "**Failed** The model's safety filter stopped" in text
    assert "**Conversation** starts here" in text
    assert "**Asked** none" in text


def test_a_private_parent_is_not_linked() -> None:
    """Nobody is sent to a post that only one person can see."""
    parent = turn("turn000000001", post=77, request=request(private=True))
    assert "discord.com" not in details(turn("turn000000002", parent=parent.id), [parent, turn("turn000000002")])


def test_the_longest_details_fit_into_a_post() -> None:
    """Whatever the turn holds, Discord takes the text."""
    many = tuple(picture(str(number)) for number in range(14))
    shown = turn(request=request("*" * 4000, references=many), reply=reply(pictures=many, notes=("*" * 4000,)))
    assert len(details(shown, [shown])) <= 4000
    assert len(details(shown, [shown], room=700)) <= 700


def test_long_words_come_as_a_file_with_their_sources() -> None:
    """What the card shortens is whole in Details; short words need no file."""
    source = Source("https://a.test/", "A page")
    long = turn(reply=reply(texts=("word " * 1000,), citations=Citations((source,))))
    whole = full_words(long)
    assert whole is not None
    assert whole.endswith("1. A page https://a.test/")
    short = turn(reply=reply(texts=("short",), earlier=Citations((source,))))
    assert full_words(short) is None
    assert full_words(short, whole=True) == "short\n\n1. A page https://a.test/"
    assert full_words(turn()) is None


EVIL = "`\n# FREE NITRO @everyone [click](https://evil.example) <@1> \u202e" + "x" * 5000


def test_names_of_strangers_are_names() -> None:
    """Rows hold whatever a relay called its model, its end and its picture: no line of Details is longer for it."""
    odd = replace(picture("photo"), media_type=EVIL)
    shown = turn(reply=reply(model=EVIL, finish=EVIL, pictures=(odd,), notes=(EVIL[:90],)))
    lines = details(shown, [shown]).splitlines()
    assert [line.split("**")[1] for line in lines] == [
        *("Turn", "Asked", "Options", "References", "Model", "Pictures", "Tokens", "Parts", "Times", "Conversation"),
        "Notes",
    ]
    model, pictures = lines[4], lines[5]
    assert model.startswith("**Model** `# FREE NITRO @everyone [click](https://evil.example) <@1> xxx")
    assert model.count("`") - model.count("\\`") == 2
    assert all(word not in text for text in (model.split("`")[2], pictures) for word in (" @everyone", " [click]("))
    assert max(map(len, lines)) < 400
    assert "**Model** `unknown`" in details(turn(reply=reply(model="`")), [turn()])


def test_a_signature_that_is_none_is_not_counted() -> None:
    """Gateways send numbers in its place."""
    parts = tuple({**reply().parts[0], "thoughtSignature": signature} for signature in ("text" + "0" * 64, 5, None))
    assert "**Parts** 3, of which 1 signed" in details(turn(reply=reply(parts=parts)), [turn()])


def test_sizes_are_told_in_the_unit_that_fits() -> None:
    """Kilobytes below a megabyte."""
    assert [size(500), size(5000), size(5 * 2**20)] == ["0 KiB", "5 KiB", "5.0 MiB"]


def test_a_price_by_the_picture_has_no_share_for_thinking() -> None:
    """Such providers charge the same however long the model thought."""
    family = replace(CATALOG.family("nano-banana-2.1"), per_picture=0.05)
    shown = turn(reply=reply(usage=Usage(10, 0, 1120, 700)))
    assert "**Price** US$0.050 by list price\n" in details(shown, [shown], family)


def test_a_price_names_what_thinking_and_searching_cost() -> None:
    """Searches may cost more than the picture."""
    citations = Citations(queries=("a", "b"), billed=3)
    shown = turn(reply=reply(usage=Usage(10, 0, 1120, 1000), citations=citations))
    price = "**Price** US$0.083 by list price, of which US$0.007 for thinking and US$0.042 for searching"
    assert price in details(shown, [shown], CATALOG.family("nano-banana-2.1")).splitlines()


def test_a_first_try_without_a_picture_is_in_the_sum() -> None:
    """The price is that of the picture; what both calls cost stands below it, and only then."""
    shown = turn(reply=reply(usage=Usage(pictures=1120)), charged=33_600)
    twice = turn(reply=reply(usage=Usage(pictures=1120), notes=(TWICE,)), charged=45_600)
    family = CATALOG.family("nano-banana-2.1")
    assert "**Charged**" not in details(shown, [shown], family)
    assert "**Charged** US$0.046, the first try included" in details(twice, [twice], family)
