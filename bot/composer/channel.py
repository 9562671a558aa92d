"""A channel: plays one part's notes into blocks, dry, in stereo."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Lock

import numpy as np

from .balance import DRUM_ROLES, LAYERS
from .instruments import STRUCK, SUSTAINED
from .kit import KITS, NAMES, PIECES
from .mixing import Strip
from .score import RATE, Note, Part
from .strokes import hit
from .sustained import Sustained
from .tone import Floats, Samples, Tone

OPEN_HAT = PIECES["open hat"]
CACHE_BYTES = 80 << 20


@dataclass(frozen=True, slots=True)
class Sample:
    """A sound ready to be played: one-shot (n,) or (2, n), or loop (4, n: dark left, dark right, bright left,
    bright right).
    """

    data: Samples
    loop: bool
    attack: int
    release: int


Key = tuple[str, int, int, int]


class Cache:
    """Samples by part, pitch, layer and take, shared by all channels; the least recently played are forgotten first.

    Forgetting never changes what is heard. Threads may share it.
    """

    def __init__(self, limit: int = CACHE_BYTES) -> None:
        self._kept: OrderedDict[Key, Sample] = OrderedDict()
        self._limit, self._bytes = limit, 0
        self._lock = Lock()

    def get(self, key: Key, make: Callable[[], Sample]) -> Sample:
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        made = make()
        with self._lock:
            self._kept[key] = made
            self._bytes += made.data.nbytes
            while self._bytes > self._limit and len(self._kept) > 1:
                self._bytes -= self._kept.popitem(last=False)[1].data.nbytes
        return made


@dataclass(frozen=True, slots=True)
class Sounding:
    """A note that sounds: its sample, where it starts, where its key is let go, where it is silent, its two gains."""

    sample: Sample
    start: int
    let_go: int
    stop: int
    left: float
    right: float
    offset: int

    def add(self, out: Samples, b0: int) -> None:
        """Add what falls into the block that starts at frame `b0`; out is (4, n)."""
        a, b = max(self.start, b0), min(self.stop, b0 + out.shape[1])
        if b <= a:
            return
        piece = self._piece(a - self.start, b - self.start)
        envelope = self._envelope(a, b)
        if envelope is not None:
            piece = piece * envelope
        view = out[:, a - b0 : b - b0]
        if self.sample.loop:
            view[0] += piece[0] * self.left
            view[1] += piece[1] * self.right
            view[2] += piece[2] * self.left
            view[3] += piece[3] * self.right
        elif piece.ndim == 2:
            view[0] += piece[0] * self.left
            view[1] += piece[1] * self.right
        else:
            view[0] += piece * self.left
            view[1] += piece * self.right

    def _piece(self, a: int, b: int) -> Samples:
        data = self.sample.data
        if not self.sample.loop:
            return data[..., a:b]
        size = data.shape[1]
        a, b = a + self.offset, b + self.offset
        if a // size == (b - 1) // size:
            return data[:, a % size : (b - 1) % size + 1]
        return np.asarray(np.take(data, np.arange(a, b) % size, axis=1))

    def _envelope(self, a: int, b: int) -> Samples | None:
        attack, release = self.sample.attack, self.stop - self.let_go
        rising, falling = a < self.start + attack, b > self.let_go and release > 0
        if not (rising or falling):
            return None
        t = np.arange(a, b, dtype=np.float32)
        envelope = np.ones(b - a, dtype=np.float32)
        if rising:
            envelope *= _smooth((t - self.start) / max(attack, 1))
        if falling:
            envelope *= _smooth((self.stop - t) / release) ** 2
        return envelope


def _smooth(x: Samples | Floats) -> Samples:
    inside = np.clip(x, 0, 1).astype(np.float32)
    return np.asarray(inside * inside * (3 - 2 * inside))


class Channel:
    """One part at the desk. `block` must be called in order of time."""

    def __init__(
        self, part: Part, strip: Strip, tone: Tone, *, kit: str, beat: float, loop: int | None, cache: Cache
    ) -> None:
        self.part, self.strip = part, strip
        self._tone, self._kit, self._beat = tone, KITS[kit], beat
        self._loop = loop
        self._cache = cache
        self._notes = self._in_time()
        self._next = next(self._notes, None)
        self._active: list[Sounding] = []

    def block(self, b0: int, n: int) -> Samples:
        """The part's frames b0 to b0 + n, (4, n): the dark pair and the bright pair."""
        while self._next is not None and self._next[0] < b0 + n:
            self._active.extend(self._strike(*self._next))
            self._next = next(self._notes, None)
        out = np.zeros((4, n), dtype=np.float32)
        for sounding in self._active:
            sounding.add(out, b0)
        self._active = [sounding for sounding in self._active if sounding.stop > b0 + n]
        return out

    def _in_time(self) -> Iterator[tuple[int, Note]]:
        """Notes with the frame where they sound; a loop's also in the rounds before it, whose ring it begins with."""
        rounds = range(-(-12 * RATE // self._loop), 0, -1) if self._loop else range(0)
        for k in rounds:
            yield from ((note.at - k * (self._loop or 0), note) for note in self.part.notes)
        yield from ((note.at, note) for note in self.part.notes)

    def _strike(self, at: int, note: Note) -> Iterator[Sounding]:
        sample = self._sample(note)
        loudness = 10 ** (self.strip.level / 20) * note.velocity**1.5
        pan = self.strip.pan + self.strip.spread * np.clip((note.pitch - 64) / 30, -1, 1)
        if self.part.name in DRUM_ROLES:
            pan = self.strip.pan + PLACES.get(NAMES.get(note.pitch, ""), 0.0)
        elif not sample.loop and (note.at >> 5 ^ note.pitch) & 1:
            # A decaying sine has a little more above zero than below: every other note upside down, and none is left.
            loudness = -loudness
        yield self._sounding(sample, at, note, loudness, float(pan))
        if self.strip.echo:
            beats, feedback, level = self.strip.echo
            for k in range(1, 4):
                wet = loudness * 10 ** (level / 20) * feedback ** (k - 1)
                yield self._sounding(sample, at + int(k * beats * self._beat), note, wet, 0.7 * (-1) ** k)

    def _sounding(self, sample: Sample, at: int, note: Note, loudness: float, pan: float) -> Sounding:
        angle = (min(max(pan, -1.0), 1.0) + 1) * np.pi / 4
        left, right = loudness * np.cos(angle) * 1.4142, loudness * np.sin(angle) * 1.4142
        let_go = at + max(note.length, 240)
        if self.part.name in DRUM_ROLES and note.pitch != OPEN_HAT:
            let_go = at + sample.data.shape[-1]
        stop = let_go + sample.release
        if not sample.loop:
            stop = min(stop, at + sample.data.shape[-1])
            let_go = min(let_go, stop)
        return Sounding(
            sample, at, let_go, stop, float(left), float(right), (note.at * 7919 + note.pitch * 4801) % (1 << 17)
        )

    def _sample(self, note: Note) -> Sample:
        layer = min(int(note.velocity * LAYERS), LAYERS - 1)
        take = (note.at * 40503 >> 7) % 3 if self.part.name in DRUM_ROLES else 0
        return self._cache.get((self.part.name, note.pitch, layer, take), lambda: self._make(note.pitch, layer, take))

    def _make(self, pitch: int, layer: int, take: int) -> Sample:
        force = (layer + 0.5) / LAYERS
        if self.part.name in DRUM_ROLES:
            return Sample(hit(self._kit, NAMES[pitch], force, take, self._tone), False, 0, int(0.06 * RATE))
        if self.part.instrument in SUSTAINED:
            return _held(SUSTAINED[self.part.instrument], pitch, self._tone)
        struck = STRUCK[self.part.instrument]
        return Sample(struck.sample(pitch, force, self._tone), False, 0, int(min(0.25, 0.1 + 0.03 * struck.t60) * RATE))


def _held(voice: Sustained, pitch: int, tone: Tone) -> Sample:
    dark, bright = voice.loops(pitch, tone)
    return Sample(np.concatenate([dark, bright]), True, int(voice.attack * RATE), int(voice.release * RATE))


PLACES = {
    "hat": 0.25,
    "open hat": 0.25,
    "ride": -0.3,
    "crash": -0.35,
    "shaker": 0.3,
    "tambourine": -0.4,
    "low tom": -0.3,
    "high tom": 0.3,
    "conga": 0.2,
    "low conga": -0.1,
    "rim": -0.15,
    "snap": 0.1,
    "brush": 0.12,
}
