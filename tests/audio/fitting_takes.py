"""Takes whose bars are known, for the tests of fitting: by arithmetic, or from the composer's score."""

from __future__ import annotations

import os
from dataclasses import replace
from itertools import count, takewhile
from pathlib import Path

import numpy as np

from bot.audio.listening.heard import HOP, Features, Heard
from bot.audio.listening.listen import listen
from bot.audio.pcm import RATE, PcmFile
from bot.composer.ask import Ask
from bot.composer.compose import compose
from bot.composer.render import blocks
from bot.composer.score import Score
from bot.domain.brief import Brief
from bot.domain.music import Music


def music_of(score: Score) -> Music:
    """What the score knows of its music; the bar lines go on through the last chord."""
    seconds, beat = score.frames / RATE, 60 / score.tempo
    bars = [bar / RATE for bar in score.bars]
    last = bars[-1]
    bars += takewhile(lambda at: at < seconds - 0.1, (last + n * beat * score.meter for n in count(1)))
    peaks = [section.start / RATE for section in score.sections if section.name in ("peak", "B")]
    return Music(
        seconds=seconds,
        tempo=score.tempo,
        meter=score.meter,
        beats=tuple(bar + n * beat for bar in bars for n in range(score.meter) if bar + n * beat < seconds),
        downbeats=tuple(bars),
        sections=tuple((section.start / RATE, section.name) for section in score.sections),
        climax=peaks[-1] if peaks else None,
    )


def composed(folder: Path, style: str, seconds: float, *, loop: bool = False) -> tuple[PcmFile, Heard]:
    """A take of the built-in engine, heard, with the bars of its score."""
    score = compose(Ask(Brief(description=style, genres=(style,)), 7, (seconds,), loop))
    take = PcmFile.write(folder / f"{style}-{seconds:g}-{loop}.f32", blocks(score))
    return take, replace(listen(take), music=music_of(score))


def counted(seconds: float, tempo: float, *, first: float = 0.0, meter: int = 4) -> Music:
    """Music of steady beats, the first at `first`."""
    beats = np.arange(first, seconds, 60 / tempo)
    return Music(
        seconds=seconds,
        tempo=tempo,
        meter=meter,
        beats=tuple(map(float, beats)),
        downbeats=tuple(map(float, beats[::meter])),
        sections=((0.0, "A"), (seconds / 2, "B")),
    )


def imagined(music: Music, frames: int, *, ring: float = 2.0, seed: int = 1) -> Heard:
    """Music with features drawn by lot: every bar sounds different, something begins on each, and the last `ring`
    seconds fall away (0: it is cut off)."""
    dice, rows = np.random.default_rng(seed), -(-frames // HOP)
    loud, onset = -20 + 2 * dice.standard_normal(rows), np.abs(dice.standard_normal(rows))
    for at in music.downbeats:
        onset[min(int(at * RATE / HOP), rows - 1)] += 3
    falling = min(round(ring * RATE / HOP), rows // 2)
    if falling:
        loud[-falling:] += np.linspace(0, -60, falling)
        onset[-falling:] = 0
    bands = -40 + 5 * dice.standard_normal((rows, 40))
    kinds = (bands, dice.random((rows, 12)) / 6, onset, loud)
    return Heard(music, Features(*(np.asarray(kind, np.float32) for kind in kinds)), 0.5)


def hollow(path: Path, frames: int) -> PcmFile:
    """A take of silence that takes no room on the disk, where only the plan is looked at."""
    path.touch()
    os.truncate(path, frames * 8)
    return PcmFile(path, frames)
