"""What one presses on the page: buttons, menus, confirms, modals, reactions, shortcuts, all by keyboard too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml
from browser_expect import expect
from browser_stage import MANIFEST, Puppet, actions, button, modal, plain, section

from sandbox.slack.server import SandboxSlack

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import Locator, Page

FORMATS = [{"text": plain(name), "value": name} for name in ("mp3", "wav")]
CONFIRM = {
    "title": plain("Cancel?"),
    "text": plain("It is gone then."),
    "confirm": plain("Cancel it"),
    "deny": plain("Keep"),
}


def text_input(block_id: str, label: str, **more: Any) -> dict[str, Any]:
    """A text input of a modal."""
    element = {"type": "plain_text_input", "action_id": "words", **more}
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element}


def card(page: Page, ts: str) -> Locator:
    """The message as the channel pane shows it."""
    return page.locator(f'.frame--channel article[data-ts="{ts}"]')


async def test_page_button_reaches_the_bot_with_its_block_and_person(page: Page, bot: Puppet) -> None:
    ts = await bot.post(section("v1"), actions(button("extend", "Extend")))
    await card(page, ts).get_by_role("button", name="Extend").press("Enter")
    body = await bot.hears("action")
    assert (body["user"]["id"], body["container"]["message_ts"]) == ("U_ANN", ts)
    assert (body["actions"][0]["action_id"], body["actions"][0]["block_id"]) == ("extend", "controls")


async def test_page_asks_before_a_button_with_a_confirm(page: Page, bot: Puppet) -> None:
    ts = await bot.post(
        section("v1"), actions(button("cancel", "Stop", style="danger", confirm=CONFIRM), button("after", "Then"))
    )
    stop = card(page, ts).get_by_role("button", name="Stop")
    await stop.click()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await card(page, ts).get_by_role("button", name="Then").click()
    assert (await bot.hears("action"))["actions"][0]["action_id"] == "after"
    await stop.click()
    await page.get_by_role("button", name="Cancel it").click()
    assert (await bot.hears("action"))["actions"][0]["action_id"] == "cancel"


async def test_page_menus_send_what_was_chosen(page: Page, bot: Puppet) -> None:
    menu = {"type": "static_select", "action_id": "format", "placeholder": plain("Format"), "options": FORMATS}
    ts = await bot.post(section("v1"), actions(menu, {"type": "overflow", "action_id": "more", "options": FORMATS}))
    await card(page, ts).get_by_label("Format").select_option("wav")
    assert (await bot.hears("action"))["actions"][0]["selected_option"]["value"] == "wav"
    await card(page, ts).locator('[data-control="more"]').press("Enter")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    chosen = (await bot.hears("action"))["actions"][0]
    assert (chosen["action_id"], chosen["selected_option"]["value"]) == ("more", "wav")


async def test_page_modal_sends_its_values_and_closes(page: Page, bot: Puppet) -> None:
    select = {"type": "static_select", "action_id": "format", "options": FORMATS, "initial_option": FORMATS[0]}
    tempo = {
        "type": "checkboxes",
        "action_id": "keep",
        "options": [{"text": plain("Keep the tempo"), "value": "tempo"}],
    }
    bot.answers["action"] = modal(
        text_input("change", "What should change?"),
        {"type": "input", "block_id": "format", "label": plain("Format"), "element": select},
        {"type": "input", "block_id": "also", "label": plain("Also"), "element": tempo, "optional": True},
    )
    ts = await bot.post(section("v1"), actions(button("open", "Refine")))
    await card(page, ts).get_by_role("button", name="Refine").click()
    dialog = page.get_by_role("dialog", name="Refine")
    await expect(dialog.get_by_label("What should change?")).to_be_focused()
    await page.keyboard.type("warmer")
    await dialog.get_by_label("Keep the tempo").check()
    await page.keyboard.press("Enter")
    values = (await bot.hears("submission"))["view"]["state"]["values"]
    assert values["change"]["words"]["value"] == "warmer"
    assert values["format"]["format"]["selected_option"]["value"] == "mp3"
    assert [option["value"] for option in values["also"]["keep"]["selected_options"]] == ["tempo"]
    await expect(dialog).to_have_count(0)


async def test_page_modal_asks_for_what_is_missing_and_shows_the_bots_errors_beside_the_field(
    page: Page, bot: Puppet
) -> None:
    bot.answers["action"] = modal(text_input("length", "Length"), text_input("title", "Title"))
    bot.answers["errors"] = {"length": "Between 3 s and 10 minutes, please."}
    ts = await bot.post(section("v1"), actions(button("open", "Refine")))
    await card(page, ts).get_by_role("button", name="Refine").click()
    dialog = page.get_by_role("dialog")
    length = dialog.get_by_label("Length")
    await length.fill("9h")
    await dialog.get_by_role("button", name="Make it").click()
    await expect(dialog.get_by_text("Please fill this in.")).to_have_count(1)
    await expect(dialog.get_by_label("Title")).to_be_focused()
    await dialog.get_by_label("Title").fill("Intro")
    await dialog.get_by_role("button", name="Make it").click()
    await expect(dialog.get_by_text("Between 3 s and 10 minutes, please.")).to_be_visible()
    await expect(length).to_be_focused()
    await expect(length).to_have_attribute("aria-invalid", "true")
    await expect(length).to_have_value("9h")
    await length.fill("0:45")
    await dialog.get_by_role("button", name="Make it").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_page_modal_closes_with_escape_for_the_bot_too(page: Page, bot: Puppet, slack: SandboxSlack) -> None:
    bot.answers["action"] = modal(text_input("length", "Length"))
    ts = await bot.post(section("v1"), actions(button("open", "Refine")))
    opener = card(page, ts).get_by_role("button", name="Refine")
    await opener.click()
    await expect(page.get_by_label("Length")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await slack.until(lambda: slack.modals.top("U_ANN") is None)
    await expect(opener).to_be_focused()


async def test_page_reacts_by_keyboard_alone_and_takes_it_back(page: Page, bot: Puppet, slack: SandboxSlack) -> None:
    ts = await bot.post(text="v1")
    message = card(page, ts)
    await message.focus()
    await page.keyboard.press("r")
    await expect(page.get_by_label("Search emoji")).to_be_focused()
    await page.keyboard.type("extend")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("Enter")
    assert (await bot.hears("reaction"))["reaction"] == "fast_forward"
    chip = message.get_by_role("button", name="fast forward, 1: you")
    await expect(chip).to_have_attribute("aria-pressed", "true")
    await chip.press("Enter")
    await expect(chip).to_have_count(0)
    assert "reactions" not in slack.messages("C_VIDEO")[-1]


async def test_page_shows_two_people_each_others_reactions(page: Page, bot: Puppet, open_page: Any) -> None:
    ben = await open_page(user="U_BEN")
    ts = await bot.post(text="v1")
    await bot.client.reactions_add(channel="C_VIDEO", timestamp=ts, name="repeat")
    await card(page, ts).locator("[data-reaction=repeat]").click()
    theirs = card(ben, ts).locator("[data-reaction=repeat]")
    await expect(theirs).to_have_text("2")
    await expect(theirs).to_have_attribute("aria-pressed", "false")
    await theirs.click()
    await expect(card(page, ts).locator("[data-reaction=repeat]")).to_have_text("3")


async def test_page_says_in_words_what_the_sandbox_refuses(page: Page, bot: Puppet, slack: SandboxSlack) -> None:
    await page.goto(f"{slack.url}/?user=U_ANN#/C_ANNOUNCEMENTS")
    field = page.get_by_label("Write to #announcements")
    await field.fill("hello")
    await field.press("Enter")
    await expect(page.get_by_role("alert").filter(has_text="Only a few people can post")).to_be_visible()
    await expect(field).to_have_value("hello")


async def test_page_walks_messages_and_channels_with_arrows(page: Page, bot: Puppet) -> None:
    first, second = await bot.post(text="one"), await bot.post(text="two")
    await card(page, second).focus()
    await page.keyboard.press("ArrowUp")
    await expect(card(page, first)).to_be_focused()
    await page.locator('[data-channel="C_VIDEO"]').focus()
    await page.keyboard.press("ArrowUp")
    await expect(page.locator('[data-channel="C_GENERAL"]')).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="#general", exact=True)).to_be_visible()


async def test_page_offers_the_apps_shortcuts_in_a_messages_menu(open_page: Any, tmp_path: Path) -> None:
    manifest = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    words = {
        "name": "Make a bed for this",
        "type": "message",
        "callback_id": "bed_for",
        "description": "From its words",
    }
    manifest["features"]["shortcuts"] = [words]
    (tmp_path / "manifest.yml").write_text(yaml.safe_dump(manifest), encoding="utf-8")
    async with SandboxSlack(tmp_path / "manifest.yml") as slack, Puppet(slack) as bot:
        said = await slack.person("ben").say("C_VIDEO", "something calm, 45 s")
        page = await open_page(base=slack.url)
        await card(page, said["ts"]).focus()
        await page.keyboard.press("m")
        await page.get_by_role("menuitem", name="Make a bed for this").press("Enter")
        heard = await bot.hears("shortcut")
        assert (heard["callback_id"], heard["message"]["ts"]) == ("bed_for", said["ts"])


async def test_page_reaches_every_control_by_tab(page: Page, bot: Puppet) -> None:
    root = await bot.post(section("v1"), actions(button("extend", "Extend"), button("regenerate", "Again")))
    await bot.post(text="reply", thread_ts=root)
    await bot.client.reactions_add(channel="C_VIDEO", timestamp=root, name="repeat")
    await page.get_by_role("button", name="1 reply").click()
    await expect(page.get_by_label("Reply …")).to_be_focused()
    wanted = await page.evaluate(VISIBLE_CONTROLS)
    await page.evaluate("document.activeElement.blur(); window.reached = new Set()")
    for _ in range(wanted * 2 + 20):
        await page.keyboard.press("Tab")
        await page.evaluate("window.reached.add(document.activeElement)")
    missed = await page.evaluate("window.wanted.filter(one => !window.reached.has(one)).map(one => one.outerHTML)")
    assert missed == []
    assert wanted > 20


VISIBLE_CONTROLS = """() => {
  const all = [...document.querySelectorAll("a[href], button, input, textarea, select")];
  const seen = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.hidden && one.type !== "file";
  window.wanted = all.filter(seen);
  return window.wanted.length;
}"""
