"""Short spectra of the lowered take: levels in bands, beginnings of sounds every 5 ms, pitch classes every 80 ms."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.audio.listening.heard import BANDS, HOP, Floats
from bot.audio.listening.lowered import LOW_RATE, STEP, lowered
from bot.audio.pcm import PcmFile

FINE = 80
"""Low samples between two looks at what begins: 5 ms."""
PER_SECOND = LOW_RATE // FINE
_SHORT = 512
"""Low samples of a short spectrum: 32 ms."""
_LONG = 4096
"""Low samples of a long one: 256 ms, which tells semitones apart from about 130 Hz up."""
_COARSE = HOP // STEP
_EVERY = 2
"""Rows that share a long spectrum, which is three times as wide."""
EACH = _COARSE // FINE
_LAG = 2
"""A beginning is a rise over so many looks."""
_FLOOR = 1e-5
"""Power, against the loudest so far, under which a rise is not heard."""
_SILENT = 1e-10
LOWS, MIDS, HIGHS = 0, 1, 2
_SPLITS = (0.0, 180.0, 2200.0, 8000.0)
GROUPS = 3


@dataclass(frozen=True, slots=True)
class Spectra:
    """What the rest of listening works on. `onsets` (looks, 3): what begins in the low, middle and high bands, look k
    is at k * 5 ms. `bands`, `chroma`, `loudness` as in `Features`.
    """

    onsets: Floats
    bands: Floats
    chroma: Floats
    loudness: Floats


def spectra(source: PcmFile) -> Spectra:
    """Reads the take once, in stretches of ten seconds."""
    short, long = _Short(), _Long()
    levels: list[Floats] = []
    for low, block in lowered(source):
        short.hear(low)
        long.hear(low)
        levels.append(_levels(block))
    short.end()
    long.end()
    rows = -(-source.frames // HOP)
    return Spectra(
        np.concatenate(short.onsets or [np.zeros((0, GROUPS), np.float32)])[: rows * EACH],
        np.concatenate(short.bands or [np.zeros((0, BANDS), np.float32)])[:rows],
        np.concatenate(long.chroma or [np.zeros((0, 12), np.float32)])[:rows],
        np.concatenate(levels or [np.zeros(0, np.float32)])[:rows],
    )


def _levels(block: Floats) -> Floats:
    """Level of every `HOP` frames, both channels, in dB."""
    rows = -(-len(block) // HOP)
    padded = block
    if len(block) < rows * HOP:
        padded = np.zeros((rows * HOP, 2), np.float32)
        padded[: len(block)] = block
    flat = padded.reshape(rows, 2 * HOP)
    counts = np.minimum(HOP, len(block) - HOP * np.arange(rows))
    mean = np.einsum("ij,ij->i", flat, flat) / (2 * counts)
    return np.asarray(10 * np.log10(np.maximum(mean, _SILENT)), np.float32)


class _Frames:
    """Cuts a stream into overlapping frames, the first centred on sample `first`."""

    def __init__(self, size: int, hop: int, first: int = 0) -> None:
        self._size, self._hop = size, hop
        self._held = np.zeros(size // 2 - first, np.float32)

    def cut(self, sound: Floats) -> Floats:
        held = np.concatenate([self._held, sound])
        count = (len(held) - self._size) // self._hop + 1
        if count <= 0:
            self._held = held
            return np.zeros((0, self._size), np.float32)
        self._held = held[count * self._hop :]
        return np.lib.stride_tricks.sliding_window_view(held, self._size)[:: self._hop][:count]


class _Short:
    """Band levels and beginnings."""

    def __init__(self) -> None:
        self._frames = _Frames(_SHORT, FINE)
        self._window = _hann(_SHORT)
        self._filters, centres = _band_filters()
        self._groups = _group_filters(centres)
        self._loudest = 0.0
        self._last = np.zeros((0, BANDS), np.float32)
        self._left = np.zeros((0, BANDS), np.float32)
        self.onsets: list[Floats] = []
        self.bands: list[Floats] = []

    def hear(self, low: Floats) -> None:
        frames = self._frames.cut(low)
        if len(frames):
            self._keep(_power(frames * self._window) @ self._filters)

    def end(self) -> None:
        """What the last window still misses is silence; rows are made whole."""
        self.hear(np.zeros(_SHORT // 2, np.float32))
        lack = -len(self._left) % EACH
        if lack:
            self._coarse(np.repeat(self._left[-1:], lack, axis=0))

    def _keep(self, power: Floats) -> None:
        self._coarse(power)
        self._loudest = max(self._loudest, float(power.max(initial=0.0)))
        level = np.log(power + np.float32(max(_FLOOR * self._loudest, _SILENT)))
        if not len(self._last):
            self._last = np.repeat(level[:1], _LAG, axis=0)
        level = np.concatenate([self._last, level])
        rise = np.maximum(level[_LAG:] - level[:-_LAG], 0)
        self.onsets.append(rise @ self._groups)
        self._last = level[-_LAG:]

    def _coarse(self, power: Floats) -> None:
        held = np.concatenate([self._left, power])
        rows = len(held) // EACH
        self._left = held[rows * EACH :]
        mean = held[: rows * EACH].reshape(rows, EACH, BANDS).mean(axis=1)
        self.bands.append(np.asarray(10 * np.log10(np.maximum(mean, _SILENT)), np.float32))


class _Long:
    """Pitch classes."""

    def __init__(self) -> None:
        self._frames = _Frames(_LONG, _EVERY * _COARSE, first=_EVERY * _COARSE // 2)
        self._window = _hann(_LONG)
        self._fold = _pitch_filters()
        self.chroma: list[Floats] = []

    def hear(self, low: Floats) -> None:
        frames = self._frames.cut(low)
        if len(frames):
            self._keep(_power(frames * self._window))

    def end(self) -> None:
        self.hear(np.zeros(_LONG // 2 + _EVERY * _COARSE, np.float32))

    def _keep(self, power: Floats) -> None:
        classes = np.sqrt(power) @ self._fold
        total = classes.sum(axis=1, keepdims=True)
        shares = np.where(total > 1e-4, classes / np.maximum(total, 1e-4), 0)
        self.chroma.append(np.repeat(shares.astype(np.float32), _EVERY, axis=0))


def _power(frames: Floats) -> Floats:
    spectrum = np.fft.rfft(frames, axis=1)
    return np.asarray(spectrum.real**2 + spectrum.imag**2, np.float32)


def _hann(size: int) -> Floats:
    """Scaled so that the power of a full-scale sine's peak is a half."""
    window = np.hanning(size + 1)[:-1]
    return np.asarray(window * np.sqrt(2) / window.sum(), np.float32)


