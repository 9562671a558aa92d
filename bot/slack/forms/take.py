"""The form behind the More button of a take."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from bot.domain.forms import MoreAsked
from bot.domain.wish import Wish
from bot.slack.blocks import Block
from bot.slack.forms.parts import field, kept, line, modal, one_of, priced, typed
from bot.work.asking.answers import TakeForm

MORE = "bgm_more"
LABELS: Mapping[Wish, tuple[str, str]] = MappingProxyType(
    {
        Wish.FIT: ("Another length or level", "the same music, as you say below"),
        Wish.RESTYLE: ("Another style", "the same piece, as you say below"),
        Wish.STEMS: ("Stems", "the main parts as files"),
        Wish.ALL_STEMS: ("All stems", "every part that can be told apart"),
        Wish.MIDI: ("MIDI", "the notes as a file"),
        Wish.TEMPO: ("Tempo", "beats per minute, measured"),
        Wish.VOCALS: ("Vocals alone", "the voice without the music"),
        Wish.LYRICS: ("Lyrics with times", "as .lrc and .srt"),
        Wish.VOICE: ("Keep this voice", "for later songs, by the name below"),
        Wish.RECEIPT: ("Receipt and certificate", "all that is known of it, as files"),
        Wish.EXTEND_FILE: ("Make it longer", "as long as you say below"),
        Wish.RESTYLE_FILE: ("Another style", "the same piece, as you say below"),
    }
)
"""What a choice is called, and what it is."""


def take_modal(form: TakeForm, channel: str) -> Block:
    """What else can be done with the take, each with its price; fields for those that need words."""
    choices = [priced(choice, *LABELS[choice.wish]) for choice in form.choices]
    wishes = {choice.wish for choice in form.choices}
    blocks = [field("what", f"What shall I do with {form.take.label}?", one_of(choices))]
    if Wish.FIT in wishes:
        fit = line(placeholder="0:30 --fade 2", most=200)
        hint = "For “Another length or level”. Also: --set 30,15,6 · --loop · --hit 0:12 · --loudness -16 · wav"
        blocks.append(field("fit", "Length or level", fit, hint=hint, optional=True))
    if Wish.RESTYLE in wishes:
        style = line(placeholder="warm acoustic folk with brushes")
        blocks.append(field("style", "New style", style, hint="For “Another style”.", optional=True))
    if Wish.VOICE in wishes:
        name = line(placeholder="Ann", most=40)
        hint = "For “Keep this voice”. Later: /bgm soul ballad 2 min --voice Ann"
        blocks.append(field("name", "Name of the voice", name, hint=hint, optional=True))
    return modal(
        MORE, f"More of {form.take.label}", blocks, submit="Go on", kept={"take": form.take.id, "channel": channel}
    )


def read_take_form(view: Mapping[str, Any]) -> tuple[MoreAsked, str]:
    """What was filled in, and the channel it is for."""
    about = kept(view)
    asked = MoreAsked(
        take_id=str(about.get("take", "")),
        wish=wish_in(typed(view, "what")),
        style=typed(view, "style"),
        name=typed(view, "name"),
        fit=typed(view, "fit"),
    )
    return asked, str(about.get("channel", ""))


def wish_in(value: str) -> Wish | None:
    """The wish of this word, if there is one."""
    try:
        return Wish(value)
    except ValueError:
        return None
