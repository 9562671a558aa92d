"""How the page looks: both themes read well, nothing is cut off at 390 px, a restart of the sandbox is survived."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from browser_expect import expect
from browser_stage import MANIFEST, Puppet, actions, button, section, tone

from sandbox.slack.server import SandboxSlack

if TYPE_CHECKING:
    from playwright.async_api import Page

CARD = "*Onboarding* asked by <@U_ANN> <!channel> `code` <https://example.org|link>\n&gt; quote\n▓▓▓░░ 0:21"

# Every visible text against the background behind it; what is under 4.5:1 is listed.
FAINT = (Path(__file__).parent / "faint_text.js").read_text(encoding="utf-8")
TOO_WIDE = """() => [...document.querySelectorAll("body, .scroll, .sidebar__lists, .frame")]
  .filter((node) => node.scrollWidth > node.clientWidth).map((node) => node.className)"""

BACK_TO_ITS_BEGINNING = """(node) => {
  node.style.animation = "none";
  node.getBoundingClientRect();
  node.style.animation = "";
  return node.getAnimations().map((one) => { one.pause(); one.currentTime = 0; }).length;
}"""


async def fill_the_stage(bot: Puppet, slack: SandboxSlack) -> str:
    """A thread with a card, a file, a reaction, an ephemeral and something deleted; its ts."""
    row = actions(button("a", "Extend"), button("b", "Make it", style="primary"), button("c", "Cancel", style="danger"))
    context = {
        "type": "context",
        "elements": [{"type": "mrkdwn", "text": "0:45.000 · −20.0 LUFS · " + "unbreakable" * 12}],
    }
    root = await bot.post(
        {"type": "header", "text": {"type": "plain_text", "text": "W" * 120}}, section(CARD), context, row
    )
    await bot.share(f"{'long-name-' * 9}.wav", tone(0.3)[0], thread_ts=root)
    await bot.client.reactions_add(channel="C_VIDEO", timestamp=root, name="repeat")
    await slack.person("ben").say("C_VIDEO", f"`{'c' * 300}` ```{'p' * 300}```")
    await slack.person("ben").say("C_VIDEO", "x" * 300 + " https://example.org/" + "y" * 200)
    await slack.person("ann").react("C_VIDEO", root, "heart")
    await slack.person("ann").slash("C_VIDEO", "help me please")
    return root


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_page_text_stands_out_in_both_themes(
    open_page: Any, bot: Puppet, slack: SandboxSlack, theme: str
) -> None:
    root = await fill_the_stage(bot, slack)
    for place in (f"#/C_VIDEO/{root}", "#/C_GENERAL", "#/C_ARCHIVED", "#/C_DESIGN_PRIVATE"):
        page = await open_page(place, color_scheme=theme)
        await expect(page.locator(".frame--channel .composer")).to_be_visible()
        await expect(page.locator("[data-loading]")).to_have_count(0)
        found = await page.evaluate(FAINT)
        assert found["faint"] == []
        assert found["seen"] > 20


async def test_page_follows_the_system_until_one_chooses_and_remembers_it(open_page: Any) -> None:
    page = await open_page(color_scheme="light")
    root = page.locator("html")
    light = await root.evaluate("node => getComputedStyle(node).backgroundColor")
    await page.emulate_media(color_scheme="dark")
    await expect(root).not_to_have_css("background-color", light)
    await page.get_by_role("button", name="Colours").press("Enter")
    await page.get_by_role("menuitemradio", name="Light").press("Enter")
    await expect(root).to_have_css("background-color", light)
    await page.reload()
    await expect(page.get_by_role("button", name="Colours")).to_be_visible()
    await expect(root).to_have_css("background-color", light)


@pytest.mark.parametrize("width", [320, 390, 820, 1280])
async def test_page_never_scrolls_sideways(open_page: Any, bot: Puppet, slack: SandboxSlack, width: int) -> None:
    root = await fill_the_stage(bot, slack)
    for place in ("#/", "#/C_VIDEO", f"#/C_VIDEO/{root}", "#/C_GENERAL"):
        page = await open_page(place, width=width)
        await expect(page.locator(".channel, .composer").locator("visible=true").first).to_be_visible()
        assert await page.evaluate(TOO_WIDE) == []
        assert await page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [390, 820, 1280])
async def test_page_never_scrolls_sideways_while_a_thread_comes_in(
    open_page: Any, bot: Puppet, slack: SandboxSlack, width: int
) -> None:
    """Held at the first moment of its motion, where it is furthest off its place."""
    root = await fill_the_stage(bot, slack)
    page = await open_page(f"#/C_VIDEO/{root}", width=width, reduced_motion="no-preference")
    thread = page.locator(".frame--thread")
    await expect(thread).to_be_visible()
    assert await thread.evaluate(BACK_TO_ITS_BEGINNING) > 0
    assert await page.evaluate(TOO_WIDE) == []


async def test_page_at_390_shows_one_pane_at_a_time_with_a_way_back(open_page: Any, bot: Puppet) -> None:
    root = await bot.post(text="the root")
    await bot.post(text="the reply", thread_ts=root)
    page = await open_page("#/", width=390)
    panes = page.locator(".sidebar, .frame--channel, .frame--thread").locator("visible=true")
    await expect(panes).to_have_count(1)
    await page.get_by_role("link", name="video").click()
    await expect(panes).to_have_count(1)
    await page.get_by_role("button", name="1 reply").click()
    await expect(panes).to_have_count(1)
    await expect(page.get_by_text("the reply", exact=True)).to_be_visible()
    await page.get_by_role("button", name="Back to the channel").click()
    await expect(page.get_by_role("heading", name="#video", exact=True)).to_be_visible()
    await page.get_by_role("link", name="Back to the channels").click()
    await expect(page.get_by_role("link", name="leads")).to_be_visible()
    await expect(panes).to_have_count(1)


async def test_page_at_1280_shows_three_panes(open_page: Any, bot: Puppet) -> None:
    root = await bot.post(text="the root")
    page = await open_page(f"#/C_VIDEO/{root}")
    await expect(page.locator(".sidebar, .frame--channel, .frame--thread").locator("visible=true")).to_have_count(3)


async def test_page_moves_nothing_for_those_who_ask_for_calm(page: Page) -> None:
    still = "parseFloat(getComputedStyle(document.querySelector('.button, .channel')).transitionDuration) < 0.001"
    assert await page.evaluate(still)


async def test_page_survives_a_restart_of_the_sandbox(open_page: Any, slack: SandboxSlack) -> None:
    page = await open_page()
    await slack.person("ben").say("C_VIDEO", "before")
    await expect(page.get_by_text("before", exact=True)).to_be_visible()
    field = page.get_by_label("Write to #video")
    await field.fill("half a thought")
    port = urlsplit(slack.url).port or 0
    await slack.close()
    await expect(page.get_by_text("Reconnecting")).to_be_visible()
    async with SandboxSlack(MANIFEST, port=port) as again:
        await again.person("ben").say("C_VIDEO", "while you were away")
        await expect(page.get_by_text("while you were away", exact=True)).to_be_visible(timeout=20_000)
        await expect(page.get_by_text("before", exact=True)).to_have_count(0)
        await expect(field).to_have_value("half a thought")
        await field.press("Enter")
        await expect(page.locator("article", has_text="half a thought")).to_be_visible()
