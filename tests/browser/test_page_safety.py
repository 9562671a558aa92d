"""What others write never becomes anything but words, and a ping that slips through is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from browser_expect import expect
from browser_stage import Puppet, actions, button, modal, plain, section, tone

if TYPE_CHECKING:
    from playwright.async_api import Page

    from sandbox.slack.server import SandboxSlack

EVIL = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>"><svg onload=window.hacked=1>'
MARKS = """async (source) => (await import("/page/static/mrkdwn.js")).parse(source)"""


async def test_page_runs_nothing_hidden_in_any_field(page: Page, bot: Puppet, slack: SandboxSlack) -> None:
    options = [{"text": plain(EVIL[:70]), "value": "v"}]
    fields = {"type": "section", "fields": [{"type": "mrkdwn", "text": EVIL}, plain(EVIL)]}
    context = {"type": "context", "elements": [{"type": "mrkdwn", "text": EVIL}, plain(EVIL)]}
    picture = {"type": "image", "image_url": "http://127.0.0.1:9/x.png", "alt_text": EVIL, "title": plain(EVIL)}
    menu = {"type": "static_select", "action_id": "m", "placeholder": plain(EVIL[:140]), "options": options}
    confirm = {"title": plain(EVIL[:90]), "text": plain(EVIL), "confirm": plain("Yes"), "deny": plain("No")}
    row = actions(button("b", EVIL[:70], confirm=confirm), menu)
    await bot.post({"type": "header", "text": plain(EVIL)}, section(EVIL), fields, context, picture, row, text=EVIL)
    await bot.share(EVIL.replace("/", "-"), tone(0.2)[0])
    for text in (EVIL, "javascript:window.hacked=1", f"```{EVIL}```", f"`{EVIL}` *{EVIL}* > {EVIL}"):
        await slack.person("ben").say("C_VIDEO", text)
    slack.world.set_channel("C_VIDEO", topic=EVIL)
    bot.answers["command"] = EVIL
    await slack.person("ann").slash("C_VIDEO", "x")
    await expect(page.locator("article")).to_have_count(7)
    await page.get_by_role("button", name="<img").first.click()
    await page.get_by_role("button", name="No", exact=True).click()
    assert await page.evaluate(
        "[window.hacked, document.querySelectorAll('article script, article [onerror], article svg[onload]').length]"
    ) == [None, 0]


async def test_page_modal_runs_nothing_hidden_in_it(page: Page, bot: Puppet) -> None:
    element = {"type": "plain_text_input", "action_id": "a", "placeholder": plain(EVIL), "initial_value": EVIL}
    block = {"type": "input", "block_id": "i", "label": plain(EVIL), "hint": plain(EVIL), "element": element}
    bot.answers["action"] = modal(block, section(EVIL), title="<b>Hm</b>")
    bot.answers["errors"] = {"i": EVIL}
    await bot.post(section("v1"), actions(button("open", "Open")))
    await page.get_by_role("button", name="Open").click()
    await page.get_by_role("button", name="Make it").click()
    await expect(page.locator(".input__problem")).to_have_text(EVIL)
    assert await page.evaluate(
        "[window.hacked, document.querySelectorAll('dialog b, dialog script, dialog img').length]"
    ) == [None, 0]


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "//evil"]
)
async def test_page_links_nothing_but_http(page: Page, bot: Puppet, href: str) -> None:
    more: dict[str, Any] = {"url": href} if href.startswith("javascript") else {}
    await bot.post(section(f"before <{href}|label> after"), actions(button("b", "Open", **more)))
    await expect(page.get_by_text("before")).to_be_visible()
    assert await page.locator("article a").count() == 0


async def test_page_shows_pings_as_pills_and_loud_ones_loudly(page: Page, bot: Puppet) -> None:
    await bot.post(section("hey <!channel> and <@U_ANN> in <#C_VIDEO> by <https://example.org/?a=1&amp;b=2|the page>"))
    await expect(page.locator(".pill--loud")).to_have_text("@channel")
    await expect(page.locator(".pill--me")).to_have_text("@Ann Ahlgren")
    await expect(page.locator("a.pill")).to_have_text("#video")
    link = page.get_by_role("link", name="the page")
    await expect(link).to_have_attribute("href", "https://example.org/?a=1&b=2")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")


async def test_page_shows_escaped_pings_as_the_words_they_are(page: Page, bot: Puppet) -> None:
    await bot.post(section("&lt;!channel&gt; &lt;@U_ANN&gt; &amp;lt;"))
    await expect(page.locator("article .text")).to_have_text("<!channel> <@U_ANN> &lt;")
    assert await page.locator("article .pill").count() == 0


async def test_page_reads_mrkdwn_as_slack_does(page: Page) -> None:
    async def kinds(source: str) -> list[str]:
        return [mark["kind"] for mark in await page.evaluate(MARKS, source)]

    assert await kinds("*b* _i_ ~s~ `c`") == ["bold", "text", "italic", "text", "strike", "text", "code"]
    assert await kinds("2*3*4 snake_case_name a~b~c") == ["text"]
    assert await kinds("* not bold * _ nor this _") == ["text"]
    assert await kinds("```\n*raw*\n```") == ["pre"]
    assert await kinds("&gt; quoted\nplain") == ["quote", "text"]
    assert await kinds(":tada: 10:30:45") == ["emoji", "text", "emoji", "text"] or await kinds(
        ":tada: at 9 o'clock"
    ) == ["emoji", "text"]
    assert await kinds("*unclosed _bold") == ["text"]
    assert await kinds("▓▓▓░░ 60 %") == ["bar", "text"]


async def test_page_reads_a_long_hostile_text_quickly(page: Page) -> None:
    for source in ("*" * 20_000, "<" * 20_000, "_a" * 10_000, "`" * 20_001, ">\n" * 10_000, "*a " * 8_000):
        assert await page.evaluate(f"async (source) => {{ await ({MARKS})(source); return true; }}", source)
