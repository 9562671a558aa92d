"""The card of a preview: what lies under what, how clear the voice stands above it, and what can be changed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.ports import Letter
from bot.domain.thread import TakeState
from bot.domain.wish import Wish
from bot.slack.blocks import Block, Rendered, actions, button, context, section
from bot.slack.text import Mrkdwn, bold, escape, join, ours, words

_MOST_LINES = 8
_MINUS = re.compile(r"(?<!\w)-(?=\d)")
_BUTTONS = (
    (Wish.LOWER, "Lower it", "Lower the bed by a step"),
    (Wish.RAISE, "Louder", "Lift the bed by a step"),
    (Wish.DUCK_MORE, "Duck more", "Let the bed give way more while somebody speaks"),
    (Wish.DUCK_LESS, "Duck less", "Let the bed give way less while somebody speaks"),
)
_KEEP = (Wish.KEEP_LEVEL, "Deliver at this level", "Post the bed by itself, at the level that it has here")


def preview_card(letter: Letter, done: Mrkdwn) -> Rendered:
    """The card once the preview is there; `done` is how long it took."""
    head = ours("{} under {}", bold(_label(letter)), bold(_title(letter)))
    lines = told(letter)
    small = (section(join("\n", lines)),) if lines else ()
    text = ours("{}: {}", head, join(" ", lines) or done)
    return Rendered(text, (section(head), *small, context(done), *actions(_buttons(letter))))


def told(letter: Letter) -> list[Mrkdwn]:
    """How the bed lies, and what was measured of it."""
    laid = letter.job.details.get("laid")
    if not isinstance(laid, Mapping):
        return []
    measured = _lines_of(laid.get("words"))[:_MOST_LINES]
    lines = [words(_MINUS.sub("−", f"{line[:1].upper()}{line[1:]}"), 300) for line in measured]
    return [escape(_lies(laid)), *(line for line in lines if line)]


def _lies(laid: Mapping[str, Any]) -> str:
    """The bed lies 4 dB lower than delivered and ducks by 13 dB while somebody speaks."""
    gain, dip = _number(laid.get("gain")), _number(laid.get("dip"))
    level = (
        "at its delivered level"
        if gain == 0
        else f"{abs(gain):g} dB {'lower' if gain < 0 else 'louder'} than delivered"
    )
    speaks = f" and ducks by {dip:g} dB while somebody speaks" if laid.get("clearance") else ""
    return f"The bed lies {level}{speaks}."


def _buttons(letter: Letter) -> list[Block]:
    """None of them once the take is gone. A bed that lies at its delivered level is in the thread already."""
    take = letter.parent
    if take is None or take.state is not TakeState.DELIVERED:
        return []
    laid = letter.job.details.get("laid")
    moved = isinstance(laid, Mapping) and _number(laid.get("gain")) != 0
    shown = (*_BUTTONS, _KEEP) if moved else _BUTTONS
    return [
        button(wish, label, letter.job.id, f"{says}: {take.label} under {_title(letter)}")
        for wish, label, says in shown
    ]


def _label(letter: Letter) -> str:
    return letter.parent.label if letter.parent else "The bed"


def _title(letter: Letter) -> str:
    title = letter.job.details.get("title")
    return title if isinstance(title, str) and title.strip() else "your recording"


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) and abs(value) < 1000 else 0.0


def _lines_of(value: object) -> list[str]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        return []
    return [line for line in value if isinstance(line, str)]
