"""The mix, weighed on paper before a sample is made: how loud it will be, and how much of it a voice would
have to fight.

Every note's partials, lengths and levels are known, so its energy is a sum. Only what comes before the first ending is
weighed: a bed and its extensions therefore get the same settings, and are the same sound for as long as they
share a score.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from .instruments import STRUCK, SUSTAINED
from .kit import KITS, NAMES
from .mixing import Desk
from .score import RATE, Part, Score
from .strokes import DRUM_DIP, hit
from .tone import Floats, Tone, voice_band

LAYERS = 4
DRUM_ROLES = ("drums", "percussion")
VOICE_SHARE_DB = -16.4
"""What is allowed between 1 and 4 kHz against the whole; the promise is −14."""
LOUDNESS_DB = -17.0
"""About what the take is levelled to, in LUFS, so that its peaks meet the soft ceiling alike in every style."""
MOST_DIP = 14


@dataclass(frozen=True, slots=True)
class Balance:
    """What the desk is set to: dB taken out of 1–4 kHz beyond each strip's own, and dB of gain for the whole."""

    dip: float
    gain: float


def tone_of(part: Part, score: Score, desk: Desk, dip: float) -> Tone:
    """A part's tone: its strip, turned by the score's colour, with the desk's further `dip`."""
    strip, bright = desk.strip(part.name), score.colour.brightness
    high = min(strip.high_cut, desk.high_cut) * 2 ** (0.7 * bright)
    return Tone(strip.tilt + 1.4 * bright, strip.dip + dip, strip.low_cut, min(high, 16_000))


def weigh(score: Score, desk: Desk) -> Balance:
    """The smallest dip that leaves a voice its room, and the gain that goes with it."""
    horizon = score.cuts[0] if score.cuts and score.cuts[0] > 2 * RATE else score.frames
    hz, energy, reach = _lines(score, desk, horizon)
    voice = (hz >= 1000) & (hz < 4000)
    # In a short bed the ending, which is not weighed, counts for more.
    allowed = VOICE_SHARE_DB - (1.0 if horizon < 15 * RATE else 0.0)
    for dip in range(round(desk.lift), MOST_DIP + 1):
        left = energy * 10 ** (-dip * reach / 10)
        if 10 * np.log10(left[voice].sum() / left.sum()) <= allowed:
            break
    heard = 10 * np.log10(max(float((left * _ear(hz)).sum()), 1e-12) / (horizon / RATE)) - 0.7
    return Balance(float(dip), float(np.clip(LOUDNESS_DB - heard, -18, 24)) + desk.trim)


Groups = dict[tuple[int, int], tuple[float, float]]


def _groups(part: Part, horizon: int) -> Groups:
    """Notes that sound alike: (pitch, layer) → summed power factor, mean length in seconds."""
    found: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
    for note in part.notes:
        if note.at < horizon:
            # Drums are weighed by one stroke of each piece: their colour hardly follows the force.
            layer = 2 if part.name in DRUM_ROLES else min(int(note.velocity * LAYERS), LAYERS - 1)
            found[note.pitch, layer].append((note.velocity**3, min(note.length, horizon - note.at) / RATE))
    return {
        key: (sum(v for v, _ in notes), sum(v * s for v, s in notes) / sum(v for v, _ in notes))
        for key, notes in found.items()
    }


def _lines(score: Score, desk: Desk, horizon: int) -> tuple[Floats, Floats, Floats]:
    """Every partial that sounds before the horizon: Hz, energy, and how far a dB of dip reaches it."""
    found: list[tuple[Floats, Floats, Floats]] = []
    for part in score.parts:
        strip, tone = desk.strip(part.name), tone_of(part, score, desk, 0.0)
        echo = 1 + sum((10 ** (strip.echo[2] / 20) * strip.echo[1] ** k) ** 2 for k in range(3)) if strip.echo else 1.0
        level = 2 * echo * (1 + 0.6 * 10 ** (strip.send / 10)) * 10 ** (strip.level / 10)
        for key, (power, seconds) in _groups(part, horizon).items():
            hz, energy = _note(part, desk.kit, key, tone, seconds)
            reach = voice_band(hz) * (DRUM_DIP if part.name in DRUM_ROLES else 1.0)
            found.append((hz, energy * power * level, reach))
    if not found:
        return np.array([100.0]), np.array([1e-9]), np.array([0.0])
    hz, energy, reach = (np.concatenate(column) for column in zip(*found, strict=True))
    return hz, energy, reach


def _note(part: Part, kit: str, key: tuple[int, int], tone: Tone, seconds: float) -> tuple[Floats, Floats]:
    pitch, layer = key
    force = (layer + 0.5) / LAYERS
    if part.name in DRUM_ROLES:
        sound = hit(KITS[kit], NAMES[pitch], force, 0, tone)
        spectrum = np.abs(np.fft.rfft(sound, 1 << 13)) ** 2 * 2 / (1 << 13) / RATE
        spectrum *= np.sum(np.square(sound)) / RATE / max(float(spectrum.sum()), 1e-12)
        return np.fft.rfftfreq(1 << 13, 1 / RATE).astype(np.float64), spectrum.astype(np.float64)
    if part.instrument in SUSTAINED:
        return SUSTAINED[part.instrument].energies(pitch, 0.65, tone, seconds)
    return STRUCK[part.instrument].energies(pitch, force, tone, seconds + 0.1)


def _ear(hz: Floats) -> Floats:
    """Near the K weighting of BS.1770-4: deaf below 60 Hz, 4 dB keener above 1.5 kHz."""
    f2 = hz**2
    return np.asarray((f2**2 / (f2**2 + 50.0**4)) * (1 + 1.5 * f2 / (f2 + 1600.0**2)))
