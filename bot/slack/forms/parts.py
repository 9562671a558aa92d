"""What modals are made of, and how their inputs are read. A field's name is its block_id and its action_id."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.slack.blocks import Block, Rendered, spoken
from bot.slack.text import BUTTON, plain, words
from bot.work.asking.answers import Choice

Json = Mapping[str, Any]

TITLE = 24
VALUE = 150
METADATA = 3000
"""Of what a form keeps, in UTF-16 units."""
ACTION = "bgm_words"
"""The callback of a modal that only says something."""


def modal(callback: str, title: str, blocks: Sequence[Block], *, submit: str | None, kept: Json) -> Block:
    """A modal; `kept` comes back when it is submitted."""
    view: Block = {
        "type": "modal",
        "callback_id": callback,
        "title": _plain(title, TITLE),
        "close": _plain("Close", TITLE),
        "private_metadata": json.dumps(kept, separators=(",", ":"), ensure_ascii=False),
        "blocks": list(blocks),
    }
    return {**view, "submit": _plain(submit, TITLE)} if submit else view


def saying(rendered: Rendered, title: str = "bgm") -> Block:
    """A modal of words alone."""
    blocks = [block for block in rendered.blocks if block["type"] != "actions"]
    return modal(ACTION, title, blocks, submit=None, kept={})


def field(name: str, label: str, element: Block, *, hint: str = "", optional: bool = False) -> Block:
    """A labelled input."""
    block: Block = {
        "type": "input",
        "block_id": name,
        "label": _plain(label, 150),
        "element": {**element, "action_id": name},
        "optional": optional,
    }
    return {**block, "hint": _plain(hint, 300)} if hint else block


def line(*, initial: str = "", placeholder: str = "", most: int = 300, multiline: bool = False) -> Block:
    """A line to type, or several."""
    element: Block = {"type": "plain_text_input", "max_length": most, "multiline": multiline}
    if placeholder:
        element["placeholder"] = _plain(placeholder, 150)
    return {**element, "initial_value": initial[:most]} if initial else element


def option(value: str, label: str, description: str = "") -> Block:
    """One of several."""
    chosen: Block = {"text": _plain(label, BUTTON), "value": value[:VALUE]}
    return {**chosen, "description": _plain(description, BUTTON)} if description else chosen


def one_of(options: Sequence[Block], *, initial: Block | None = None, kind: str = "radio_buttons") -> Block:
    """Radio buttons, or a menu with `kind` static_select."""
    element: Block = {"type": kind, "options": list(options)}
    return {**element, "initial_option": initial} if initial else element


def check(value: str, label: str, description: str = "") -> Block:
    """One box to tick."""
    return {"type": "checkboxes", "options": [option(value, label, description)]}


def priced(choice: Choice, label: str, what: str) -> Block:
    """An option with its price."""
    price = "paid for already" if choice.in_store else choice.price or "free"
    return option(choice.wish.value, label, f"{what} · {price}" if what else price)


def typed(view: Json, name: str) -> str:
    """What was typed or chosen in a field; empty where nothing was."""
    held = _held(view, name)
    chosen = held.get("selected_option")
    value = chosen.get("value") if isinstance(chosen, Mapping) else held.get("value")
    return value if isinstance(value, str) else ""


def ticked(view: Json, name: str) -> bool:
    """Whether a box is ticked."""
    return bool(_held(view, name).get("selected_options"))


def kept(view: Json) -> dict[str, Any]:
    """What the modal was given to keep."""
    try:
        found = json.loads(view.get("private_metadata") or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def with_words(view: Json, fields: Mapping[str, str]) -> dict[str, Any]:
    """The answer to a submit that cannot be taken: words beside each field, or in place of a form without it."""
    inputs = [str(block["block_id"]) for block in view.get("blocks", ()) if block.get("type") == "input"]
    if not inputs:
        return {"response_action": "update", "view": saying(spoken(words(" ".join(fields.values()))))}
    beside = {name: said for name, said in fields.items() if name in inputs}
    rest = " ".join(said for name, said in fields.items() if name not in inputs)
    if rest:
        beside[inputs[0]] = " ".join(filter(None, (beside.get(inputs[0], ""), rest)))
    return {
        "response_action": "errors",
        "errors": {name: plain(said.replace("`", ""), 300) for name, said in beside.items()},
    }


def _held(view: Json, name: str) -> Json:
    values = (view.get("state") or {}).get("values") or {}
    held = (values.get(name) or {}).get(name)
    return held if isinstance(held, Mapping) else {}


def _plain(text: str, limit: int) -> Block:
    return {"type": "plain_text", "text": plain(text, limit) or "–"}
