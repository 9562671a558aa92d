"""The forms of a paid provider as people meet them: the real bot, MusicAPI's stand-in, a browser, and the keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from browser_expect import expect
from browser_stage import tone

from sandbox.music.pace import FAST
from sandbox.session import Session, session

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Locator, Page

FAINT = (Path(__file__).parent / "faint_text.js").read_text(encoding="utf-8")
PATIENCE = 30_000
THEMES = ["light", "dark"]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def paid() -> AsyncIterator[Session]:
    """The whole thing on this machine, with a song by MusicAPI in #video."""
    async with session(providers=("musicapi", "builtin"), pace=FAST) as running:
        slack = running.slack
        assert (await slack.person("ann").slash("C_VIDEO", 'soul ballad 0:06 --vocal for "Rain"')).ok
        await slack.until(lambda: any("bgm:more" in str(card) for card in in_threads(running)), timeout=60)
        yield running


def in_threads(running: Session) -> list[dict[str, Any]]:
    """What stands in the threads of #video."""
    roots = [message for message in running.slack.messages("video") if not message.get("ephemeral")]
    return [reply for root in roots for reply in running.slack.thread("video", root["ts"])]


async def opened(open_page: Any, paid: Session, place: str = "#/C_VIDEO", **more: Any) -> Page:
    page: Page = await open_page(place, base=paid.slack.url, **more)
    return page


async def more_of_v1(open_page: Any, paid: Session, **options: Any) -> tuple[Page, Locator]:
    """The form behind the button, opened by keyboard in the song's thread."""
    page = await opened(open_page, paid, f"#/C_VIDEO/{in_threads(paid)[0]['ts']}", **options)
    await page.get_by_role("button", name="What else can be done with v1").press("Enter")
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_be_visible(timeout=PATIENCE)
    return page, dialog


async def reads_well(page: Page) -> bool:
    """Whether no text is faint."""
    found = await page.evaluate(FAINT)
    assert found["faint"] == []
    return bool(found["seen"] > 20)


@pytest.mark.parametrize("theme", THEMES)
async def test_the_form_of_a_take_says_prices_and_what_is_missing_and_reads_well(
    open_page: Any, paid: Session, theme: str
) -> None:
    page, dialog = await more_of_v1(open_page, paid, color_scheme=theme)
    await expect(dialog.get_by_role("radio")).to_have_count(10)
    await expect(dialog.get_by_text("every part that can be told apart · 75 credits")).to_be_visible()
    assert await reads_well(page)
    await dialog.get_by_role("radio", name="Another style").press("Space")
    await dialog.get_by_role("button", name="Go on").press("Enter")
    await expect(dialog.get_by_text("Say the new style, for example: warm acoustic folk.")).to_be_visible()
    await expect(dialog.get_by_label("New style")).to_be_focused()
    assert await reads_well(page)
    await page.keyboard.press("Escape")


@pytest.mark.parametrize("theme", THEMES)
async def test_what_is_dear_is_asked_once_more_with_its_price(open_page: Any, paid: Session, theme: str) -> None:
    page, dialog = await more_of_v1(open_page, paid, color_scheme=theme)
    before = paid.music["musicapi"].ledger.charged
    await dialog.get_by_role("radio").first.press("Space")
    for _ in range(3):
        await page.keyboard.press("ArrowDown")
    await expect(dialog.get_by_role("radio", name="All stems")).to_be_checked()
    await dialog.get_by_role("button", name="Go on").press("Enter")
    await expect(dialog.get_by_text("All stems of v1: 75 credits. Order it?")).to_be_visible(timeout=PATIENCE)
    assert await reads_well(page)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    assert paid.music["musicapi"].ledger.charged == before


@pytest.mark.parametrize("theme", THEMES)
async def test_the_form_of_a_song_is_filled_in_by_keyboard_and_says_what_it_costs(
    open_page: Any, paid: Session, theme: str
) -> None:
    page = await opened(open_page, paid, color_scheme=theme)
    composer = page.get_by_label("Write to #video")
    await composer.fill("/bgm song slow soul 0:06")
    await composer.press("Enter")
    dialog = page.get_by_role("dialog")
    style = dialog.get_by_label("Style", exact=True)
    await expect(style).to_be_focused(timeout=PATIENCE)
    await expect(style).to_have_value("slow soul 0:06")
    await expect(dialog.get_by_text("2 credits")).to_be_visible()
    assert await reads_well(page)
    await page.keyboard.press("Tab")
    await page.keyboard.press("ArrowDown")
    await expect(dialog.get_by_role("radio", name="Mine, from below")).to_be_checked()
    await dialog.get_by_role("button", name="Make it").press("Enter")
    await expect(dialog.get_by_text("Paste the words to be sung here")).to_be_visible(timeout=PATIENCE)
    await expect(dialog.get_by_role("textbox", name="Words")).to_be_focused()
    await page.keyboard.type("Rain on the roof, all night")
    await dialog.get_by_label("Title").fill(f"Roof {theme}")
    await dialog.get_by_role("button", name="Make it").press("Enter")
    await expect(dialog.get_by_text(f"Making Roof {theme}: slow soul")).to_be_visible(timeout=PATIENCE)
    await expect(dialog.get_by_text("Price: 20 credits.")).to_be_visible()
    assert await reads_well(page)
    await page.keyboard.press("Escape")


@pytest.mark.parametrize("theme", THEMES)
async def test_a_posted_file_has_its_form_in_the_menu_of_its_message(open_page: Any, paid: Session, theme: str) -> None:
    posted = await paid.slack.person("ann").upload("C_VIDEO", f"draft {theme}.wav", tone(4)[0])
    page = await opened(open_page, paid, color_scheme=theme, width=390)
    await page.locator(f'article[data-ts="{posted["ts"]}"]').focus()
    await page.keyboard.press("m")
    await page.get_by_role("menuitem", name="Work on this audio").press("Enter")
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_text(f"What shall I do with draft {theme}.")).to_be_visible(timeout=PATIENCE)
    await expect(dialog.get_by_role("radio")).to_have_count(6)
    assert await reads_well(page)
    await dialog.get_by_role("radio", name="Make it longer").press("Space")
    await dialog.get_by_label("Length").fill("soon")
    await dialog.get_by_role("button", name="Go on").press("Enter")
    await expect(dialog.get_by_label("Length")).to_be_focused(timeout=PATIENCE)
    await expect(dialog.get_by_label("Length")).to_have_attribute("aria-invalid", "true")
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    await page.keyboard.press("Escape")
