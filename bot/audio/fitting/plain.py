"""The plainest fit, for what has too few places: the beginning and the end of a take, with crossfades between."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from bot.audio.fitting.ask import FitAsk
from bot.audio.fitting.costs import contexts
from bot.audio.fitting.pieces import Piece, Plan
from bot.audio.listening.heard import Features, Heard
from bot.audio.pcm import RATE, PcmFile
from bot.domain.fitting import Fitted, Hit, Join

_LONGEST = RATE
"""Frames of a crossfade."""
_TRIES = 400
_SHARE = 0.7
"""How much of a take may be played again at once."""


@dataclass(frozen=True, slots=True)
class _Jumps:
    """`count` joins that leave the take at one place and go on `longer` frames in all before it (after it where that is
    negative), each crossfaded over `length`."""

    count: int
    longer: int
    length: int


def plainly(source: PcmFile, heard: Heard, ask: FitAsk) -> tuple[Plan, Fitted]:
    """A bed of any length from a take of any length: always possible, to the frame."""
    plan = _looped(source.frames, heard, ask.frames) if ask.loop else _ended(source.frames, heard, ask)
    joins, at = [], 0
    for before, after in pairwise(plan.pieces):
        at += before.frames
        joins.append(_join(before.ends, after.begins, after.crossfade, at))
    wrap = _join(plan.pieces[-1].ends, plan.pieces[0].begins, plan.wrap, plan.frames) if ask.loop else None
    hits = tuple(Hit(asked=second, met=None, climax=climax) for second, climax in ask.moments)
    return plan, Fitted(
        before=source.seconds,
        after=plan.seconds,
        joins=tuple(joins),
        faded=plan.fade_out / RATE,
        loop=ask.loop,
        wrap=wrap,
        hits=hits,
    )


def _join(left: int, entered: int, crossfade: int, at: int) -> Join:
    half = crossfade / 2
    return Join(
        at=(at - half) / RATE, left=(left - half) / RATE, entered=(entered - half) / RATE, crossfade=crossfade / RATE
    )


def _ended(take: int, heard: Heard, ask: FitAsk) -> Plan:
    fade = min(max(round((ask.fade or 0.0) * RATE), 0), ask.frames)
    return Plan(pieces=_pieces(take, heard.features, ask.frames), fade_out=fade)


def _looped(take: int, heard: Heard, frames: int) -> Plan:
    """What comes before the first piece is heard at the end of the last."""
    wrap = min(_LONGEST, frames // 4, take // 4)
    pieces = _pieces(take, heard.features, frames + wrap)
    while pieces[0].frames <= wrap:
        wrap //= 2
        pieces = _pieces(take, heard.features, frames + wrap)
    first, rest = replace(pieces[0], begins=wrap), pieces[1:]
    if rest:
        rest = (replace(rest[0], crossfade=min(rest[0].crossfade, first.frames)), *rest[1:])
    return Plan(pieces=(first, *rest), wrap=min(wrap, (first, *rest)[-1].frames))


def _pieces(take: int, features: Features, frames: int) -> tuple[Piece, ...]:
    lack = frames - take
    if lack == 0:
        return (Piece(begins=0, ends=take),)
    if lack < 0:
        length = min(_LONGEST, frames // 4)
        return _jumping(take, features, _Jumps(1, lack, length), range(max(length, 1), frames - length + 1))
    length = min(_LONGEST, take // 8)
    count = -(-lack // max(int(_SHARE * take), 1))
    return _jumping(take, features, _Jumps(count, lack, length), range(-(-lack // count), take - length + 1))


def _jumping(take: int, features: Features, jumps: _Jumps, lefts: range) -> tuple[Piece, ...]:
    """The joins at the place among `lefts` where they are heard least."""
    tries = np.unique(np.linspace(lefts[0], lefts[-1], min(_TRIES, len(lefts))).astype(np.int64))
    cost = np.zeros(len(tries))
    if features.rows:
        there = tries - jumps.longer // jumps.count
        apart = contexts(tries, RATE / 8, features) - contexts(there, RATE / 8, features)
        cost = (apart**2).sum(axis=1)
    left = int(tries[int(cost.argmin())])
    pieces, begins, crossfade = [], 0, 0
    for turn in range(jumps.count):
        pieces.append(Piece(begins=begins, ends=left, crossfade=crossfade))
        back = jumps.longer * (turn + 1) // jumps.count - jumps.longer * turn // jumps.count
        begins = left - back
        crossfade = max(min(jumps.length, begins, left - pieces[-1].begins), 0)
    return (*pieces, Piece(begins=begins, ends=take, crossfade=crossfade))
