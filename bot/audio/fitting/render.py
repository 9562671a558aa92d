"""From a plan to sound: the pieces copied from the take by blocks, crossfaded where they meet."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from bot.audio.fitting.pieces import Plan
from bot.audio.pcm import BLOCK, Block, PcmFile

_FRAME = 8


def part(source: PcmFile, begins: int, ends: int) -> Block:
    """The take from `begins` to `ends`, silence where there is none of it."""
    inside = slice(min(max(begins, 0), source.frames), max(min(ends, source.frames), 0))
    out = np.zeros((max(ends - begins, 0), 2), np.float32)
    if inside.stop > inside.start:
        count = inside.stop - inside.start
        sound = np.fromfile(source.path, "<f4", 2 * count, offset=inside.start * _FRAME).reshape(-1, 2)
        out[inside.start - begins : inside.start - begins + len(sound)] = sound
    return out


def render(plan: Plan, source: PcmFile) -> Iterator[Block]:
    """The whole bed in blocks; exactly `plan.frames` frames."""
    yield from _silence(plan.lead)
    yield from _faded_in(_faded_out(_joined(plan, source), plan), plan)
    yield from _silence(plan.rest)


def _joined(plan: Plan, source: PcmFile) -> Iterator[Block]:
    pieces = plan.pieces
    for piece, after in zip(pieces, (*pieces[1:], None), strict=True):
        if after is None:
            length, enters = plan.wrap, pieces[0].begins
        else:
            length, enters = after.crossfade, after.begins
        length = min(length, piece.frames)
        yield from _copied(source, piece.begins, piece.ends - length)
        if length:
            leaving = part(source, piece.ends - length, piece.ends)
            yield crossfaded(leaving, part(source, enters - length, enters))


def _copied(source: PcmFile, begins: int, ends: int) -> Iterator[Block]:
    for at in range(begins, ends, BLOCK):
        yield part(source, at, min(at + BLOCK, ends))


def crossfaded(leaving: Block, coming: Block) -> Block:
    """One sound giving way to another over their length, at equal power.

    Where both are alike the sum of two equal-power curves would swell, by 3 dB at the most: it is divided by what the
    correlation of the two makes of it.
    """
    turn = (np.arange(len(leaving), dtype=np.float32) + np.float32(0.5)) * np.float32(np.pi / 2 / len(leaving))
    down, up = np.cos(turn), np.sin(turn)
    swell = np.sqrt(1 + 2 * alike(leaving, coming) * down * up)
    return np.asarray(leaving * (down / swell)[:, None] + coming * (up / swell)[:, None], np.float32)


def alike(one: Block, other: Block) -> float:
    """Correlation, 0 to 1, of two sounds of the same length."""
    power = float(np.vdot(one, one)) * float(np.vdot(other, other))
    return min(max(float(np.vdot(one, other)) / power**0.5, 0.0), 1.0) if power > 0 else 0.0


def _faded_in(blocks: Iterator[Block], plan: Plan) -> Iterator[Block]:
    at = 0
    for block in blocks:
        ends = at + len(block)
        yield block * _rise(np.arange(at, ends), plan.fade_in) if at < plan.fade_in else block
        at = ends


def _faded_out(blocks: Iterator[Block], plan: Plan) -> Iterator[Block]:
    left = plan.sounding
    for block in blocks:
        after = left - len(block)
        yield block * _rise(np.arange(left - 1, after - 1, -1), plan.fade_out) if after < plan.fade_out else block
        left = after


def _rise(at: NDArray[np.int64], length: int) -> Block:
    """A raised cosine from nothing to all over `length` frames, as a column."""
    share = np.minimum((at + 0.5) / max(length, 1), 1)
    return np.asarray(np.sin(np.pi / 2 * share) ** 2, np.float32)[:, None]


def _silence(frames: int) -> Iterator[Block]:
    for at in range(0, frames, BLOCK):
        yield np.zeros((min(BLOCK, frames - at), 2), np.float32)
