"""Buttons, menus, shortcuts and modals, through a real Bolt app."""

from __future__ import annotations

from typing import Any

import pytest

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(action_id: str, **more: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain(action_id), "value": "v1", **more}


MENU = {
    "type": "static_select",
    "action_id": "length",
    "options": [{"text": plain(v), "value": v} for v in ("0:30", "1:00")],
}
CARD = [{"type": "actions", "block_id": "card", "elements": [button("extend"), MENU]}]
INPUT = {"type": "plain_text_input", "action_id": "words", "min_length": 3, "max_length": 20}
MODAL = {
    "type": "modal",
    "callback_id": "refine",
    "title": plain("Refine"),
    "submit": plain("Compose"),
    "private_metadata": "take-1",
    "blocks": [
        {"type": "input", "block_id": "what", "label": plain("What"), "element": INPUT},
        {"type": "actions", "block_id": "more", "elements": [button("deeper")]},
    ],
}


def titled(title: str) -> Json:
    return {**MODAL, "title": plain(title)}


ANSWERS: dict[str, Json] = {
    "banjo": {"response_action": "errors", "errors": {"what": "No banjo here."}},
    "update": {"response_action": "update", "view": titled("Again")},
    "push": {"response_action": "push", "view": titled("Upon")},
    "broken": {"response_action": "update", "view": titled("x" * 25)},
    "clear": {"response_action": "clear"},
}


@pytest.fixture
async def desk(slack, web, bolt, connected):
    """A Bolt app that opens a modal from a button, a command and a shortcut, and writes down what it hears."""
    app, heard = bolt(slack), []

    @app.action("extend")
    async def extend(ack, body, client):
        heard.append(body)
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)
        await ack()

    @app.action("length")
    async def length(ack, body):
        heard.append(body)
        await ack()

    @app.action("deeper")
    async def deeper(ack, body, client):
        heard.append(body)
        await client.views_push(trigger_id=body["trigger_id"], view=titled("Deeper"))
        await ack()

    @app.shortcut("refine")
    async def shortcut(ack, body):
        heard.append(body)
        await ack()

    @app.view("refine")
    async def submitted(ack, body):
        heard.append(body)
        words = body["view"]["state"]["values"]["what"]["words"]["value"]
        await ack(**ANSWERS.get(words, {}))

    async with connected(slack, app):
        posted = await web.chat_postMessage(channel="C_VIDEO", text="card", blocks=CARD)
        yield slack.person("ann"), slack.messages("video")[0], heard, posted["ts"]


async def test_a_click_tells_who_where_and_what_and_brings_a_trigger(desk):
    ann, card, heard, ts = desk
    assert (await ann.click(card, "extend")).ok
    (body,) = heard
    assert (body["user"]["id"], body["channel"]["id"], body["container"]["message_ts"]) == ("U_ANN", "C_VIDEO", ts)
    (action,) = body["actions"]
    assert (action["action_id"], action["block_id"], action["value"]) == ("extend", "card", "v1")
    assert body["message"]["ts"] == ts
    assert ann.modal()["title"]["text"] == "Refine"


async def test_a_menu_sends_the_option_that_was_chosen(desk):
    ann, card, heard, _ = desk
    await ann.click(card, "length", selected_option="1:00")
    assert heard[0]["actions"][0]["selected_option"] == MENU["options"][1]
    with pytest.raises(KeyError):
        await ann.click(card, "length", selected_option="9:99")
    with pytest.raises(KeyError):
        await ann.click(card, "no-such-button")


async def test_a_click_in_an_ephemeral_has_no_message_and_nobody_else_can_make_it(slack, web, desk):
    ann, _, heard, _ = desk
    await web.chat_postEphemeral(channel="C_VIDEO", user="U_ANN", text="psst", blocks=CARD)
    (psst,) = ann.ephemerals("video")
    assert (await ann.click(psst, "length", selected_option="0:30")).ok
    assert heard[0]["container"]["is_ephemeral"] is True
    assert "message" not in heard[0]
    with pytest.raises(KeyError):
        await slack.person("ben").click(psst, "extend")


async def test_a_modal_is_submitted_with_its_values_and_closes(desk):
    ann, card, heard, _ = desk
    await ann.click(card, "extend")
    answer = await ann.submit(ann.modal(), {"words": "warmer"})
    assert answer.ok
    assert ann.modal() is None
    view = heard[-1]["view"]
    assert view["state"]["values"]["what"]["words"] == {"type": "plain_text_input", "value": "warmer"}
    assert (view["callback_id"], view["private_metadata"]) == ("refine", "take-1")


async def test_the_window_itself_refuses_what_is_missing_or_too_short(desk):
    ann, card, heard, _ = desk
    await ann.click(card, "extend")
    assert (await ann.submit(ann.modal(), {})).errors == {"what": "Please complete this required field."}
    assert (await ann.submit(ann.modal(), {"words": "ab"})).errors == {"what": "Please use at least 3 characters."}
    assert (await ann.submit(ann.modal(), {"words": "a" * 21})).errors == {"what": "Please use at most 20 characters."}
    assert len(heard) == 1


