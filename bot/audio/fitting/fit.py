"""Fitting a take: the whole of it. Runs in a worker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.audio.fitting.ask import FitAsk
from bot.audio.fitting.bars import by_places, freely_looped
from bot.audio.fitting.ground import survey
from bot.audio.fitting.looping import comes_round
from bot.audio.fitting.pieces import Piece, Plan
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
    if _is_as_asked(source, ask):
        return None, Fitted(before=source.seconds, after=source.seconds, loop=ask.loop)
    if abs(ask.frames - source.frames) <= 1 and not (ask.loop or ask.moments or ask.fade):
        return _by_a_frame(source, ask.frames)
    return next(_ways(source, heard, ask))


def _ways(source: PcmFile, heard: Heard, ask: FitAsk) -> Iterator[tuple[Plan, Fitted]]:
    """The best first: whole bars, whole beats, and at last what is always possible."""
    bars = survey(heard, source.frames)
    beats = survey(heard, source.frames, beats=True) if heard.music.has_pulse else None
    for ground in (bars, beats):
        found = by_places(source, heard, ground, ask) if ground is not None else None
        if found is not None:
            yield found
    found = freely_looped(source, heard, bars, ask) if ask.loop and bars is not None and bars.pulsed else None
    if found is not None:
        yield found
    yield plainly(source, heard, ask)


def _is_as_asked(source: PcmFile, ask: FitAsk) -> bool:
    if ask.frames != source.frames or ask.moments or (ask.fade and not ask.loop):
        return False
    return not ask.loop or comes_round(source)


def _by_a_frame(source: PcmFile, frames: int) -> tuple[Plan, Fitted]:
    """A frame less or one of silence more: nobody hears it."""
    kept = min(source.frames, frames)
    plan = Plan(pieces=(Piece(begins=0, ends=kept),), rest=frames - kept)
    return plan, Fitted(before=source.seconds, after=plan.seconds)
