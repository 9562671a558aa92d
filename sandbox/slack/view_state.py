"""The controls in blocks, what each sends when it is used, and what a modal's inputs hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

INITIAL = {
    "initial_value": "value",
    "initial_option": "selected_option",
    "initial_options": "selected_options",
    "initial_date": "selected_date",
    "initial_user": "selected_user",
}


def actions_of(blocks: list[Json]) -> Iterator[Json]:
    """Every control as the start of its `actions` entry; menus keep their `options` for the chooser."""
    for block in blocks:
        for element in (*block.get("elements", ()), block.get("accessory"), block.get("element")):
            if isinstance(element, dict) and "action_id" in element:
                yield _entry(block, element)


def fill_state(blocks: list[Json], values: Json) -> Json:
    """`state.values`: what was given, and else what each input began with."""
    state: Json = {}
    for block in blocks:
        element = block.get("element") or block.get("accessory")
        if not isinstance(element, dict) or "action_id" not in element or element["type"] == "button":
            continue
        given = values.get(block["block_id"], {}).get(element["action_id"])
        held = {"type": element["type"], **_beginning(element), **(given or {})}
        state[block["block_id"]] = {element["action_id"]: held}
    return state


def input_errors(blocks: list[Json], values: Json) -> dict[str, str]:
    """What Slack's own window refuses before the app hears of it: required, too short, too long."""
    state = fill_state(blocks, values)
    errors = {b["block_id"]: _error(b, state[b["block_id"]]) for b in blocks if b["type"] == "input"}
    return {block_id: words for block_id, words in errors.items() if words}


def _error(block: Json, state: Json) -> str:
    element = block["element"]
    held = state[element["action_id"]]
    value = next((held[key] for key in INITIAL.values() if held.get(key)), None)
    if not value:
        return "" if block.get("optional") else "Please complete this required field."
    if isinstance(value, str) and len(value) < element.get("min_length", 0):
        return f"Please use at least {element['min_length']} characters."
    if isinstance(value, str) and len(value) > element.get("max_length", 3000):
        return f"Please use at most {element.get('max_length', 3000)} characters."
    return ""


def _beginning(element: Json) -> Json:
    empties: dict[str, Json] = {"plain_text_input": {"value": None}, "checkboxes": {"selected_options": []}}
    empty = empties.get(element["type"], {"selected_option": None})
    return empty | {held: element[name] for name, held in INITIAL.items() if name in element}


def _entry(block: Json, element: Json) -> Json:
    entry: Json = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"]}
    if "text" in element:
        entry["text"] = element["text"]
    for key in ("value", "options"):
        if key in element:
            entry[key] = element[key]
    return entry