def _band_filters() -> tuple[Floats, NDArray[np.float64]]:
    """(bins, 40) triangles, log-spaced from 40 Hz to 8 kHz, and the centres in Hz; none is narrower than a bin."""
    hz = np.fft.rfftfreq(_SHORT, 1 / LOW_RATE)
    edges = 40.0 * (7900 / 40) ** (np.arange(BANDS + 2) / (BANDS + 1))
    filters = np.zeros((len(hz), BANDS))
    for i in range(BANDS):
        low, mid, high = edges[i : i + 3]
        low, high = min(low, mid - hz[1]), max(high, mid + hz[1])
        filters[:, i] = np.clip(np.minimum((hz - low) / (mid - low), (high - hz) / (high - mid)), 0, None)
    return filters.astype(np.float32), edges[1:-1]


def _group_filters(centres: NDArray[np.float64]) -> Floats:
    """(40, 3): the mean over the low, the middle, the high bands."""
    groups = [(centres >= low) & (centres < high) for low, high in pairwise(_SPLITS)]
    return np.stack([group / group.sum() for group in groups], axis=1).astype(np.float32)


def _pitch_filters() -> Floats:
    """(bins, 12): how much each bin between 110 Hz and 2 kHz counts for each pitch class."""
    hz = np.fft.rfftfreq(_LONG, 1 / LOW_RATE)
    heard = (hz > 110) & (hz < 2000)
    pitch = 69 + 12 * np.log2(np.maximum(hz, 1) / 440)
    away = (pitch[:, None] - np.arange(12) + 6) % 12 - 6
    weight = np.exp(-0.5 * (away / 0.35) ** 2) * (heard / np.maximum(hz, 1))[:, None]
    return np.asarray(440 * weight, np.float32)
