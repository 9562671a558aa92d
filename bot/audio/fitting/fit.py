"""Fitting a take: the whole of it. Runs in a worker."""

from __future__ import annotations

from pathlib import Path

from bot.audio.fitting.ask import FitAsk
from bot.audio.fitting.bars import by_places
from bot.audio.fitting.ground import survey
from bot.audio.fitting.pieces import Plan
from bot.audio.fitting.plain import plainly
from bot.audio.fitting.render import render
from bot.audio.listening.heard import Heard
from bot.audio.pcm import PcmFile
from bot.domain.fitting import Fitted


def fit(source: PcmFile, heard: Heard, ask: FitAsk, out: Path) -> tuple[PcmFile, Fitted]:
    """The take as a bed of exactly `ask.frames` frames, and what was done to it.

    It is written to `out`, unless nothing has to be done: then the take itself comes back and `out` is not made.
    DiskFull when there is no room.
    """
    plan, fitted = planned(source, heard, ask)
    return source if plan is None else PcmFile.write(out, render(plan, source)), fitted


def planned(source: PcmFile, heard: Heard, ask: FitAsk) -> tuple[Plan | None, Fitted]:
    """What to play of the take, and what that does to it; no plan where the take is as asked already."""
    if ask.frames == source.frames and not (ask.loop or ask.moments or ask.fade):
        return None, Fitted(before=source.seconds, after=source.seconds)
    ground = survey(heard, source.frames)
    found = by_places(source, heard, ground, ask) if ground is not None else None
    return found or plainly(source, heard, ask)
