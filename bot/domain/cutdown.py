"""A brief cut to another length: what a cut-down of a bed is asked to be."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.brief import Brief


def cut_to(brief: Brief, seconds: float) -> Brief:
    """The brief of one bed of that length, of one take. What would fall behind its end is left out, and a fade takes at
    most half of it."""
    return replace(
        brief,
        duration=seconds,
        takes=1,
        cutdowns=(),
        hits=tuple(hit for hit in brief.hits if hit < seconds),
        climax=brief.climax if brief.climax is not None and brief.climax < seconds else None,
        fade=None if brief.fade is None else min(brief.fade, seconds / 2),
    )
