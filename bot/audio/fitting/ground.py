"""Where a take may be left and entered: downbeats, or without a pulse places at equal distances; and how it ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.audio.listening.heard import HOP, Features, Floats, Heard
from bot.audio.pcm import RATE
from bot.domain.music import Music

Frames = NDArray[np.int64]

_APART, _MOST = 0.5, 240
"""Seconds between places in music without a pulse, and how many places there are at the most."""
_TOO_MANY = 1000
"""Places: every pair of them is looked at."""
_ENDED = -25.0
"""dB under the mean of the piece that its last moments are at when it has an ending."""
_BEGUN = 0.4
"""How strongly, against a usual downbeat, the last chord begins."""
_RINGING = 0.8
"""How strongly, against a usual downbeat, something begins that may not be cut off with a ring-out."""
_RUNG = -6.0


@dataclass(frozen=True, slots=True)
class Ground:
    """A take as the planning sees it."""

    frames: int
    places: Frames
    """Ascending, inside the take."""
    pulsed: bool
    """Whether the places are downbeats (or beats), so that only whole distances between them may be left out."""
    step: float
    """Frames from a place to the next, usually."""
    phrase: int
    """Places in a bar: 1, or the meter where the places are beats."""
    meter: int
    ending: int | None
    """The place at which the last chord begins; None where the take has no ending of its own."""
    climax: int | None
    """The place at which the climax begins."""
    sections: tuple[str, ...]
    """Of every place, the section that it lies in."""
    rings: int
    """The frame at which the last sound begins: what follows it is its ring-out."""
    ring: Floats
    """dB against the mean of the piece of every `HOP` from the ending on."""

    @property
    def head(self) -> int:
        """Frames before the first place."""
        return int(self.places[0])

    @property
    def body(self) -> int:
        """How many places lie before the last chord: whole bars that may be left out and repeated."""
        return len(self.places) - 1 if self.ending is None else self.ending

    @property
    def tail(self) -> int:
        """Frames from the ending on."""
        return 0 if self.ending is None else self.frames - int(self.places[self.ending])


def survey(heard: Heard, frames: int, *, beats: bool = False) -> Ground | None:
    """The ground of a take of `frames`; with `beats` every beat is a place. None where there are too few places."""
    music, features = heard.music, heard.features
    pulsed = music.has_pulse
    places = _places(music, frames, beats=beats)
    if not 3 <= len(places) <= _TOO_MANY or features.rows < 3:
        return None
    step = float(np.median(np.diff(places)))
    level = features.loudness - _mean_level(features.loudness)
    strong = _strong(places, features) if pulsed else np.inf
    ending = _ending(places, features, level, strong) if _ends(level) else None
    ring = level[int(places[ending]) // HOP :] if ending is not None else level[:0]
    return Ground(
        frames=frames,
        places=places,
        pulsed=pulsed,
        step=step,
        phrase=music.meter if pulsed and beats else 1,
        meter=music.meter,
        ending=ending,
        climax=_nearest(places, music.climax),
        sections=tuple(_section(music, int(place) / RATE) for place in places),
        rings=_rings(features, strong, int(places[ending]) if ending is not None else frames),
        ring=ring,
    )


def _places(music: Music, frames: int, *, beats: bool) -> Frames:
    if music.has_pulse:
        times = np.asarray([at for at in music.beats if at >= music.downbeats[0] - 1e-3] if beats else music.downbeats)
    else:
        times = np.arange(0, frames / RATE, max(_APART, frames / RATE / _MOST))
    places = np.unique(np.round(times * RATE).astype(np.int64))
    return np.asarray(places[(places >= 0) & (places < frames)])


def _mean_level(level: Floats) -> float:
    return float(10 * np.log10(np.mean(10.0 ** (level / 10))))


def _ends(level: Floats) -> bool:
    """Whether it has come to rest: its last moments are hardly heard."""
    return float(level[-3:].mean()) < _ENDED


def _begun(places: Frames, features: Features) -> Floats:
    """How strongly something begins at each place."""
    return np.array([features.onset[max(row - 1, 0) : row + 3].max(initial=0) for row in places // HOP], np.float32)


def _strong(places: Frames, features: Features) -> float:
    """How strongly, at the least, something begins on most downbeats."""
    return float(_BEGUN * np.median(_begun(places, features)))


def _ending(places: Frames, features: Features, level: Floats, strong: float) -> int | None:
    """The place of the last chord. With a pulse the last downbeat on which something begins; without, two seconds
    before the sound falls away for good."""
    if np.isfinite(strong):
        found = np.flatnonzero(_begun(places, features) >= strong)
    else:
        loud = np.flatnonzero(level >= _RUNG)
        found = np.flatnonzero(places // HOP <= loud[-1] - 2 * RATE // HOP) if len(loud) else np.array([])
    return int(found[-1]) if len(found) and found[-1] > 0 else None


def _rings(features: Features, strong: float, ending: int) -> int:
    """The last frame at which something begins, from the ending on."""
    row = ending // HOP
    begun = np.flatnonzero(features.onset[row:] >= max(strong * _RINGING / _BEGUN, 1e-9))
    return max(ending, (row + int(begun[-1])) * HOP) if len(begun) else ending


def _nearest(places: Frames, seconds: float | None) -> int | None:
    return None if seconds is None else int(np.abs(places - seconds * RATE).argmin())


def _section(music: Music, seconds: float) -> str:
    names = [name for begins, name in music.sections if begins <= seconds + 0.05]
    return names[-1] if names else ""
