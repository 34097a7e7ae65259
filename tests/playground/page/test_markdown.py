import pytest
from playwright.async_api import Page as Tab
from playwright.async_api import expect

from tests.playground.page.scene import Scene

pytestmark = pytest.mark.asyncio(loop_scope="session")

READ = """async (text) => {
  const { markdown } = await import("/page/markdown.js");
  const world = { person: () => ({ name: "Ada" }), channels: new Map(), messages: new Map(), viewer: "1" };
  const name = (node) => node.nodeName.toLowerCase();
  const seen = (node) => node.nodeType === 3 ? node.data : [name(node), ...[...node.childNodes].map(seen)];
  const found = markdown(text, world);
  found.normalize();
  return [...found.childNodes].map(seen);
}"""


TIME = f"""async (text) => {{
  const start = performance.now();
  await ({READ})(text);
  return performance.now() - start;
}}"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", [["p", "plain"]]),
        ("**bold** and *it*", [["p", ["strong", "bold"], " and ", ["em", "it"]]]),
        ("***both***", [["p", ["strong", ["em", "both"]]]]),
        ("__under__ ~~gone~~", [["p", ["u", "under"], " ", ["s", "gone"]]]),
        ("snake_case_name", [["p", "snake_case_name"]]),
        ("`**code**`", [["p", ["code", "**code**"]]]),
        ("```py\n<b>\n```", [["pre", ["code", "<b>"]]]),
        ("# One\n## Two\n### Three", [["h3", "One"], ["h4", "Two"], ["h5", "Three"]]),
        ("-# small", [["small", "small"]]),
        ("> a\n> b", [["blockquote", ["p", "a\nb"]]]),
        ("> > a", [["blockquote", ["p", "> a"]]]),
        ("- a\n- b", [["ul", ["li", "a"], ["li", "b"]]]),
        ("1. a\n2. b", [["ol", ["li", "a"], ["li", "b"]]]),
        ("<@12> hi", [["p", ["span", "@Ada"], " hi"]]),
        ("</imagine:5>", [["p", ["span", "/imagine"]]]),
        ("\\*not\\* \\<@1>", [["p", "*not* <@1>"]]),
        ("[page](<https://example.org/a b>)", [["p", "[page](<", ["a", "https://example.org/a"], " b>)"]]),
        ("[page](https://example.org/)", [["p", ["a", "page"]]]),
        ("see https://example.org/a.", [["p", "see ", ["a", "https://example.org/a"], "."]]),
        ("<script>alert(1)</script>", [["p", "<script>alert(1)</script>"]]),
        ("**open", [["p", "**open"]]),
        ("", []),
    ],
)
async def test_markdown_becomes_elements(modules: Tab, text: str, expected: list[object]) -> None:
    """The subset that posts use is drawn; all else stays the text that it is."""
    assert await modules.evaluate(READ, text) == expected


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//example.org"])
async def test_only_web_addresses_become_links(scene: Scene, address: str) -> None:
    """Any other scheme is shown as words."""
    post = scene.say(f"[words]({address})")
    await expect(scene.post_of(post)).to_contain_text("words")
    await expect(scene.post_of(post).locator("a")).to_have_count(0)


async def test_links_open_elsewhere_without_a_way_back(scene: Scene) -> None:
    """A link gets no opener and no referrer."""
    link = scene.post_of(scene.say("[words](https://example.org/x)")).locator("a")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")
    await expect(link).to_have_attribute("target", "_blank")


async def test_a_link_to_a_post_jumps_to_it(scene: Scene) -> None:
    """The card's link to the parent post stays in the page."""
    first = scene.say("the first")
    for number in range(30):
        scene.say(f"words {number}")
    where = scene.discord.channel("pictures").id
    link = scene.post_of(scene.say(f"[back](https://discord.com/channels/1/{where}/{first.id})"))
    await expect(scene.post_of(first)).not_to_be_in_viewport()
    await link.get_by_role("button", name="back").click()
    await expect(scene.post_of(first)).to_be_in_viewport()


async def test_hidden_words_show_on_a_press(scene: Scene) -> None:
    """A spoiler in words is covered until somebody wants it."""
    hidden = scene.post_of(scene.say("a ||secret||")).locator(".hidden-words")
    await hidden.click()
    await expect(hidden).to_have_class("hidden-words shown")


@pytest.mark.parametrize("text", ["*" * 5000, "[" * 5000, "||" * 2000, "> " * 1500, "**a " * 1200])
async def test_odd_words_end_soon(modules: Tab, text: str) -> None:
    """No message can hold the page up."""
    spent = await modules.evaluate(TIME, text)
    assert spent < 2000
