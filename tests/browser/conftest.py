"""A browser, a Slack on loopback and a small Bolt app, all on one loop, for the tests of the sandbox's page."""

from __future__ import annotations

import shutil
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from browser_stage import MANIFEST, Puppet

from sandbox.slack.parts import Pace
from sandbox.slack.server import SandboxSlack

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from playwright.async_api import Browser, Page

ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--autoplay-policy=no-user-gesture-required",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this room drives a browser, on one loop for the whole run."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium, headless."""
    from playwright.async_api import async_playwright  # noqa: PLC0415 - it may be missing: then only these tests skip

    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("there is no Chromium here: the page is not tested")
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        await running.close()


@pytest_asyncio.fixture(loop_scope="session")
async def slack() -> AsyncIterator[SandboxSlack]:
    """A fresh workspace, with files shared at once."""
    async with SandboxSlack(MANIFEST, pace=Pace(share_delay=0.0)) as world:
        yield world


@pytest_asyncio.fixture(loop_scope="session")
async def bot(slack: SandboxSlack) -> AsyncIterator[Puppet]:
    """An app connected to that workspace."""
    async with Puppet(slack) as puppet:
        yield puppet


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: Browser, slack: SandboxSlack) -> AsyncIterator[Callable[..., Any]]:
    """Opens the page: `await open_page("#/C_VIDEO", user="U_BEN", width=390)`. An error on it fails the test."""
    problems: list[str] = []
    async with AsyncExitStack() as stack:

        async def opened(
            place: str = "#/C_VIDEO", *, user: str = "U_ANN", width: int = 1280, base: str = "", **more: Any
        ) -> Page:
            options = {"reduced_motion": "reduce", **more}
            context = await browser.new_context(viewport={"width": width, "height": 800}, **options)
            stack.push_async_callback(context.close)
            page = await context.new_page()
            page.on("pageerror", lambda error: problems.append(str(error)))
            await page.goto(f"{base or slack.url}/?user={user}{place}")
            await page.get_by_text("Sandbox", exact=True).wait_for(state="attached")
            return page

        yield opened
    assert problems == []


@pytest_asyncio.fixture(loop_scope="session")
async def page(open_page: Callable[..., Any], bot: Puppet) -> Page:
    """The page as Ann sees #video at 1280 px, with the bot there."""
    return await open_page()
