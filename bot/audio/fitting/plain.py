"""The plainest fit, for what has too few places: the beginning and the end of a take, with crossfades between."""

from __future__ import annotations

import numpy as np

from bot.audio.fitting.ask import FitAsk
from bot.audio.fitting.costs import contexts
from bot.audio.fitting.pieces import Piece, Plan
from bot.audio.listening.heard import Heard
from bot.audio.pcm import RATE, PcmFile
from bot.domain.fitting import Fitted, Hit, Join

_LONGEST = RATE
_TRIES = 400


def plainly(source: PcmFile, heard: Heard, ask: FitAsk) -> tuple[Plan, Fitted]:
    """A bed of any length from a take of any length: always possible, to the frame."""
    pieces = _pieces(source.frames, heard, ask.frames)
    last = pieces[-1]
    fade = round((ask.fade or 0.0) * RATE) if last.ends == source.frames else round(0.03 * RATE)
    plan = Plan(pieces=pieces, fade_out=min(max(fade, 0), ask.frames))
    hits = tuple(Hit(asked=second, met=None, climax=climax) for second, climax in ask.moments)
    joins, at = [], 0
    for before, after in zip(pieces, pieces[1:], strict=False):
        at += before.frames
        middle = after.crossfade / 2
        joins.append(
            Join(
                at=(at - middle) / RATE,
                left=(before.ends - middle) / RATE,
                entered=(after.begins - middle) / RATE,
                crossfade=after.crossfade / RATE,
            )
        )
    faded = plan.fade_out / RATE if ask.fade else 0.0
    return plan, Fitted(before=source.seconds, after=plan.frames / RATE, joins=tuple(joins), faded=faded, hits=hits)


def _pieces(take: int, heard: Heard, frames: int) -> tuple[Piece, ...]:
    lack = frames - take
    if lack == 0:
        return (Piece(begins=0, ends=take),)
    if lack < 0:
        length = min(_LONGEST, frames // 4)
        return _jumping(take, heard, -lack, 1, length, range(length, frames - length + 1))
    length = min(_LONGEST, take // 8)
    count = -(-lack // max(int(0.7 * take), 1))
    return _jumping(
        take, heard, -(lack // count), count, length, range(length - (-lack // count), take - length + 1), lack
    )


def _jumping(
    take: int, heard: Heard, by: int, count: int, length: int, lefts: range, lack: int = 0
) -> tuple[Piece, ...]:
    """`count` jumps by so many frames, all at the place among `lefts` where one is heard least."""
    tries = (
        np.unique(np.linspace(lefts[0], lefts[-1], min(_TRIES, len(lefts))).astype(np.int64)) if len(lefts) else None
    )
    if tries is None:
        middle = max(min(take // 2, take + by), 1)
        tries = np.array([middle])
    rows = heard.features.rows
    cost = np.zeros(len(tries))
    if rows:
        apart = contexts(tries, RATE / 8, heard.features) - contexts(tries + by, RATE / 8, heard.features)
        cost = (apart**2).sum(axis=1)
    left = int(tries[int(cost.argmin())])
    pieces, begins, crossfade = [], 0, 0
    for turn in range(count):
        step = by if count == 1 else -(lack * (turn + 1) // count - lack * turn // count)
        pieces.append(Piece(begins=begins, ends=left, crossfade=crossfade))
        begins = left + step
        crossfade = max(min(length, begins, left - pieces[-1].begins), 0)
    return (*pieces, Piece(begins=begins, ends=take, crossfade=crossfade))
