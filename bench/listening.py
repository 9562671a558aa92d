"""Listening by measure: what can be heard in a bed and read in its score, as numbers."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields

import numpy as np
from numpy.typing import NDArray

from bot.composer.ask import Ask
from bot.composer.compose import compose
from bot.composer.render import blocks
from bot.composer.score import RATE, Score
from bot.domain.brief import Brief

WINDOW, HOP = 2048, 512
Spectra = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Heard:
    """One bed's figures. Those above `swing` are heard in the sound, the rest is read in the score."""

    onsets: float
    """Onsets per second: peaks of the spectral flux."""
    centroid: float
    """Centre of the magnitude spectrum, in octaves over 100 Hz."""
    low: float
    """dB of the energy below 250 Hz against the whole."""
    middle: float
    """dB between 250 Hz and 1 kHz."""
    voice: float
    """dB between 1 and 4 kHz: what a speaking voice would have to fight."""
    high: float
    """dB above 4 kHz."""
    punch: float
    """How spiky the flux is: its 95th percentile over its median, log 2."""
    width: float
    """Share of the energy that differs between left and right."""
    swing: float
    """Where in a beat the off-note lies, 0.5 is straight."""
    mode: float
    """Major thirds minus minor thirds over the tonic, −1 to 1."""
    register: float
    """Mean pitch of all but the drums, MIDI."""
    tempo: float
    """Beats per minute, log 2."""


def listen(score: Score, sound: NDArray[np.float32] | None = None) -> Heard:
    """Measure a score's bed, rendered here unless it is given."""
    sound = np.concatenate(list(blocks(score))) if sound is None else sound
    power = _spectra(sound.mean(axis=1))
    total = power.sum(axis=0)
    hz = np.fft.rfftfreq(WINDOW, 1 / RATE)
    flux = _flux(power)
    middle, side = sound.mean(axis=1), (sound[:, 0] - sound[:, 1]) / 2
    share = [
        _db(total[(hz >= a) & (hz < b)].sum() / total.sum())
        for a, b in ((20, 250), (250, 1000), (1000, 4000), (4000, 20000))
    ]
    return Heard(
        _onsets(flux) / (len(sound) / RATE),
        float(np.log2((np.sqrt(total) * hz).sum() / np.sqrt(total).sum() / 100)),
        *share,
        float(np.log2(np.quantile(flux, 0.95) / max(np.median(flux), 1e-9))),
        float(np.mean(side**2) / (np.mean(side**2) + np.mean(middle**2) + 1e-12)),
        _swing(score),
        _mode(score),
        _register(score),
        float(np.log2(score.tempo)),
    )


def make(words: str, seed: int, seconds: float, *, moods: tuple[str, ...] = ()) -> Score:
    """The score of a brief with one genre."""
    return compose(Ask(Brief(description=" ".join((*moods, words)), genres=(words,), moods=moods), seed, (seconds,)))


def vector(heard: Heard) -> NDArray[np.float64]:
    """The figures in a row."""
    return np.array(astuple(heard))


NAMES = tuple(field.name for field in fields(Heard))


def _spectra(mono: NDArray[np.float32]) -> Spectra:
    frames = np.lib.stride_tricks.sliding_window_view(mono, WINDOW)[::HOP]
    return np.abs(np.fft.rfft(frames * np.hanning(WINDOW))) ** 2


def _flux(power: Spectra) -> NDArray[np.float64]:
    """Rise of the loudness in third-octave bands: wide enough that the beating of a pad is no onset."""
    edges = np.unique((70 * 2 ** (np.arange(24) / 3) / (RATE / WINDOW)).astype(int))
    bands = np.add.reduceat(power, edges, axis=1)
    bands = bands[:-1] + bands[1:]
    loud = np.log10(bands + 3e-3 * bands.mean())
    return np.maximum(loud[2:] - loud[:-2], 0).mean(axis=1)


def _onsets(flux: NDArray[np.float64]) -> int:
    """Peaks within 50 ms that stand well above the half second around them."""
    near = np.lib.stride_tricks.sliding_window_view(np.pad(flux, 5, mode="edge"), 11).max(axis=1)
    far = np.convolve(np.pad(flux, 24, mode="edge"), np.ones(49) / 49, mode="valid")
    return int(((flux >= near) & (flux > 1.4 * far + 0.035)).sum())


def _swing(score: Score) -> float:
    beat = RATE * 60 / score.tempo
    places = np.array([note.at / beat % 1 for part in score.parts for note in part.notes])
    for low, high, unit in ((0.4, 0.72, 1.0), (0.2, 0.36, 0.5)):
        between = places % unit if unit == 1.0 else np.mod(places, 0.5)
        found = between[(between > low) & (between < high)]
        if len(found) > 12 and unit == 1.0 and np.median(found) > 0.56:
            return float(np.median(found))
        if len(found) > 12 and unit == 0.5:
            return float(np.median(found) / unit)
    return 0.5


def _mode(score: Score) -> float:
    tonic = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B").index(score.key.split()[0])
    classes = [c for chord in score.chords for c in chord.pitches]
    major, minor = classes.count((tonic + 4) % 12), classes.count((tonic + 3) % 12)
    return (major - minor) / max(major + minor, 1)


def _register(score: Score) -> float:
    notes = [note for part in score.parts if not part.instrument.endswith("kit") for note in part.notes]
    return float(np.average([n.pitch for n in notes], weights=[min(n.length, RATE) for n in notes])) if notes else 60.0


def _db(share: float) -> float:
    return float(10 * np.log10(max(share, 1e-9)))
