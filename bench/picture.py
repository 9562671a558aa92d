"""`python -m bench picture`: the picture of a real thread in the README, taken of the sandbox's page."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

from playwright.async_api import Page, async_playwright, expect

from sandbox.session import session

OUT = Path(__file__).parent.parent / "docs" / "thread.png"
REQUEST = '/bgm calm lo-fi instrumental 0:45 for "Onboarding" --seed 4711'
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
PATIENCE = 90_000


async def take(url: str, out: Path, *, dark: bool = False) -> None:
    """Asks for a bed as a person would, extends it with ⏩, and takes the picture of the thread."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        scheme = "dark" if dark else "light"
        page = await browser.new_page(
            viewport={"width": 1280, "height": 900}, color_scheme=scheme, device_scale_factor=2
        )
        await page.goto(f"{url}/?user=U_ANN#/C_VIDEO")
        await _ask(page)
        await page.screenshot(path=out)
        await browser.close()


async def _ask(page: Page) -> None:
    composer = page.get_by_role("textbox").first
    await composer.fill(REQUEST)
    await composer.press("Enter")
    replies = page.get_by_role("button", name="repl")
    await expect(replies.first).to_be_visible(timeout=PATIENCE)
    await replies.first.click()
    await expect(page.get_by_role("button", name="Extend v1")).to_be_visible(timeout=PATIENCE)
    await page.get_by_role("button", name="fast forward").first.click()
    await expect(page.get_by_role("button", name="Extend v2")).to_be_visible(timeout=PATIENCE)
    await expect(page.get_by_text("v2 is below")).to_be_visible(timeout=PATIENCE)


def main() -> None:
    """Takes it."""
    asyncio.run(_main())


async def _main() -> None:
    async with session() as running:
        await take(running.slack.url, OUT)
    print(OUT.name)
