"""To the asked loudness by one gain; a limiter only where that gain would carry peaks over the ceiling."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from bot.audio.limiter import Limiter
from bot.audio.loudness import SILENCE, Loudness, measure
from bot.audio.pcm import Block, PcmFile
from bot.domain.errors import AudioError

_CLOSE = 0.03
"""LU off the target that are not worth another pass."""
_PASSES = 5
_WORTH = 0.1
"""LU that a dB more of gain must still bring: with less, the limiter takes nearly all of it and the sound suffers."""
_MOST_GAIN = 40.0
"""dB: what needs more than this is noise."""
_MOST_PUSH = 12.0
"""dB of gain beyond the plain one, to make up for what the limiter takes."""


@dataclass(frozen=True, slots=True)
class Level:
    """What is done to a sound to bring it to its level."""

    gain: float
    """dB, the same from the first sample to the last."""
    lufs: float
    """The loudness that comes of it."""
    ceiling: float | None = None
    """dBTP that a limiter holds; None where no peak comes near it and the sound is but turned up or down."""

    def apply(self, blocks: Iterable[Block], limiter: Limiter | None = None) -> Iterator[Block]:
        """The sound at its level. Give a `limiter` of this ceiling to learn afterwards how deep it went."""
        factor = np.float32(10 ** (self.gain / 20))
        louder = (block * factor for block in blocks)
        if self.ceiling is None:
            return louder
        return (limiter or Limiter(self.ceiling)).limit(louder)

    def softer(self, db: float) -> Level:
        """The same sound, peaks and all, turned down by `db`."""
        ceiling = None if self.ceiling is None else self.ceiling - db
        return Level(self.gain - db, self.lufs - db, ceiling)


def level(source: PcmFile, target_lufs: float, ceiling_dbtp: float, *, loudness: Loudness | None = None) -> Level:
    """What brings `source` to `target_lufs` with no true peak over `ceiling_dbtp`.

    `loudness` is that of the source, when it was measured before. What a limiter takes from the loudness is given back
    by more gain, in a few passes; where peaks leave no room for that, the loudness stays under the target. AudioError
    for silence.
    """
    heard = loudness or measure(source.blocks())
    if heard.lufs <= SILENCE:
        raise AudioError("The take is silent.")
    plain = min(target_lufs - heard.lufs, _MOST_GAIN)
    if heard.true_peak + plain <= ceiling_dbtp:
        return Level(plain, heard.lufs + plain)
    return _pushed(source, target_lufs, plain, ceiling_dbtp)


def _pushed(source: PcmFile, target_lufs: float, plain: float, ceiling: float) -> Level:
    """Limits, and gives back by more gain what the limiter took, as long as that brings something."""
    best = _tried(source, plain, ceiling)
    worth = 1.0
    for _ in range(_PASSES):
        miss = target_lufs - best.lufs
        push = min(miss / worth, plain + _MOST_PUSH - best.gain)
        if abs(miss) <= _CLOSE or not push:
            break
        more = _tried(source, best.gain + push, ceiling)
        worth, best = (more.lufs - best.lufs) / push, more
        if worth < _WORTH:
            break
    return best


def _tried(source: PcmFile, gain: float, ceiling: float) -> Level:
    wanted = Level(gain, 0.0, ceiling)
    return replace(wanted, lufs=measure(wanted.apply(source.blocks()), between=False).lufs)
