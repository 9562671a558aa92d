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
from .strokes import hit
from .tone import Floats, Tone

LAYERS = 4
DRUM_ROLES = ("drums", "percussion")
VOICE_SHARE_DB = -15.9
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
    heard = [(part, _groups(part, horizon)) for part in score.parts]
    low, high = round(desk.lift), MOST_DIP
    while low < high:
        middle = (low + high) // 2
        voice, whole, _ = _energies(heard, score, desk, middle)
        low, high = (low, middle) if 10 * np.log10(voice / whole) <= VOICE_SHARE_DB else (middle + 1, high)
    _, _, loud = _energies(heard, score, desk, low)
    measured = 10 * np.log10(max(loud, 1e-12) / (horizon / RATE)) - 0.7
    return Balance(float(low), float(np.clip(LOUDNESS_DB - measured, -18, 24)) + desk.trim)


Groups = dict[tuple[int, int], tuple[float, float]]


def _groups(part: Part, horizon: int) -> Groups:
    """Notes that sound alike: (pitch, layer) → summed power factor, mean length in seconds."""
    found: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
    for note in part.notes:
        if note.at < horizon:
            layer = min(int(note.velocity * LAYERS), LAYERS - 1)
            found[note.pitch, layer].append((note.velocity**3, min(note.length, horizon - note.at) / RATE))
    return {
        key: (sum(v for v, _ in notes), sum(v * s for v, s in notes) / sum(v for v, _ in notes))
        for key, notes in found.items()
    }


def _energies(heard: list[tuple[Part, Groups]], score: Score, desk: Desk, dip: float) -> tuple[float, float, float]:
    """Energy between 1 and 4 kHz, of the whole, and as an ear weighs it."""
    voice = whole = loud = 1e-12
    for part, groups in heard:
        strip, tone = desk.strip(part.name), tone_of(part, score, desk, dip)
        echo = 1 + sum((10 ** (strip.echo[2] / 20) * strip.echo[1] ** k) ** 2 for k in range(3)) if strip.echo else 1.0
        room = 1 + 0.6 * 10 ** (strip.send / 10)
        for key, (power, seconds) in groups.items():
            hz, energy = _lines(part, desk.kit, key, tone, seconds)
            energy = energy * power * 10 ** (strip.level / 10) * echo * room * 2
            voice += float(energy[(hz >= 1000) & (hz < 4000)].sum())
            whole += float(energy.sum())
            loud += float((energy * _ear(hz)).sum())
    return voice, whole, loud


def _lines(part: Part, kit: str, key: tuple[int, int], tone: Tone, seconds: float) -> tuple[Floats, Floats]:
    pitch, layer = key
    force = (layer + 0.5) / LAYERS
    if part.name in DRUM_ROLES:
        sound = hit(KITS[kit], NAMES[pitch], force, 0, tone)
        spectrum = np.abs(np.fft.rfft(sound, 1 << 15)) ** 2 * 2 / (1 << 15) / RATE
        return np.fft.rfftfreq(1 << 15, 1 / RATE).astype(np.float64), spectrum.astype(np.float64)
    if part.instrument in SUSTAINED:
        return SUSTAINED[part.instrument].energies(pitch, 0.65, tone, seconds)
    return STRUCK[part.instrument].energies(pitch, force, tone, seconds + 0.1)


def _ear(hz: Floats) -> Floats:
    """Near the K weighting of BS.1770-4: deaf below 60 Hz, 4 dB keener above 1.5 kHz."""
    f2 = hz**2
    return np.asarray((f2**2 / (f2**2 + 50.0**4)) * (1 + 1.5 * f2 / (f2 + 1600.0**2)))
