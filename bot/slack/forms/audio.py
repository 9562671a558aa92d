"""The form of the shortcut on a message with an audio file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.forms import AudioAsked, Posted
from bot.domain.wish import Wish
from bot.slack.blocks import Block
from bot.slack.forms.parts import field, kept, line, modal, one_of, priced, typed
from bot.slack.forms.take import LABELS, wish_in
from bot.work.asking.answers import AudioForm

AUDIO = "bgm_audio"
"""The callback of the shortcut, as in manifest.yml, and of its form."""


def audio_modal(form: AudioForm) -> Block:
    """What can be done with the file, each with its price."""
    choices = [priced(choice, *LABELS[choice.wish]) for choice in form.choices]
    wishes = {choice.wish for choice in form.choices}
    blocks = [field("what", f"What shall I do with {form.file.title}?", one_of(choices))]
    if Wish.EXTEND_FILE in wishes:
        hint = "For “Make it longer”: how long it is then, all in all."
        blocks.append(field("length", "Length", line(placeholder="1:30", most=20), hint=hint, optional=True))
    if wishes & {Wish.EXTEND_FILE, Wish.RESTYLE_FILE}:
        style = line(placeholder="warm acoustic folk with brushes")
        hint = "For “Another style”; for a longer one, if it should change."
        blocks.append(field("style", "Style", style, hint=hint, optional=True))
    return modal(AUDIO, "Work on this audio", blocks, submit="Go on", kept=as_kept(form.file))


def read_audio(view: Mapping[str, Any]) -> AudioAsked:
    """What was filled in."""
    return AudioAsked(
        file=from_kept(kept(view)),
        wish=wish_in(typed(view, "what")),
        style=typed(view, "style"),
        length=typed(view, "length"),
    )


def as_kept(file: Posted) -> dict[str, Any]:
    """The file as a form keeps it."""
    return {
        "file": file.file_id,
        "title": file.title,
        "channel": file.channel,
        "root": file.root_ts,
        "seconds": file.seconds,
        "video": file.is_video,
    }


def from_kept(found: Mapping[str, Any]) -> Posted:
    """The file that a form kept."""
    seconds = found.get("seconds")
    return Posted(
        file_id=str(found.get("file", "")),
        title=str(found.get("title", "")),
        channel=str(found.get("channel", "")),
        root_ts=str(found.get("root", "")),
        seconds=float(seconds) if isinstance(seconds, int | float) else None,
        is_video=found.get("video") is True,
    )
