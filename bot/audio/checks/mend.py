"""What can be mended of a take: silence taken off, holes bridged, a dead side filled, the wave set to the middle."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np

from bot.audio.checks.checked import Checked, Mended
from bot.audio.disk import disk
from bot.audio.pcm import BLOCK, RATE, Block, PcmFile
from bot.domain.checks import Check, Finding

_FRAME = 8
_EDGE = RATE // 200
"""Frames over which a side that was cut rises or falls: 5 ms."""


def mend(source: PcmFile, checked: Checked) -> Mended:
    """The same file, changed in place, without what could be mended; where nothing can, not a byte is touched.

    Taken off: silence at head and tail (5 ms and the ring-out stay). Set right: DC, a dead side.
    """
    mended = {
        check for check in (Check.SILENT_HEAD, Check.SILENT_TAIL, Check.DC, Check.DEAD_SIDE) if checked.has(check)
    }
    findings = tuple(_said(finding, mended) for finding in checked.findings)
    if not mended:
        return Mended(take=source, findings=findings)
    return Mended(take=_rewritten(source, checked), findings=findings, head=checked.sounds.start / RATE)


def _said(finding: Finding, mended: set[Check]) -> Finding:
    return replace(finding, mended=True) if finding.check in mended else finding


def _rewritten(source: PcmFile, checked: Checked) -> PcmFile:
    """Reads ahead of where it writes, in one file."""
    start, end = checked.sounds.start, checked.sounds.end
    with disk(), source.path.open("r+b") as file:
        for at in range(start, end, BLOCK):
            file.seek(at * _FRAME)
            block = np.fromfile(file, "<f4", 2 * min(BLOCK, end - at)).reshape(-1, 2)
            _set_right(block, checked)
            _round_off(block, at, checked)
            file.seek((at - start) * _FRAME)
            file.write(block.tobytes())
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
