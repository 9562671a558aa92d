"""`python -m bench picture`: the pictures of real threads in the README and the docs, taken of the sandbox's page."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

from playwright.async_api import Page, ViewportSize, async_playwright, expect

from sandbox.session import session

DOCS = Path(__file__).parent.parent / "docs"
REQUEST = '/bgm calm lo-fi instrumental 0:45 for "Onboarding" --seed 4711'
SONG = '/bgm warm soul ballad 0:45 --vocal for "Rain on the Roof"'
REPLIES = re.compile(r"\d repl")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
PATIENCE = 90_000


async def take(url: str, out: Path, show: Callable[[Page], Awaitable[None]]) -> None:
    """Has `show` do what a person would on the page, and takes the picture."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        size: ViewportSize = {"width": 1280, "height": 900}
        page = await browser.new_page(viewport=size, color_scheme="light", device_scale_factor=2)
        await page.goto(f"{url}/?user=U_ANN#/C_VIDEO")
        await show(page)
        await page.screenshot(path=out)
        await browser.close()


async def extended(page: Page) -> None:
    """Asks for a bed and extends it with ⏩."""
    await _ask(page, REQUEST)
    await expect(page.get_by_role("button", name="Extend v1")).to_be_visible(timeout=PATIENCE)
    await page.get_by_role("button", name="fast forward").first.click()
    await expect(page.get_by_role("button", name="Extend v2")).to_be_visible(timeout=PATIENCE)
    await expect(page.get_by_text("v2 is below")).to_be_visible(timeout=PATIENCE)


async def with_more(page: Page) -> None:
    """Asks MusicAPI for a song and opens what else can be done with it."""
    await _ask(page, SONG)
    await expect(page.get_by_text("v1 and v2 are below").first).to_be_visible(timeout=PATIENCE)
    await page.get_by_role("button", name="What else can be done with v2").click()
    await page.get_by_role("dialog").get_by_role("radio", name="All stems").check()


async def _ask(page: Page, words: str) -> None:
    composer = page.get_by_role("textbox").first
    await composer.fill(words)
    await composer.press("Enter")
    await page.get_by_role("button", name=REPLIES).first.click(timeout=PATIENCE)


def main() -> None:
    """Takes them."""
    asyncio.run(_main())


async def _main() -> None:
    async with session() as running:
        await take(running.slack.url, DOCS / "thread.png", extended)
    async with session(providers=("musicapi", "builtin")) as running:
        await take(running.slack.url, DOCS / "more.png", with_more)
    print("thread.png, more.png")
