"""A batch's post, as component trees."""

from dataclasses import replace
from datetime import timedelta

import pytest
from discord.ui import LayoutView

from bot.core.batch import Batch, BatchState, Way, quote
from bot.core.batch_ports import Tally
from bot.core.errors import Cost, PictureWithheld
from bot.core.offer import Offer
from bot.core.reply import Usage
from bot.core.request import Options, Request, Thinking
from bot.core.turn import Failure, Person
from cogs._batch_card import ended, offered, running, summary, withdrawn
from tests.cogs.test_card import texts, tree
from tests.fakes import CATALOG, NOW, PLACE, reply, request, turn

FOX = request("a fox", options=Options("16:9", "2K", Thinking.HIGH))
HOSTILE = Person(1, "*Ada* @everyone")


def a_batch(*wishes: Request, way: Way = Way.JOBS, **changes: object) -> Batch:
    plain = Batch("b000000000001", PLACE, HOSTILE, 5, 6, wishes or (FOX,), way, NOW, serial=1)
    return replace(plain, **changes)  # type: ignore[arg-type] # any field


def labels(view: LayoutView) -> list[str]:
    return [button["label"] for part in tree(view) if part["type"] == 1 for button in part["components"]]


def words(batch: Batch) -> str:
    return "\n".join(texts(offered(batch, quote(batch, CATALOG), CATALOG)))


def test_an_offer_tells_what_it_costs_and_how_long_it_takes() -> None:
    """Kinds with their numbers, the first wishes, half the price, and who may press is nobody's guess."""
    shown = words(a_batch(FOX, FOX, request("an owl"), request("a bee")))
    assert "- 2 × Nano Banana 2.1, 16:9, 2K, thinking high" in shown  # noqa: RUF001 - the sign for times
    assert ("-# 3: an owl" in shown, "a bee" in shown, "-# …" in shown) == (True, False, True)
    assert ("**About US$0.084**, half the usual price" in shown, "within 24 hours" in shown) == (True, True)
    assert labels(offered(a_batch(), quote(a_batch(), CATALOG), CATALOG)) == ["Start", "Cancel"]


def test_a_provider_without_batches_is_named() -> None:
    """The normal price is said before, and the time that the queue takes."""
    batch = a_batch(FOX, request("an owl"), way=Way.QUEUE)
    catalog = replace(CATALOG, offer=Offer("newapi", "the relay"))
    shown = "\n".join(texts(offered(batch, quote(batch, catalog), catalog)))
    assert "**About US$0.084**, the normal price: no batches at the relay" in shown
    assert "About 50 s in the usual queue" in shown
    assert "no batches at this provider" in words(batch)


def test_nothing_in_a_wish_is_markup() -> None:
    """A formula, a ping and a link in a cell are shown as they are, and the whole fits a post."""
    wishes = [request("=HYPERLINK(**x**) @everyone [a](https://b.c)" * 90) for _ in range(200)]
    shown = words(a_batch(*wishes))
    assert ("=HYPERLINK(\\*\\*x\\*\\*) \\@everyone \\[a\\](" in shown, len(shown) < 4000) == (True, True)
    assert "**\\*Ada\\* \\@everyone**" in shown


def test_many_kinds_are_cut_short() -> None:
    """The commonest are named."""
    kinds = [request(options=Options(ratio)) for ratio in ("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16")]
    assert "- and 2 kinds more" in words(a_batch(*kinds))


def test_what_runs_can_be_cancelled_once() -> None:
    """With the way to the pictures where there is a thread."""
    batch = a_batch(state=BatchState.RUNNING, thread=77)
    view = running(batch, Tally(1, 1, 3))
    assert "-# 1 of 3 drawn, 1 not made" in texts(view)[0]
    assert ("/10/77/77)" in texts(view)[0], labels(view)) == (True, ["Cancel"])
    stopping = running(replace(batch, state=BatchState.CANCELLING, way=Way.QUEUE), Tally(1, 0, 3))
    assert ("Stopping" in texts(stopping)[0], labels(stopping)) == (True, [])


def test_what_waits_for_its_provider_says_so() -> None:
    """It is not on its way, and can be cancelled."""
    view = running(a_batch(state=BatchState.RUNNING), Tally(1, 0, 3, away=True))
    assert ("waiting for the provider that has it" in texts(view)[0], labels(view)) == (True, ["Cancel"])


def test_an_end_has_no_buttons() -> None:
    """Neither that of a batch, nor that of an offer."""
    assert (labels(ended(a_batch(), Tally(3, 0, 3))), labels(withdrawn(a_batch()))) == ([], [])
    assert "Done: 3 of 3 drawn" in texts(ended(a_batch(), Tally(3, 0, 3)))[0]
    assert "it cost nothing" in texts(withdrawn(a_batch()))[0]


@pytest.mark.parametrize(("way", "half"), [(Way.JOBS, ", at half the list price"), (Way.QUEUE, "")])
def test_the_summary_tells_what_became_of_all(way: Way, half: str) -> None:
    """How many, why not, what it cost and how long it took; one reason is told once."""
    failed = turn(reserved=9000).failed(PictureWithheld())
    made = turn(reserved=9000).generated(reply(), 20_000)
    batch = a_batch(way=way, started_at=NOW, closed_at=NOW + timedelta(minutes=42))
    text = summary(batch, [failed, made, failed, failed, made, turn().cancelled()])
    assert text.startswith("**The batch is done**: 2 of 6 pictures\n- Not made: 1, 3–4. The model drew")  # noqa: RUF001 - the sign that people read
    assert text.count("Not made") == 2
    assert text.endswith(f"-# up to US$0.067 in all{half} · 42 minutes")


def test_what_is_not_known_to_be_paid_is_the_most_that_it_may_be() -> None:
    """A reservation is no price; what was counted, and what cost nothing, is known."""
    batch = a_batch(started_at=NOW, closed_at=NOW + timedelta(minutes=42))
    counted = turn(reserved=90_000).generated(reply(usage=Usage(pictures=1120)), 20_000)
    free, held = turn().cancelled(), turn(reserved=9000, called_at=NOW).cancelled()
    uncounted = turn(reserved=9000).generated(reply())
    assert "-# US$0.020 in all" in summary(batch, [counted, free])
    assert "-# up to US$0.009 in all" in summary(batch, [held, free])
    assert "-# up to US$0.029 in all" in summary(batch, [counted, held])
    assert "-# up to US$0.029 in all" in summary(batch, [counted, uncounted])


def test_the_summary_leads_back_to_the_list() -> None:
    """However much it has to say before, and only where there is a post of it."""
    many = [turn(failure=Failure("X", f"reason {number} " + "x" * 90, Cost.NOTHING)) for number in range(200)]
    text = summary(a_batch(post=77, closed_at=NOW), many)
    assert (len(text) <= 4000, text.endswith("· [the list](https://discord.com/channels/10/100/77)")) == (True, True)
    assert "[the list]" not in summary(a_batch(closed_at=NOW), many)


def test_a_summary_of_nothing_fits_as_well() -> None:
    """However many reasons there are."""
    turns = [turn().failed(PictureWithheld()) for _ in range(200)]
    assert len(summary(a_batch(closed_at=NOW), turns)) <= 4000
    assert "US$0 in all" in summary(a_batch(closed_at=NOW), [turn().cancelled()])
