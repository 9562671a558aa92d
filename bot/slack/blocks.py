"""Block Kit's pieces as far as we use them. They take only text that `bot.slack.text` has written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.wish import Wish
from bot.slack.text import BUTTON, SECTION, Mrkdwn, ours, plain, size

Block = dict[str, Any]

ACTION_PREFIX = "bgm:"
MOST_BLOCKS = 50


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message as Slack takes it: `text` is what notifications and screen readers say of `blocks`."""

    text: Mrkdwn
    blocks: tuple[Block, ...] = ()


def spoken(text: Mrkdwn) -> Rendered:
    """A message of words alone."""
    said = text if text.strip() else ours("Something went wrong on my side. Please try again.")
    return Rendered(said, (section(said),))


def section(text: Mrkdwn, accessory: Block | None = None) -> Block:
    """Words with at most one button at their side."""
    block: Block = {"type": "section", "text": _mrkdwn(text)}
    return block if accessory is None else {**block, "accessory": accessory}


def context(*texts: Mrkdwn) -> Block:
    """Small print: at most ten pieces."""
    return {"type": "context", "elements": [_mrkdwn(text) for text in texts if text][:10]}


def actions(buttons: Sequence[Block]) -> tuple[Block, ...]:
    """A row of buttons, or nothing where there is none."""
    return ({"type": "actions", "elements": list(buttons[:25])},) if buttons else ()


def button(wish: Wish, label: str, value: str, says: str, *, confirm: Block | None = None) -> Block:
    """A button that means `wish` on the take or job with the id `value`; `says` is for screen readers."""
    pressed: Block = {
        "type": "button",
        "action_id": ACTION_PREFIX + wish.value,
        "text": {"type": "plain_text", "text": plain(label, BUTTON), "emoji": False},
        "value": value,
        "accessibility_label": plain(says, BUTTON),
    }
    return pressed if confirm is None else {**pressed, "confirm": confirm}


def confirm(title: str, text: str, yes: str, no: str = "Not now") -> Block:
    """The question that comes before a press counts."""
    return {
        "title": _plain(title, 100),
        "text": _plain(text, 300),
        "confirm": _plain(yes, 30),
        "deny": _plain(no, 30),
    }


def _plain(text: str, limit: int) -> Block:
    return {"type": "plain_text", "text": plain(text, limit)}


def _mrkdwn(text: Mrkdwn) -> Block:
    """Slack's text object. `verbatim`: Slack itself looks for no addresses or names in it."""
    if size(text) > SECTION:
        raise ValueError(f"a text of {size(text)} is too long for a block")
    return {"type": "mrkdwn", "text": text, "verbatim": True}
