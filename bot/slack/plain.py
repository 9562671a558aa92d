"""A message as plain text: what a terminal shows of a thread."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from bot.slack.text import JOINER

_ANGLE = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_MARK = re.compile(r"(?<!\w)([*~`])(?=\S)(.+?)(?<=\S)\1(?!\w)")
_NOBODY: Mapping[str, str] = {}


def plain_message(text: str, blocks: Iterable[Mapping[str, Any]] = (), names: Mapping[str, str] = _NOBODY) -> str:
    """What a message says: its blocks line by line, else its text. `names` maps user ids to names."""
    lines = [line for block in blocks for line in _block(block, names)]
    return "\n".join(line.rstrip() for line in lines) if lines else plain_text(text, names)


def plain_text(text: str, names: Mapping[str, str] = _NOBODY) -> str:
    """mrkdwn as people see it, less its letters' weight; a link keeps its address."""

    def shown(found: re.Match[str]) -> str:
        target, label = found[1], found[2]
        if target.startswith("@"):
            return "@" + names.get(target[1:], label or target[1:])
        return f"{label} ({target})" if label and label != target else target

    bare = _ANGLE.sub(shown, _MARK.sub(r"\2", text))
    return bare.replace(JOINER, "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _block(block: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    match block.get("type"):
        case "section" | "header":
            return [_with_button(_said(block.get("text"), names), block.get("accessory"), names)]
        case "context":
            return ["  ".join(_said(element, names) for element in block.get("elements", ()))]
        case "actions":
            return [" ".join(_press(element, names) for element in block.get("elements", ()))]
        case "image":
            return [f"[picture: {block.get('alt_text', '')}]"]
        case "divider":
            return ["—"]
        case _:
            return []


def _with_button(said: str, accessory: Mapping[str, Any] | None, names: Mapping[str, str]) -> str:
    return f"{said}  {_press(accessory, names)}" if accessory else said


def _press(element: Mapping[str, Any], names: Mapping[str, str]) -> str:
    return f"[{_said(element.get('text'), names)}]"


def _said(text: Mapping[str, Any] | None, names: Mapping[str, str]) -> str:
    if not text:
        return ""
    content = str(text.get("text", ""))
    return plain_text(content, names) if text.get("type") == "mrkdwn" else content.replace(JOINER, "")
