"""Files on the page: sound plays where it stands and is as long as it is; pictures have words."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from browser_expect import expect
from browser_stage import RATE, Puppet, actions, button, section, tone
from PIL import Image

if TYPE_CHECKING:
    from playwright.async_api import Page

    from sandbox.slack.server import SandboxSlack

DECODE = """async () => {
  const { decodedLength } = await import("/page/static/decode.js");
  return decodedLength(document.querySelector("audio").src);
}"""


async def test_page_decodes_exactly_the_samples_that_were_shared(page: Page, bot: Puppet) -> None:
    data, samples = tone(1.2345)
    await bot.share("bed.wav", data)
    await expect(page.get_by_role("group", name="Audio: bed.wav")).to_be_visible()
    assert await page.evaluate(DECODE) == {"seconds": samples / RATE, "samples": samples, "channels": 2, "rate": RATE}
    await page.get_by_role("button", name="Measure").click()
    await expect(page.get_by_text("0:01.234 decoded").or_(page.get_by_text("0:01.235 decoded"))).to_be_visible()


async def test_page_plays_and_pauses_where_the_file_stands(page: Page, bot: Puppet) -> None:
    await bot.share("bed.wav", tone(30, 8000)[0])
    await page.get_by_role("button", name="Play bed.wav").press("Enter")
    await expect(page.get_by_role("button", name="Pause bed.wav")).to_be_focused()
    await expect(page.get_by_role("slider", name="Position in bed.wav")).not_to_have_value("0")
    await page.keyboard.press("Space")
    await expect(page.get_by_role("button", name="Play bed.wav")).to_be_visible()
    assert await page.evaluate("document.querySelector('audio').paused")


async def test_page_seeks_by_keyboard(page: Page, bot: Puppet) -> None:
    await bot.share("bed.wav", tone(30, 8000)[0])
    scrub = page.get_by_role("slider", name="Position in bed.wav")
    await expect(scrub).to_have_attribute("max", "30")
    await scrub.press("ArrowRight")
    await scrub.press("ArrowRight")
    await expect(scrub).to_have_attribute("aria-valuetext", "0:10 of 0:30")
    await scrub.press("End")
    await expect(scrub).to_have_attribute("aria-valuetext", "0:30 of 0:30")
    await scrub.press("Home")
    await expect(scrub).to_have_attribute("aria-valuetext", "0:00 of 0:30")


async def test_page_goes_on_playing_while_cards_change_around_it(page: Page, bot: Puppet) -> None:
    ts = await bot.post(section("▓░░░ 1"), actions(button("cancel", "Cancel")))
    await bot.share("bed.wav", tone(30, 8000)[0])
    await page.get_by_role("button", name="Play bed.wav").click()
    await expect(page.get_by_role("slider", name="Position in bed.wav")).not_to_have_value("0")
    await page.evaluate("window.sound = document.querySelector('audio')")
    await bot.edit(ts, section("▓▓▓▓ done"))
    await bot.post(text="and another message")
    await bot.client.reactions_add(channel="C_VIDEO", timestamp=ts, name="repeat")
    await expect(page.get_by_text("and another message", exact=True)).to_be_visible()
    await expect(page.get_by_text("▓▓▓▓")).to_be_attached()
    assert await page.evaluate("window.sound.isConnected && !window.sound.paused")


async def test_page_plays_one_sound_at_a_time(page: Page, bot: Puppet) -> None:
    await bot.share("one.wav", tone(20, 8000)[0])
    await bot.share("two.wav", tone(20, 8000)[0])
    await page.get_by_role("button", name="Play one.wav").click()
    await expect(page.get_by_role("button", name="Pause one.wav")).to_be_visible()
    await page.get_by_role("button", name="Play two.wav").click()
    await expect(page.get_by_role("button", name="Play one.wav")).to_be_visible()
    await expect(page.get_by_role("button", name="Pause two.wav")).to_be_visible()


async def test_page_shows_a_picture_of_a_shared_file_with_its_words(
    page: Page, bot: Puppet, slack: SandboxSlack
) -> None:
    held = io.BytesIO()
    Image.new("RGB", (600, 120), "#3a9687").save(held, "PNG")
    answer = await bot.client.files_upload_v2(
        channel="C_LEADS", filename="w.png", content=held.getvalue(), alt_txt="two swells"
    )
    await slack.settle()
    picture = {"type": "image", "slack_file": {"id": answer["files"][0]["id"]}, "alt_text": "a soft start, two swells"}
    await bot.post(section("v1"), picture)
    shown = page.get_by_role("img", name="a soft start, two swells")
    await expect(shown).to_be_visible()
    await expect(shown).to_have_js_property("naturalWidth", 600)


async def test_page_says_that_a_deleted_file_is_gone(page: Page, bot: Puppet, slack: SandboxSlack) -> None:
    await bot.share("bed.wav", tone(0.5)[0], words="Here it is")
    await expect(page.get_by_role("button", name="Play bed.wav")).to_be_visible()
    file = slack.messages("C_VIDEO")[-1]["files"][0]
    await bot.client.files_delete(file=file["id"])
    await expect(page.get_by_text("was deleted")).to_be_visible()
    await expect(page.get_by_role("button", name="Play bed.wav")).to_have_count(0)
