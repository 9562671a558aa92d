"""The look at a take before anyone hears it: one pass over its blocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from bot.audio.checks.checked import Checked, Span
from bot.audio.checks.clipping import Tops, places
from bot.audio.checks.dropouts import gaps
from bot.audio.checks.fingerprint import Marks, same
from bot.audio.checks.levels import STEP, Heights, Levels, decibels
from bot.audio.checks.silence import sounding
from bot.audio.checks.spectra import Spectra
from bot.audio.checks.voice import SUSPECTED, Glides
from bot.audio.pcm import RATE, PcmFile
from bot.domain.checks import Check, Finding

SHORT = 0.2
"""Share of the asked length that may lack without a word: a fit makes up for it with a few bars."""
QUIET = -50.0
"""LUFS under which hardly anything is to be heard."""
_DC = 0.003
"""Share of full scale that a side may stand off the middle."""
_DEAD = 50.0
"""dB that a side must lie under the other to be called dead."""
_ALIVE = -60.0
"""dBFS of a side by which the other one can be filled."""
_ALIKE = 60.0
"""dB that left less right lies under both where they are the same."""


def look(
    source: PcmFile,
    *,
    wanted: float | None = None,
    instrumental: bool = True,
    earlier: Sequence[tuple[str, str]] = (),
) -> Checked:
    """Looks at a whole take and changes nothing.

    `wanted` is the length asked for in seconds, None where any will do. Of an `instrumental` a voice is suspected where
    there seems to be one. `earlier` are the (label, fingerprint) of takes that this one should not be the same as.
    Memory does not grow with the length but for some measures per step of 5 ms: 3 MB per 10 minutes.
    """
    levels, tops, spectra, marks, glides = Levels(), Tops(), Spectra(), Marks(), Glides()
    for block in source.blocks():
        planar = np.ascontiguousarray(block.T)
        levels.hear(planar)
        tops.hear(planar)
        spectrum = spectra.hear(planar)
        marks.hear(spectrum)
        if instrumental:
            glides.hear(spectrum)
    heights, flat = levels.done(), tops.done()
    sounds, dc = sounding(heights, source.frames), _off_middle(heights)
    holes = tuple(gap for gap in gaps(heights) if sounds.start < gap.start and gap.end < sounds.end)
    dead, fingerprint = _dead_side(heights), marks.done()
    findings = (
        *_short(sounds, wanted),
        *_silences(sounds, source.frames),
        *(Finding(check=Check.DROPOUT, amount=gap.frames / RATE, at=gap.start / RATE) for gap in holes),
        *([Finding(check=Check.CLIPPED, amount=places(flat), at=flat[0].start / RATE)] if flat else ()),
        *_sides(heights, dead, dc),
        *([Finding(check=Check.VOICE, amount=round(sure, 2))] if (sure := glides.done()) >= SUSPECTED else ()),
        *(Finding(check=Check.SAME, of=label) for label, mark in earlier if same(fingerprint, mark)),
    )
    return Checked(
        frames=source.frames,
        findings=findings,
        fingerprint=fingerprint,
        sounds=sounds,
        dc=dc,
        dead_side=dead,
        gaps=holes,
        flat=flat,
    )


def _short(sounds: Span, wanted: float | None) -> Iterable[Finding]:
    lacks = 0.0 if wanted is None else wanted - sounds.frames / RATE
    if wanted is not None and lacks > SHORT * wanted:
        yield Finding(check=Check.SHORT, amount=lacks)


def _silences(sounds: Span, frames: int) -> Iterable[Finding]:
    if sounds.start:
        yield Finding(check=Check.SILENT_HEAD, amount=sounds.start / RATE, at=0.0)
    if sounds.end < frames:
        yield Finding(check=Check.SILENT_TAIL, amount=(frames - sounds.end) / RATE, at=sounds.end / RATE)


def _sides(heights: Heights, dead: int | None, dc: tuple[float, float]) -> Iterable[Finding]:
    loudness = heights.loudness
    if loudness < QUIET:
        yield Finding(check=Check.QUIET, amount=loudness)
    apart, both = decibels(heights.apart.mean()) if len(heights.apart) else 0.0, heights.level
    if dead is not None:
        yield Finding(check=Check.DEAD_SIDE, amount=float(dead))
    elif len(heights.apart) and apart < both - _ALIKE:
        yield Finding(check=Check.MONO)
    if any(dc):
        yield Finding(check=Check.DC, amount=max(map(abs, dc)))


def _dead_side(heights: Heights) -> int | None:
    """0 where the left side is dead, 1 where the right one is."""
    if not len(heights.sides):
        return None
    left, right = (decibels(heights.sides[:, side].mean()) for side in (0, 1))
    if max(left, right) < _ALIVE or abs(left - right) < _DEAD:
        return None
    return 0 if left < right else 1


def _off_middle(heights: Heights) -> tuple[float, float]:
    """The usual mean of each side over half a second; 0 where it is hardly off the middle."""
    whole = len(heights.means) // (RATE // STEP // 2) * (RATE // STEP // 2)
    if not whole:
        return 0.0, 0.0
    means = np.median(heights.means[:whole].reshape(-1, RATE // STEP // 2, 2).mean(axis=1), axis=0)
    left, right = (float(mean) if abs(mean) > _DC else 0.0 for mean in means)
    return left, right
