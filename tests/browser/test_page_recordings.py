"""Voices and clips on the page: shared through its own input with words beside them, played, and with a menu of what
can be made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from browser_expect import expect

from tests.recordings_small import MIMES, recorded

if TYPE_CHECKING:
    from playwright.async_api import Page

    from sandbox.slack.server import SandboxSlack

PLAYS = """video => new Promise((told) => {
  if (video.readyState > 0 || video.error) return told(!video.error);
  video.addEventListener("loadedmetadata", () => told(true));
  video.addEventListener("error", () => told(false));
})"""
SHORTCUTS = ["Work on this audio", "Lay a bed under this", "Score this clip"]


def picked(ending: str) -> Any:
    """A file as a person picks it."""
    return {"name": f"take.{ending}", "mimeType": MIMES[ending], "buffer": recorded(ending)}


async def share(page: Page, ending: str, place: str = "channel") -> None:
    await page.locator(f".frame--{place} input[type=file]").set_input_files(picked(ending))


@pytest.mark.parametrize("ending", ["mp3", "wav", "m4a"])
async def test_page_shares_a_voice_that_plays_there(page: Page, slack: SandboxSlack, ending: str) -> None:
    await share(page, ending)
    await expect(page.get_by_role("group", name=f"Audio: take.{ending}")).to_be_visible()
    (file,) = slack.messages("C_VIDEO")[-1]["files"]
    assert (file["mimetype"], file["size"]) == (MIMES[ending], len(recorded(ending)))
    if ending == "wav":
        await expect(page.get_by_role("slider", name="Position in take.wav")).to_have_attribute("max", "1")


async def test_page_shares_a_clip_that_plays_there(page: Page, slack: SandboxSlack) -> None:
    """With the browser's own controls; where it cannot play this kind, it says so, and the file can be taken along."""
    await share(page, "mp4")
    player = page.locator("figure[data-file]")
    await expect(player).to_contain_text("take.mp4")
    (file,) = slack.messages("C_VIDEO")[-1]["files"]
    assert (file["mimetype"], file["size"]) == ("video/mp4", len(recorded("mp4")))
    await expect(player).to_have_attribute("data-file", file["id"])
    video = player.locator("video")
    await expect(video).to_have_attribute("controls", "")
    if await video.evaluate(PLAYS):
        await expect(video).to_have_js_property("videoWidth", 160)
    else:
        await expect(player.get_by_text("cannot play")).to_be_visible()
    await expect(player.get_by_role("link", name="Download")).to_have_attribute("download", "take.mp4")


async def test_page_shares_words_with_a_clip(page: Page, slack: SandboxSlack) -> None:
    """What is written in the field goes along, and the field is free again."""
    field = page.get_by_label("Write to #video")
    await field.fill("something upbeat for this, please")
    await share(page, "mp4")
    await expect(page.locator("article", has_text="something upbeat")).to_contain_text("take.mp4")
    await expect(field).to_have_value("")
    message = slack.messages("C_VIDEO")[-1]
    assert message["text"] == "something upbeat for this, please"
    assert [file["name"] for file in message["files"]] == ["take.mp4"]


async def test_page_keeps_a_command_out_of_a_shared_file(page: Page, slack: SandboxSlack) -> None:
    field = page.get_by_label("Write to #video")
    await field.fill("/bgm calm")
    await share(page, "mp3")
    await expect(page.get_by_role("group", name="Audio: take.mp3")).to_be_visible()
    await expect(field).to_have_value("/bgm calm")
    assert slack.messages("C_VIDEO")[-1]["text"] == ""


async def test_page_shares_a_voice_in_a_thread(open_page: Any, slack: SandboxSlack) -> None:
    root = await slack.person("ann").say("C_VIDEO", "here it comes")
    page = await open_page(f"#/C_VIDEO/{root['ts']}")
    await share(page, "m4a", "thread")
    await expect(page.locator(".frame--thread").get_by_role("group", name="Audio: take.m4a")).to_be_visible()
    assert slack.thread("C_VIDEO", root["ts"])[-1]["files"][0]["name"] == "take.m4a"


async def test_page_says_words_again_when_a_file_was_refused(page: Page, slack: SandboxSlack) -> None:
    slack.world.uploads_enabled = False
    field = page.get_by_label("Write to #video")
    await field.fill("my words")
    await share(page, "mp3")
    await expect(page.get_by_text("File uploads are switched off")).to_be_visible()
    await expect(field).to_have_value("my words")


async def test_page_offers_all_that_can_be_done_with_a_recording(page: Page) -> None:
    await share(page, "mp4")
    article = page.locator("article", has_text="take.mp4")
    await article.focus()
    await page.keyboard.press("m")
    for name in SHORTCUTS:
        await expect(page.get_by_role("menuitem", name=name)).to_be_visible()
