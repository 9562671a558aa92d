"""Talking on the page: commands, messages, what only one person sees, live changes, several people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from browser_expect import expect
from browser_stage import Puppet, actions, button, section

if TYPE_CHECKING:
    from playwright.async_api import Page

    from sandbox.slack.server import SandboxSlack


async def test_page_sends_a_command_and_shows_the_answer_to_that_person_alone(
    page: Page, bot: Puppet, open_page: Any
) -> None:
    ben = await open_page(user="U_BEN")
    field = page.get_by_label("Write to #video")
    await field.fill("/bgm calm lo-fi 0:45")
    await field.press("Enter")
    assert (await bot.hears("command"))["text"] == "calm lo-fi 0:45"
    await expect(page.get_by_text("Only visible to you", exact=True)).to_be_visible()
    await expect(page.locator("em", has_text="calm lo-fi 0:45")).to_be_visible()
    await expect(field).to_have_value("")
    await expect(ben.get_by_text("Only visible to you", exact=True)).to_have_count(0)


async def test_page_puts_an_ephemeral_away(page: Page) -> None:
    field = page.get_by_label("Write to #video")
    await field.fill("/bgm help")
    await field.press("Enter")
    await page.get_by_role("button", name="Put this message away").click()
    await expect(page.get_by_text("Only visible to you", exact=True)).to_have_count(0)
    await page.reload()
    await expect(page.get_by_text("This is #video")).to_be_visible()
    await expect(page.get_by_text("Only visible to you", exact=True)).to_have_count(0)


async def test_page_offers_commands_and_says_how_they_are_used(page: Page) -> None:
    field = page.get_by_label("Write to #video")
    await field.press_sequentially("/b")
    await expect(page.get_by_role("option", name="/bgm")).to_be_visible()
    await field.press("Enter")
    await expect(field).to_have_value("/bgm ")
    await expect(page.get_by_text('calm lo-fi instrumental 0:45 for "Onboarding"').first).to_be_visible()


async def test_page_fills_an_example_and_does_not_send_it(page: Page, slack: SandboxSlack) -> None:
    idea = page.locator(".idea").first
    wanted = await idea.locator(".idea__text").inner_text()
    await idea.click()
    field = page.get_by_label("Write to #video")
    await expect(field).to_have_value(wanted)
    await expect(field).to_be_focused()
    assert slack.messages("C_VIDEO", user="U_ANN") == []


async def test_page_says_why_a_command_in_a_thread_is_refused_and_keeps_the_words(page: Page, bot: Puppet) -> None:
    ts = await bot.post(text="a root")
    await page.evaluate("ts => location.hash = `#/C_VIDEO/${ts}`", ts)
    field = page.get_by_label("Reply …")
    await field.fill("/bgm warmer")
    await field.press("Enter")
    await expect(page.locator(".frame--thread .composer__problem")).to_contain_text("thread")
    await expect(field).to_have_value("/bgm warmer")


async def test_page_breaks_lines_with_shift_and_brings_back_what_was_sent(page: Page) -> None:
    field = page.get_by_label("Write to #video")
    await field.press_sequentially("one")
    await field.press("Shift+Enter")
    await field.press_sequentially("two")
    await field.press("Enter")
    await expect(page.locator("article .text")).to_have_text("one\ntwo")
    await field.press("ArrowUp")
    await expect(field).to_have_value("one\ntwo")
    await field.press("ArrowDown")
    await expect(field).to_have_value("")


async def test_page_edits_a_card_in_place_and_keeps_focus_on_its_button(page: Page, bot: Puppet) -> None:
    row = actions(button("cancel", "Cancel"))
    ts = await bot.post(section("▓▓░░░░░░░░ composing"), row)
    card = page.locator(f'article[data-ts="{ts}"]')
    await card.get_by_role("button", name="Cancel").focus()
    await card.evaluate("node => (window.before = node)")
    await bot.edit(ts, section("▓▓▓▓▓▓▓░░░ mixing"), row)
    await expect(card).to_contain_text("mixing")
    await expect(card.get_by_role("img", name="70 %")).to_be_visible()
    await expect(card.get_by_text("edited", exact=True)).to_be_visible()
    await expect(card.get_by_role("button", name="Cancel")).to_be_focused()
    assert await card.evaluate("node => node === window.before")


async def test_page_keeps_focus_even_where_the_row_of_buttons_itself_changes(page: Page, bot: Puppet) -> None:
    ts = await bot.post(section("v1"), actions(button("extend", "Extend")))
    card = page.locator(f'article[data-ts="{ts}"]')
    await card.get_by_role("button", name="Extend").focus()
    await bot.edit(ts, section("v1"), actions(button("extend", "Extend"), button("wav", "WAV")))
    await expect(card.get_by_role("button", name="WAV")).to_be_visible()
    await expect(card.get_by_role("button", name="Extend")).to_be_focused()


async def test_page_counts_replies_opens_the_thread_and_goes_back_with_escape(page: Page, bot: Puppet) -> None:
    root = await bot.post(text="the root")
    await bot.post(text="first", thread_ts=root)
    await bot.post(text="second", thread_ts=root)
    bar = page.get_by_role("button", name="2 replies")
    await expect(bar.get_by_label("new replies")).to_be_visible()
    await bar.click()
    thread = page.get_by_role("list", name="Thread in #video")
    await expect(thread.locator("article")).to_have_count(3)
    field = page.get_by_label("Reply …")
    await expect(field).to_be_focused()
    await field.fill("third")
    await field.press("Enter")
    await expect(thread.locator("article")).to_have_count(4)
    await field.press("Escape")
    await expect(thread).to_have_count(0)
    await expect(page.get_by_role("button", name="3 replies")).to_be_focused()
    await expect(page.get_by_label("new replies")).to_be_hidden()


async def test_page_marks_channels_with_something_new(page: Page, bot: Puppet) -> None:
    await bot.post(text="psst", channel="C_LEADS")
    leads = page.locator('[data-channel="C_LEADS"]')
    await expect(leads.get_by_label("unread")).to_be_visible()
    await leads.click()
    await expect(page.get_by_text("psst")).to_be_visible()
    await expect(leads.get_by_label("unread")).to_be_hidden()


async def test_page_lets_one_be_somebody_else(page: Page, slack: SandboxSlack) -> None:
    await page.get_by_role("button", name="You are Ann").click()
    await page.get_by_role("menuitemradio", name="Ben").click()
    field = page.get_by_label("Write to #video")
    await field.fill("hello from ben")
    await field.press("Enter")
    await expect(page.locator("article", has_text="hello from ben")).to_contain_text("Ben Okafor")
    assert slack.messages("C_VIDEO")[-1]["user"] == "U_BEN"


async def test_page_shares_a_file_in_the_channel(page: Page, slack: SandboxSlack) -> None:
    file = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"cut at 0:12"}
    await page.locator(".frame--channel input[type=file]").set_input_files(file)
    await expect(page.get_by_role("link", name="notes.txt")).to_be_visible()
    assert slack.messages("C_VIDEO")[-1]["files"][0]["size"] == 11


async def test_page_opened_with_no_more_than_its_address_lands_where_the_bot_is(
    page: Page, slack: SandboxSlack
) -> None:
    await page.goto("about:blank")
    await page.goto(f"{slack.url}/")
    await expect(page.get_by_role("heading", name="#video", exact=True)).to_be_visible()
    await expect(page.get_by_role("button", name="You are Ann")).to_be_visible()
    await expect(page.get_by_text("bgm is here")).to_be_visible()


async def test_page_says_whether_the_bot_is_there(open_page: Any, slack: SandboxSlack) -> None:
    page = await open_page()
    await expect(page.get_by_text("bgm is not connected")).to_be_visible()
    async with Puppet(slack):
        await expect(page.get_by_text("bgm is here")).to_be_visible()


async def test_page_takes_a_file_that_is_dropped_on_a_thread(page: Page, bot: Puppet, slack: SandboxSlack) -> None:
    root = await bot.post(text="the root")
    await page.evaluate("ts => location.hash = `#/C_VIDEO/${ts}`", root)
    pane = page.locator(".frame--thread .pane")
    await expect(pane).to_be_visible()
    carried = await page.evaluate_handle(
        "() => { const t = new DataTransfer(); t.items.add(new File(['hi'], 'dropped.txt')); return t; }"
    )
    await pane.dispatch_event("dragenter", {"dataTransfer": carried})
    await expect(page.get_by_text("Share in this thread")).to_be_visible()
    await pane.dispatch_event("drop", {"dataTransfer": carried})
    await expect(pane.get_by_role("link", name="dropped.txt")).to_be_visible()
    await expect(page.get_by_text("Share in this thread")).to_be_hidden()
    assert slack.thread("C_VIDEO", root)[-1]["files"][0]["name"] == "dropped.txt"


async def test_page_keeps_a_draft_while_one_looks_elsewhere(page: Page) -> None:
    await page.get_by_label("Write to #video").fill("half a thought")
    await page.get_by_role("link", name="leads").click()
    await expect(page.get_by_label("Write to #leads")).to_have_value("")
    await page.get_by_role("link", name="video").click()
    await expect(page.get_by_label("Write to #video")).to_have_value("half a thought")


async def test_page_puts_an_address_right_that_leads_nowhere(open_page: Any, bot: Puppet) -> None:
    for place in ("#/C_NOWHERE", "#/", "#/C_VIDEO/1.000001"):
        page = await open_page(place)
        await expect(page.get_by_role("heading", name="#video", exact=True)).to_be_visible()
        await expect(page.get_by_role("complementary")).to_have_count(0)


async def test_page_lets_go_of_the_newest_only_when_one_scrolls_up(
    page: Page, bot: Puppet, slack: SandboxSlack
) -> None:
    ben = slack.person("ben")
    for number in range(30):
        await ben.say("C_VIDEO", f"line {number}")
    await expect(page.get_by_text("line 29", exact=True)).to_be_in_viewport()
    await page.get_by_text("line 29", exact=True).hover()
    await page.mouse.wheel(0, -600)
    await expect(page.get_by_text("line 29", exact=True)).not_to_be_in_viewport()
    await ben.say("C_VIDEO", "the latest")
    await page.get_by_role("button", name="New messages").click()
    await expect(page.get_by_text("the latest", exact=True)).to_be_in_viewport()
