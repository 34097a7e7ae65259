"""/models, over the wire."""

from tests.cogs.stage import Stage, texts
from tests.fakes import CATALOG


async def test_models_tells_what_each_can_do_and_costs(on: Stage) -> None:
    """Every family with its state, prices by size, ratios, references, thinking and search; the default is marked."""
    shown = await (await on.ada.slash(on.channel, "models")).post()
    assert shown.ephemeral
    assert len(texts(shown)) == len(CATALOG.families)
    assert sum(map(len, texts(shown))) <= 4000
    first = texts(shown)[0]
    assert first.startswith("**Nano Banana 2.1** (taken when nobody chooses)")
    assert "1K US$0.034" in first
    assert "21:9" in first
    assert "search: web, web + images (US$0.014 each)" in first
    assert any("Thinking: at its own pace" in text for text in texts(shown))
    assert any("Instead: Nano Banana 2.1" in text for text in texts(shown))
