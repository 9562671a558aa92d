"""Slack's limits on a message, as its own validators hold them (facts of the platform, section 2)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from bot.slack.blocks import Rendered

MOST_IN_ALL = 13_000


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def complaints(rendered: Rendered) -> list[str]:
    """What Slack would refuse; empty when it would take the message."""
    found = [] if len(rendered.blocks) <= 50 else ["more than 50 blocks"]
    if units(rendered.text) > 4000:
        found.append("text too long")
    if rendered.blocks and not rendered.text.strip():
        found.append("blocks without a text to fall back to")
    if units(json.dumps(rendered.blocks, ensure_ascii=False)) > MOST_IN_ALL + 4000:
        found.append("blocks too long in all")
    return found + [words for block in rendered.blocks for words in _block(block)]


def _block(block: Mapping[str, Any]) -> list[str]:
    match block["type"]:
        case "section":
            return _text(block["text"], 3000) + (_button(block["accessory"]) if "accessory" in block else [])
        case "context":
            many = [] if 1 <= len(block["elements"]) <= 10 else ["context needs 1 to 10 elements"]
            return many + [words for element in block["elements"] for words in _text(element, 3000)]
        case "actions":
            buttons = block["elements"]
            ids = {button["action_id"] for button in buttons}
            many = [] if 1 <= len(buttons) <= 25 and len(ids) == len(buttons) else ["actions: number or doubled ids"]
            return many + [words for button in buttons for words in _button(button)]
        case other:
            return [f"unknown block {other}"]


def _text(text: Mapping[str, Any], most: int) -> list[str]:
    return [] if 1 <= units(text["text"]) <= most and text["text"].strip() else [f"{text['type']} empty or too long"]


def _button(button: Mapping[str, Any]) -> list[str]:
    found = _text(button["text"], 75) if button["text"]["type"] == "plain_text" else ["a button needs plain_text"]
    if not re.fullmatch(r"bgm:[a-z ]+", button["action_id"]) or not 1 <= units(button["value"]) <= 2000:
        found.append("action_id or value")
    if not 1 <= units(button["accessibility_label"]) <= 75:
        found.append("accessibility_label")
    for name, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)) if "confirm" in button else ():
        found += _text(button["confirm"][name], most)
    return found
