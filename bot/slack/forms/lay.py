"""The forms of the shortcuts on a voice or a clip: lay a bed under it, or have one made to its frame."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.forms import LayAsked, Posted
from bot.domain.naming import called, clock
from bot.domain.wish import Wish
from bot.slack.blocks import Block
from bot.slack.forms.audio import as_kept, from_kept
from bot.slack.forms.parts import field, kept, line, modal, one_of, option, typed
from bot.slack.forms.take import wish_in
from bot.work.asking.answers import LayForm, ScoreForm

LAY = "bgm_lay"
"""The callback of the shortcut, as in manifest.yml, and of its form."""
SCORE = "bgm_score"
LONGEST = 600
LAY_HINT = "For “A new bed”: as after /bgm. Without a length it is as long as the recording."
SCORE_HINT = "As after /bgm. The bed is as long as the clip, to the frame."


def lay_modal(form: LayForm) -> Block:
    """The newest bed of the thread, where there is one, or a new one with its price."""
    choices = [option(Wish.LAY_NEW.value, "A new bed", f"as you say below · {form.price or 'free'}")]
    if form.take:
        seconds = clock(form.take.lengths[-1])
        choices.insert(0, option(Wish.LAY.value, f"{form.take.label} of this thread", f"{seconds} · free"))
    words = line(placeholder="calm lo-fi with piano", most=LONGEST)
    blocks = [
        field("what", f"What shall I lay under {form.file.title}?", one_of(choices, initial=choices[0])),
        field("words", "The new bed", words, hint=LAY_HINT, optional=True),
    ]
    about = _about(form.file, form.price)
    return modal(LAY, "Lay a bed under this", blocks, submit="Lay it", kept=about)


def score_modal(form: ScoreForm) -> Block:
    """The proposed brief, to be changed at will, and its price."""
    made = f"{called(form.engine)} makes it: {form.price or 'free'}." if form.engine else ""
    words = line(initial=form.words, placeholder="calm lo-fi with piano", most=LONGEST, multiline=True)
    blocks = [
        field("words", f"The bed for {form.file.title}", words, hint=" ".join(filter(None, (SCORE_HINT, _cap(made))))),
    ]
    return modal(SCORE, "Score this clip", blocks, submit="Make it", kept=_about(form.file, form.price))


def read_lay(view: Mapping[str, Any], wish: Wish | None = None) -> LayAsked:
    """What was filled in; `wish` is that of a form with nothing to choose."""
    about = kept(view)
    return LayAsked(
        file=from_kept(about),
        wish=wish or wish_in(typed(view, "what")),
        words=typed(view, "words"),
        shown=str(about.get("price", "")),
    )


def _about(file: Posted, price: str) -> dict[str, Any]:
    return {**as_kept(file), "price": price}


def _cap(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
