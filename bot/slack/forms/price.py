"""The second form of what is dear: the price once more, and one button."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.forms import AudioAsked, LayAsked, MoreAsked
from bot.domain.wish import OF_RECORDINGS
from bot.slack.blocks import Block, section
from bot.slack.forms.audio import as_kept, from_kept
from bot.slack.forms.parts import kept, modal
from bot.slack.forms.take import LABELS, wish_in
from bot.slack.text import bold, escape, ours
from bot.work.asking.answers import Confirm

CONFIRM = "bgm_confirm"


def price_modal(confirm: Confirm, channel: str = "") -> Block:
    """Stems of v1 cost 15 credits: order them?"""
    asked = confirm.asked
    what = LABELS[asked.wish][0] if asked.wish and asked.wish in LABELS else "A new bed"
    link = escape("for" if isinstance(asked, LayAsked) else "of")
    said = ours("{} {} {}: {}. Order it?", bold(what), link, bold(confirm.what), bold(confirm.price))
    about: dict[str, Any] = {"wish": asked.wish.value if asked.wish else ""}
    match asked:
        case MoreAsked():
            about |= {"take": asked.take_id, "channel": channel}
        case AudioAsked():
            about |= as_kept(asked.file)
        case LayAsked():
            about |= {**as_kept(asked.file), "words": asked.words}
    store = "" if isinstance(asked, LayAsked) else " It is paid for once: asked for again, it comes from store."
    small = section(escape(f"The thread shows how it goes.{store}"))
    blocks = [section(said), small]
    return modal(CONFIRM, "Order it?", blocks, submit="Order it", kept=about)


def read_agreed(view: Mapping[str, Any]) -> tuple[MoreAsked | AudioAsked | LayAsked, str]:
    """What was agreed to, and the channel it is for."""
    about = kept(view)
    wish, channel = wish_in(str(about.get("wish", ""))), str(about.get("channel", ""))
    if "take" in about:
        return MoreAsked(take_id=str(about["take"]), wish=wish, agreed=True), channel
    if wish in OF_RECORDINGS:
        return LayAsked(file=from_kept(about), wish=wish, words=str(about.get("words", "")), agreed=True), channel
    return AudioAsked(file=from_kept(about), wish=wish, agreed=True), channel
