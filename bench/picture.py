"""`python -m bench picture [NAME ...]`: the pictures of real threads in the README and the docs, taken of the sandbox's
page. What people share on it is made here: a voice, music of ours as MP3 and WAV, and a clip."""

from __future__ import annotations

import asyncio
import re
import shutil
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Page, ViewportSize, async_playwright, expect

from sandbox.session import session
from tests.recordings import Film, film, recording
from tests.voices import voice, windows_of

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


async def under_a_voice(page: Page, folder: Path) -> None:
    """Asks for a bed with a cut-down, and shares a voice in its thread."""
    path = folder / "Voice-over.m4a"
    await asyncio.to_thread(recording, path, voice(18.0, windows_of(18.0)))
    await _ask(page, '/bgm calm lo-fi for "Onboarding" --seed 4711')
    await expect(page.get_by_role("button", name="Extend v1")).to_be_visible(timeout=PATIENCE)
    await _share(page, path, "thread")
    await expect(page.get_by_role("button", name="Lower the bed by a step").first).to_be_visible(timeout=PATIENCE)
    await expect(page.get_by_text("under Voice-over").last).to_be_visible(timeout=PATIENCE)


async def under_a_clip(page: Page, folder: Path) -> None:
    """Shares a clip in the channel, scores it by the shortcut, and looks at the thread that opens below it."""
    path = folder / "Launch.mp4"
    shots = Film(seconds=12.0, size=(640, 360), cuts=(3.1, 6.4, 9.2), speech=((0.8, 2.6), (4.0, 6.0), (7.1, 8.8)))
    await asyncio.to_thread(film, path, shots)
    await page.get_by_role("textbox").first.fill("Something upbeat for this one, please.")
    await _share(page, path, "channel")
    await _shortcut(page, "Launch.mp4", "Score this clip")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Make it").click()
    await expect(dialog.get_by_role("button", name="Make it")).to_be_hidden(timeout=PATIENCE)
    await page.keyboard.press("Escape")
    await _thread_below(page)
    await expect(page.get_by_role("button", name="Lower the bed by a step").first).to_be_visible(timeout=PATIENCE)


async def of_a_wav(page: Page, folder: Path) -> None:
    """Shares a voice as WAV and opens the form that lays a bed under it."""
    path = folder / "Interview.wav"
    await asyncio.to_thread(recording, path, voice(12.0, windows_of(12.0, seed=2), seed=2))
    await _share(page, path, "channel")
    await _shortcut(page, "Interview.wav", "Lay a bed under this")
    await page.get_by_role("dialog").get_by_role("radio", name="A new bed").check()


async def of_an_mp3(page: Page, folder: Path) -> None:
    """Shares music as MP3 and opens what else can be done with it."""
    path = folder / "Old theme.mp3"
    await asyncio.to_thread(recording, path, voice(12.0, windows_of(12.0, seed=3), seed=3))
    await _share(page, path, "channel")
    await _shortcut(page, "Old theme.mp3", "Work on this audio")
    await page.get_by_role("dialog").get_by_role("radio").first.check()


async def _share(page: Page, path: Path, place: str) -> None:
    await page.locator(f".frame--{place} input[type=file]").set_input_files(path)


async def _shortcut(page: Page, file: str, name: str) -> None:
    article = page.locator("article", has_text=file).last
    await article.focus()
    await page.keyboard.press("m")
    await page.get_by_role("menuitem", name=name).click()


async def _thread_below(page: Page) -> None:
    await page.get_by_role("button", name=REPLIES).first.click(timeout=PATIENCE)


Show = Callable[[Page, Path], Awaitable[None]]
PICTURES: Mapping[str, tuple[Show, tuple[str, ...]]] = {
    "thread": (lambda page, folder: extended(page), ("builtin",)),
    "more": (lambda page, folder: with_more(page), ("musicapi", "builtin")),
    "voice": (under_a_voice, ("builtin",)),
    "clip": (under_a_clip, ("builtin",)),
    "lay": (of_a_wav, ("builtin",)),
    "shortcut": (of_an_mp3, ("musicapi", "builtin")),
}
"""By name: what to do on the page, and who makes music there."""


def main() -> None:
    """Takes those that are named, all by default."""
    asyncio.run(_main(sys.argv[1:] or tuple(PICTURES)))


async def _main(names: Sequence[str]) -> None:
    for name in names:
        show, providers = PICTURES[name]
        with TemporaryDirectory(prefix="bgm-picture-") as folder:
            async with session(providers=providers) as running:
                await take(running.slack.url, DOCS / f"{name}.png", partial(show, folder=Path(folder)))
        print(f"{name}.png")
