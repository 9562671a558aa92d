"""What the demo's messages and modal look like, as data."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

BAR = 10


def card(done: float, *, by: str = "U_ANN", state: str = "composing") -> Json:
    """The card of a job; `done` is 0 to 1."""
    filled = round(done * BAR)
    line = f"`{'▓' * filled}{'░' * (BAR - filled)}`  {state} · 0:{round(done * 35):02d} of about 0:35"
    words = f"*Onboarding* · calm lo-fi, instrumental, 0:45\nasked by <@{by}>"
    blocks: list[Json] = [_section("what", words), _context("progress", line)]
    if done < 1:
        cancel = _button("cancel", "Cancel", style="danger") | {"confirm": _confirm()}
        blocks.append({"type": "actions", "block_id": "card", "elements": [cancel]})
    return {"text": f"Onboarding, calm lo-fi 0:45: {state}", "blocks": blocks}


def receipt(picture: str | None) -> Json:
    """The card of a take, with its waveform when there is one."""
    line = "0:04.000 · −20.0 LUFS · 76 bpm · A minor · built-in engine, seed 4711 · free · yours to use"
    blocks: list[Json] = [{"type": "header", "block_id": "title", "text": _plain("v1 · Onboarding")}]
    if picture:
        image = {"type": "image", "block_id": "wave", "slack_file": {"id": picture}, "alt_text": "Waveform: it swells"}
        blocks.append(image)
    fields = [_mrkdwn("*Length*\n0:04.000"), _mrkdwn("*Loudness*\n−20.0 LUFS")]
    blocks.append({"type": "section", "block_id": "facts", "fields": fields, "accessory": _overflow()})
    blocks += [_context("receipt", line), {"type": "divider", "block_id": "line"}]
    buttons = [_button("extend", "Extend", style="primary"), _button("regenerate", "Regenerate"), _button("wav", "WAV")]
    blocks.append({"type": "actions", "block_id": "take", "elements": [*buttons, _button("more", "More…"), _menu()]})
    return {"text": "v1 · Onboarding, 0:04", "blocks": blocks}


def modal() -> Json:
    """A modal with one of each input."""
    lengths = [_option("0:30"), _option("0:45"), _option("1:30")]
    return {
        "type": "modal",
        "callback_id": "demo",
        "title": _plain("Refine this bed"),
        "submit": _plain("Compose"),
        "close": _plain("Not now"),
        "blocks": [
            _section("intro", "What should be different? _Everything else stays as it is._"),
            _input("words", "In your words", _text_input("words")),
            _input("length", "Length", {"type": "static_select", "action_id": "length", "options": lengths}),
            _input("energy", "Energy", _choice("radio_buttons", "energy", "calm", "lively")),
            _input("extras", "Also make", _choice("checkboxes", "extras", "stems", "a loop"), optional=True),
        ],
    }


def _choice(kind: str, action_id: str, *values: str) -> Json:
    return {"type": kind, "action_id": action_id, "options": [_option(value) for value in values]}


def _text_input(action_id: str) -> Json:
    hint = _plain("warmer, no piano")
    return {"type": "plain_text_input", "action_id": action_id, "placeholder": hint, "min_length": 3, "max_length": 200}


def _input(block_id: str, label: str, element: Json, *, optional: bool = False) -> Json:
    return {"type": "input", "block_id": block_id, "label": _plain(label), "element": element, "optional": optional}


def _overflow() -> Json:
    return {"type": "overflow", "action_id": "files", "options": [_option("Stems"), _option("Loop")]}


def _menu() -> Json:
    lengths = [_option("0:30"), _option("1:00"), _option("1:30")]
    return {"type": "static_select", "action_id": "fit", "placeholder": _plain("Fit to…"), "options": lengths}


def _confirm() -> Json:
    title, text = _plain("Cancel this bed?"), _mrkdwn("Nothing of it is kept.")
    return {"title": title, "text": text, "confirm": _plain("Cancel it"), "deny": _plain("Keep going")}


def _section(block_id: str, text: str) -> Json:
    return {"type": "section", "block_id": block_id, "text": _mrkdwn(text)}


def _context(block_id: str, text: str) -> Json:
    return {"type": "context", "block_id": block_id, "elements": [_mrkdwn(text)]}


def _button(action_id: str, label: str, *, style: str = "") -> Json:
    button: Json = {"type": "button", "action_id": action_id, "text": _plain(label), "value": action_id}
    return button | ({"style": style} if style else {})


def _option(value: str) -> Json:
    return {"text": _plain(value), "value": value}


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def _mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}
