"""Pieces of the built-in composer, as the checks hear them: -20 LUFS, rendered once."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from bot.audio.loudness import measure
from bot.composer.ask import Ask
from bot.composer.compose import compose
from bot.composer.render import blocks
from bot.domain.brief import Brief

TEN = ("ambient", "chiptune", "cinematic", "corporate", "drone", "house", "jazz", "lo-fi", "rock", "techno")
"""Styles that the fast tests go by; among them those that are hardest to tell from a voice, or to hear one through."""

Sound = NDArray[np.float32]


@cache
def piece(style: str, seed: int, seconds: float = 14.0) -> Sound:
    """Shape (frames, 2)."""
    ask = Ask(Brief(description=style, genres=(style,)), seed, (seconds,))
    return at_loudness(np.concatenate(list(blocks(compose(ask)))), -20.0)


def at_loudness(sound: Sound, lufs: float) -> Sound:
    """The sound at so many LUFS; pauses do not count (BS.1770-4 gates them)."""
    return sound * np.float32(10 ** ((lufs - measure([sound]).lufs) / 20))
