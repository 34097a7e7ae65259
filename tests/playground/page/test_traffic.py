"""The panel of recorded requests: what the lines of a call say while it runs and afterwards."""

import pytest
from playwright.async_api import Page as Tab

pytestmark = pytest.mark.asyncio(loop_scope="session")
PUT = """async ([state, status]) => {
  const { TrafficPanel } = await import("/page/traffic.js");
  document.getElementById("traffic").replaceChildren();
  let put;
  new TrafficPanel({ on: (name, listener) => { if (name === "traffic") put = listener; } }, null, () => {});
  const call = { key: "model-7", kind: "model", at: 1, model: "m", options: {}, history: 0, words: "a pear" };
  const lines = document.querySelector("#traffic .lines");
  put([{ ...call, state: "running", status: 0, seconds: 0 }]);
  const before = lines.querySelector(".status").textContent;
  put([{ ...call, state, status, seconds: 2 }]);
  return [before, lines.children.length, lines.querySelector(".status").textContent];
}"""


@pytest.mark.parametrize(
    ("state", "status", "says"), [("answered", 200, "200 · 2.0 s"), ("left", 0, "the bot left · 2.0 s")]
)
async def test_a_call_has_one_line_from_its_beginning_to_its_end(
    modules: Tab, state: str, status: int, says: str
) -> None:
    """It runs until it is answered or given up, and its line is put in place of the one before."""
    assert await modules.evaluate(PUT, [state, status]) == ["running…", 1, says]


CHIPS = """async (history) => {
  const { TrafficPanel } = await import("/page/traffic.js");
  document.getElementById("traffic").replaceChildren();
  let put;
  new TrafficPanel({ on: (name, listener) => { if (name === "traffic") put = listener; } }, null, () => {});
  const call = { key: "model-7", kind: "model", at: 1, model: "m", options: {}, history, words: "queued" };
  put([{ ...call, state: "answered", status: 200, seconds: 0 }]);
  return [...document.querySelectorAll("#traffic .lines .chip")].map((chip) => chip.textContent);
}"""


@pytest.mark.parametrize(
    ("history", "chips"), [(0, ["no history"]), (1, ["history 1 turn"]), (2, ["history 2 turns"]), (None, [])]
)
async def test_history_is_told_where_it_can_be_sent(modules: Tab, history: int | None, chips: list[str]) -> None:
    """Tasks and the questions for them have none to speak of."""
    assert await modules.evaluate(CHIPS, history) == chips
