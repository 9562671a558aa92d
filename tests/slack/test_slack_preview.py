"""The cards of what is made here: a preview with its clearance and buttons, a take as another bed, a receipt."""

from __future__ import annotations

from typing import Any

import pytest
from slack_letters import brief, job, letter, receipt, take

from bot.domain.job import Kind, State
from bot.domain.thread import PostKind, TakeState
from bot.slack.plain import plain_message
from bot.slack.views import render

WORDS = [
    "The voice stands 9.0 dB above the bed (19.0 dB when it ducks): passes 12 and 18 dB, not 20 dB",
    "hardest to hear between 1 and 2 kHz: +9 dB",
    "suggested: ducked by 11 dB",
]
LAID = {"words": WORDS, "gain": -4.0, "dip": 10.0, "clearance": {"index": 0.9}}


def preview(laid: dict[str, Any] | None = None, of: TakeState = TakeState.DELIVERED, **changes: Any) -> Any:
    """The card of a preview of v1 under voice.m4a."""
    details = {"slack_file": "F1", "file": "x", "title": "voice.m4a", **({"laid": laid} if laid else {})}
    facts = {"id": "j2", "kind": Kind.LAY, "parent": "k1", "state": State.DELIVERED, "details": details}
    the_job = job(**{**facts, "shown_as": "j2:card", **changes})
    return render(letter(PostKind.EDIT, job=the_job, takes=(take(state=of),)))


def shown(rendered: Any) -> str:
    return plain_message(rendered.text, rendered.blocks)


def buttons(rendered: Any) -> dict[str, str]:
    rows = [block["elements"] for block in rendered.blocks if block["type"] == "actions"]
    return {one["action_id"]: one["value"] for row in rows for one in row}


def test_slack_preview_says_what_lies_under_what_and_how_clear_the_voice_is() -> None:
    said = shown(preview(LAID))
    assert said.startswith("v1 under voice.m4a\n")
    assert "The bed lies 4 dB lower than delivered and ducks by 10 dB while somebody speaks." in said
    assert "passes 12 and 18 dB, not 20 dB" in said
    assert "Hardest to hear between 1 and 2 kHz: +9 dB" in said
    assert "Suggested: ducked by 11 dB" in said
    assert "Done in 12 s: it is below." in said


def test_slack_preview_writes_what_is_below_nothing_with_a_minus_as_everywhere() -> None:
    worst = [*WORDS[:1], "hardest to hear between 1 and 2 kHz: -9 dB"]
    assert "1 and 2 kHz: −9 dB" in shown(preview({**LAID, "words": worst}))


def test_slack_preview_has_a_button_for_each_wish_about_the_job() -> None:
    assert buttons(preview(LAID)) == dict.fromkeys(
        ("bgm:lower", "bgm:raise", "bgm:duck more", "bgm:duck less", "bgm:keep level"), "j2"
    )


def test_slack_preview_at_the_delivered_level_offers_no_second_delivery() -> None:
    rendered = preview({**LAID, "gain": 0.0})
    assert "bgm:keep level" not in buttons(rendered)
    assert "The bed lies at its delivered level" in shown(rendered)


@pytest.mark.parametrize("state", [TakeState.WITHDRAWN, TakeState.EXPIRED])
def test_slack_preview_of_a_take_that_is_gone_has_no_buttons(state: TakeState) -> None:
    assert buttons(preview(LAID, state)) == {}


def test_slack_preview_without_speech_says_how_it_lies_alone() -> None:
    said = shown(preview({"words": [], "gain": 2.0, "dip": 10.0, "clearance": None}))
    assert "The bed lies 2 dB louder than delivered." in said
    assert "duck" not in said.split("[")[0]


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"state": State.ACCEPTED, "details": {"slack_file": "F1", "title": "voice.m4a"}}, "fetching the file"),
        ({"state": State.ACCEPTED, "parent": None}, "waiting for the bed"),
        ({"state": State.PRODUCING}, "laying the bed under it"),
        ({"state": State.FAILED, "reason": "The file is empty."}, "The file is empty."),
        ({"state": State.FAILED, "reason": "Broken."}, "choose it anew in the menu of the message"),
    ],
)
def test_slack_preview_is_told_of_while_it_is_made(changes: dict[str, Any], line: str) -> None:
    said = shown(preview(**{"started_at": None, **changes}))
    assert "under voice.m4a" in said
    assert line in said


def test_slack_preview_a_fit_says_what_is_asked_of_it() -> None:
    asked = brief(duration=30.0, loudness=-16.0, fade=2.0, hits=(12.0,), climax=20.0, format="wav")
    facts = {"id": "j2", "kind": Kind.FIT, "parent": "k1", "brief": asked, "lengths": (30.0,), "shown_as": "j2:card"}
    said = shown(render(letter(PostKind.CARD, job=job(**facts), takes=(take(),))))
    assert "v1 as another bed: 0:30 · −16 LUFS · fading over 2 s · a hit at 0:12 · the climax at 0:20 · wav" in said
    done = job(**facts, state=State.DELIVERED)
    fitted = take(id="k2", number=2, job_id="j2", parent="k1", origin="fitted")
    assert "v2 · fitted from v1" in shown(render(letter(PostKind.EDIT, job=done, takes=(take(), fitted))))


def test_slack_preview_a_bed_for_a_recording_says_for_which() -> None:
    details = {"slack_file": "F1", "title": "Launch.mp4", "lay": True}
    said = shown(render(letter(PostKind.CARD, job=job(details=details, shown_as="j1:card"))))
    assert said.startswith("Onboarding for Launch.mp4\ncalm lo-fi · instrumental · 0:45\n")


def test_slack_preview_a_take_s_card_says_what_was_fitted_in_order() -> None:
    """Five lines at most, as the receipt has them; More is there for every take, for its receipt and other lengths."""
    notes = tuple(f"note {number}" for number in range(7))
    for offers in (frozenset({Kind.FIT, Kind.RECEIPT}), frozenset(Kind)):
        known = take(receipt=receipt(notes=notes))
        rendered = render(letter(PostKind.TAKE, takes=(known,), take_id="k1", offers=offers))
        assert "note 0  note 1  note 2  note 3  note 4\n" in shown(rendered)
        assert "bgm:more" in buttons(rendered)


def test_slack_preview_what_failed_is_typed_again_with_how_it_was_to_be_fitted() -> None:
    asked = brief(loudness=-16.0, fade=2.0, cutdowns=(15.0, 6.0), hits=(12.0,), climax=30.0)
    failed = job(state=State.FAILED, reason="Broken.", brief=asked)
    said = shown(render(letter(PostKind.EDIT, job=failed)))
    assert "--loudness -16 --fade 2 --set 15,6 --hit 0:12 --climax 0:30" in said
