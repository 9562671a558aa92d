"""Asks that the composer's tests share."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from bot.composer.ask import Ask
from bot.composer.compose import compose
from bot.composer.render import blocks
from bot.composer.score import Score
from bot.domain.brief import Brief


def score_of(
    *genres: str,
    seed: int = 7,
    lengths: Iterable[float] = (30.0,),
    loop: bool = False,
    moods: tuple[str, ...] = (),
    instruments: tuple[str, ...] = (),
    exclude: tuple[str, ...] = (),
    tempo: int | None = None,
    words: str = "",
) -> Score:
    """The score of a brief."""
    said = words or " ".join((*moods, *genres, *instruments, *(f"no {word}" for word in exclude)))
    brief = Brief(description=said, genres=genres, moods=moods, instruments=instruments, exclude=exclude, tempo=tempo)
    return compose(Ask(brief, seed, tuple(lengths), loop))


def sound_of(score: Score) -> NDArray[np.float32]:
    """The whole bed, (frames, 2)."""
    return np.concatenate(list(blocks(score)))
