"""The page as a new user meets it: the real bot makes a bed, ⏩ extends it, 🔁 makes another; the browser measures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from browser_expect import expect

from sandbox.session import Session, session

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.async_api import Page

RATE = 48_000
PATIENCE = 60_000
DECODE = """async (url) => {
  const { decodedLength } = await import("/page/static/decode.js");
  return (await decodedLength(url)).samples;
}"""


async def decoded(page: Page, running: Session, name: str) -> int:
    """How many samples the browser's own decoder finds in a file of the thread."""
    messages = running.slack.messages("video")
    threads = [running.slack.thread("video", root["ts"]) for root in messages if not root.get("ephemeral")]
    (url,) = {f["url"] for thread in threads for m in thread for f in m.get("files", ()) if f["name"] == name}
    return int(await page.evaluate(DECODE, url))


async def test_a_bed_is_made_extended_and_regenerated_on_the_page_exact_to_the_sample(
    open_page: Callable[..., Any],
) -> None:
    async with session() as running:
        page: Page = await open_page("#/C_VIDEO", base=running.slack.url)
        composer = page.get_by_role("textbox").first
        await composer.fill('/bgm chiptune instrumental 0:04 for "Onboarding"')
        await composer.press("Enter")
        await page.get_by_role("button", name="repl").first.click(timeout=PATIENCE)

        await expect(page.get_by_role("button", name="Extend v1")).to_be_visible(timeout=PATIENCE)
        await expect(page.get_by_role("button", name="repeat, 1").first).to_be_visible(timeout=PATIENCE)
        assert await decoded(page, running, "Onboarding 0-04 v1.mp3") == 4 * RATE

        await page.get_by_role("button", name="fast forward, 1").first.click()
        await expect(page.get_by_role("button", name="Extend v2")).to_be_visible(timeout=PATIENCE)
        await expect(page.get_by_text("extended from v1").first).to_be_visible()
        assert await decoded(page, running, "Onboarding 0-34 v2.mp3") == 34 * RATE

        await page.get_by_role("button", name="repeat, 1").first.click()
        await expect(page.get_by_role("button", name="Extend v3")).to_be_visible(timeout=PATIENCE)
        await expect(page.get_by_text("regenerated from v1").first).to_be_visible()
        assert await decoded(page, running, "Onboarding 0-04 v3.mp3") == 4 * RATE
