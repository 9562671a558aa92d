"""What can be mended of a take: silence taken off, holes bridged, tops drawn anew, dead sides filled, DC taken away."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from typing import BinaryIO

import numpy as np

from bot.audio.checks.bridge import CONTEXT, LONGEST, bridge
from bot.audio.checks.checked import Checked, Mended, Span
from bot.audio.checks.declip import drawn, worth_it
from bot.audio.disk import disk
from bot.audio.pcm import BLOCK, RATE, Block, PcmFile
from bot.domain.checks import Check

_FRAME = 8
_EDGE = RATE // 200
"""Frames over which a side that was cut rises or falls: 5 ms."""
_SMEARED = RATE // 1000
"""Frames on each side of a hole that a codec has spread it over."""
_HOLE = 0.03
"""Of the level around it, under which a sample is of the hole: -30 dB."""
_WHOLE = frozenset({Check.SILENT_HEAD, Check.SILENT_TAIL, Check.DC, Check.DEAD_SIDE})
"""What can always be mended."""


def mend(source: PcmFile, checked: Checked) -> Mended:
    """The same file, changed in place, without what could be mended; where nothing can, not a byte is touched.

    Silence at head and tail is taken off (5 ms and the ring-out stay), DC as well; a dead side gets what the other has.
    A hole of up to 50 ms is bridged where the music around it carries on into it; cut tops are drawn anew where that is
    measured to be closer to the truth than they are.
    """
    at = {gap.start / RATE for gap in checked.gaps if _bridged(source, gap)}
    mended = {check for check in _WHOLE if checked.has(check)} | (
        {Check.CLIPPED} if _redrawn(source, checked) else set()
    )
    findings = tuple(
        replace(finding, mended=finding.check in mended or (finding.check is Check.DROPOUT and finding.at in at))
        for finding in checked.findings
    )
    if not mended & _WHOLE:
        return Mended(take=source, findings=findings)
    return Mended(take=_rewritten(source, checked), findings=findings, head=checked.sounds.start / RATE)


def _bridged(source: PcmFile, gap: Span) -> bool:
    """Fills the hole in the file, where it can be."""
    first, last = max(0, gap.start - 2 * CONTEXT), min(source.frames, gap.end + 2 * CONTEXT)
    if gap.frames > 2 * LONGEST:
        return False
    with disk(), source.path.open("r+b") as file:
        sound = _read(file, first, last)
        start, end = _hole(sound, gap.start - first, gap.end - first)
        if end - start > LONGEST:
            return False
        filling = bridge(sound[:start], end - start, sound[end:])
        if filling is not None:
            _write(file, first + start, filling)
    return filling is not None


def _hole(sound: Block, start: int, end: int) -> tuple[int, int]:
    """The hole about `start` to `end`, to the frame, and what a codec has made of its edges."""
    height = np.abs(sound).max(axis=1)
    usual = float(np.sqrt(np.mean(sound[:start] ** 2)))
    music = np.flatnonzero(height > _HOLE * usual)
    middle = (start + end) // 2
    before, after = music[music < middle], music[music >= middle]
    first = int(before[-1]) + 1 if len(before) else 0
    last = int(after[0]) if len(after) else len(sound)
    return max(0, first - _SMEARED), min(len(sound), last + _SMEARED)


def _redrawn(source: PcmFile, checked: Checked) -> bool:
    """Draws every cut top in the file anew, where that is worth it."""
    tops = [top for top in checked.flat if top.start >= 2 and top.end + 2 <= source.frames]
    if not tops or not worth_it(source, checked.flat):
        return False
    with disk(), source.path.open("r+b") as file:
        for top in tops:
            sound = _read(file, top.start - 2, top.end + 2)
            for side in _sides(top):
                sound[2:-2, side] = drawn(sound[:, side])
            _write(file, top.start, sound[2:-2])
    return True


def _sides(span: Span) -> Sequence[int]:
    return (0, 1) if span.side is None else (span.side,)


def _rewritten(source: PcmFile, checked: Checked) -> PcmFile:
    """Reads ahead of where it writes, in one file."""
    start, end = checked.sounds.start, checked.sounds.end
    with disk(), source.path.open("r+b") as file:
        for at in range(start, end, BLOCK):
            block = _read(file, at, min(at + BLOCK, end))
            _set_right(block, checked)
            _round_off(block, at, checked)
            _write(file, at - start, block)
    os.truncate(source.path, (end - start) * _FRAME)
    return PcmFile(source.path, end - start)


def _set_right(block: Block, checked: Checked) -> None:
    block -= np.asarray(checked.dc, np.float32)
    if checked.dead_side is not None:
        block[:, checked.dead_side] = block[:, 1 - checked.dead_side]


def _round_off(block: Block, at: int, checked: Checked) -> None:
    """No click where silence that was not quite silent is cut away."""
    frames = np.arange(at, at + len(block))
    if checked.sounds.start:
        block *= np.clip((frames - checked.sounds.start + 1) / _EDGE, 0, 1).astype(np.float32)[:, None]
    if checked.sounds.end < checked.frames:
        block *= np.clip((checked.sounds.end - frames) / _EDGE, 0, 1).astype(np.float32)[:, None]


def _read(file: BinaryIO, start: int, end: int) -> Block:
    file.seek(start * _FRAME)
    return np.fromfile(file, "<f4", 2 * (end - start)).reshape(-1, 2)


def _write(file: BinaryIO, at: int, block: Block) -> None:
    file.seek(at * _FRAME)
    file.write(np.ascontiguousarray(block, "<f4").tobytes())