@pytest.mark.parametrize(("words", "title"), [("update", "Again"), ("push", "Upon"), ("clear", None)])
async def test_the_app_may_answer_a_submit_with_another_view(desk, words, title):
    ann, card, _, _ = desk
    await ann.click(card, "extend")
    await ann.submit(ann.modal(), {"words": words})
    shown = ann.modal()
    assert (shown and shown["title"]["text"]) == title


async def test_errors_of_the_app_leave_the_modal_open(desk):
    ann, card, _, _ = desk
    await ann.click(card, "extend")
    assert (await ann.submit(ann.modal(), {"words": "banjo"})).errors == {"what": "No banjo here."}
    assert ann.modal()["title"]["text"] == "Refine"


async def test_a_view_that_slack_cannot_show_leaves_the_modal_as_it_was(desk):
    ann, card, _, _ = desk
    await ann.click(card, "extend")
    assert "trouble" in (await ann.submit(ann.modal(), {"words": "broken"})).failed
    assert ann.modal()["title"]["text"] == "Refine"


async def test_views_are_pushed_three_deep_and_closed_one_by_one(desk):
    ann, card, _, _ = desk
    await ann.click(card, "extend")
    await ann.view_click(ann.modal(), "deeper")
    upper = ann.modal()
    assert upper["title"]["text"] == "Deeper"
    assert upper["previous_view_id"] == upper["root_view_id"]
    await ann.close(upper)
    assert ann.modal()["title"]["text"] == "Refine"


async def test_a_close_is_told_to_an_app_that_asked_for_it(slack, web, bolt, connected):
    app, heard = bolt(slack), []

    @app.view_closed("refine")
    async def closed(ack, body):
        heard.append(body["view"]["private_metadata"])
        await ack()

    ann = slack.person("ann")
    async with connected(slack, app):
        for notify in (False, True):
            trigger = slack.parts.triggers.issue("U_ANN")
            await web.views_open(trigger_id=trigger, view={**MODAL, "notify_on_close": notify})
            await ann.close(ann.modal())
    assert heard == ["take-1"]


async def test_a_shortcut_brings_the_message_and_its_thread(slack, web, desk):
    ann, _, heard, ts = desk
    reply = await web.chat_postMessage(channel="C_VIDEO", text="take", thread_ts=ts)
    assert (await ann.shortcut("video", reply["ts"], "refine")).ok
    (body,) = heard
    assert (body["type"], body["message"]["thread_ts"], body["message_ts"]) == ("message_action", ts, reply["ts"])
    assert not (await ann.shortcut("video", reply["ts"], "unknown")).ok


async def test_a_trigger_opens_one_modal_within_three_seconds(slack, web, refused, clock):
    trigger = slack.parts.triggers.issue("U_ANN", channel="C_VIDEO")
    await web.views_open(trigger_id=trigger, view=MODAL)
    assert await refused(web.views_open(trigger_id=trigger, view=MODAL)) == "exchanged_trigger_id"
    late = slack.parts.triggers.issue("U_ANN")
    clock.advance(3.1)
    assert await refused(web.views_open(trigger_id=late, view=MODAL)) == "expired_trigger_id"
    assert await refused(web.views_open(trigger_id="made.up.one", view=MODAL)) == "invalid_trigger_id"


async def test_an_open_modal_can_be_updated_unless_it_changed_meanwhile(slack, web, refused):
    trigger = slack.parts.triggers.issue("U_ANN")
    view = (await web.views_open(trigger_id=trigger, view=MODAL))["view"]
    other = {**MODAL, "title": plain("Other")}
    updated = (await web.views_update(view_id=view["id"], view=other, hash=view["hash"]))["view"]
    assert updated["id"] == view["id"]
    assert await refused(web.views_update(view_id=view["id"], view=other, hash=view["hash"])) == "hash_conflict"
    await slack.person("ann").close(updated)
    assert await refused(web.views_update(view_id=view["id"], view=other)) == "not_found"


@pytest.mark.parametrize(
    "change",
    [
        {"title": plain("x" * 25)},
        {"submit": None},
        {"blocks": [{"type": "divider"}] * 101},
        {"private_metadata": "x" * 3001},
        {"type": "home"},
    ],
)
async def test_a_view_over_its_limits_is_refused(slack, web, refused, change):
    view = {k: v for k, v in {**MODAL, **change}.items() if v is not None}
    trigger = slack.parts.triggers.issue("U_ANN")
    assert await refused(web.views_open(trigger_id=trigger, view=view)) == "invalid_arguments"


async def test_with_no_app_listening_a_click_and_a_submit_end_in_words(slack, web):
    await web.chat_postMessage(channel="C_VIDEO", text="card", blocks=CARD)
    ann = slack.person("ann")
    assert "dispatch failed" in (await ann.click(slack.messages("video")[0], "extend")).failed
    trigger = slack.parts.triggers.issue("U_ANN")
    await web.views_open(trigger_id=trigger, view=MODAL)
    answer = await ann.submit(ann.modal(), {"words": "warmer"})
    assert "trouble connecting" in answer.failed
    assert ann.modal() is not None
