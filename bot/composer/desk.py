"""The desk: channels into a room, a tape and a bus, block by block. Linear but for one soft ceiling at the end."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

import numpy as np

from .balance import tone_of, weigh
from .channel import Cache, Channel
from .mixing import ROOMS, Desk, Strip
from .reverb import Reverb, impulse
from .score import RATE, Score
from .tape import TILE, Wobble, dust
from .tone import Floats, Samples

BLOCK = 1 << 17
KNEE = 0.6


@dataclass(frozen=True, slots=True)
class Mixed:
    """One block: the bed (2, n), and its parts with their room when asked for; the parts add up to the bed."""

    bed: Samples
    stems: tuple[Samples, ...]


class Mixer:
    """Plays a score. `blocks()` yields it in order; what comes before one of the score's cuts is the same
    whatever follows.
    """

    def __init__(self, score: Score, desk: Desk, *, stems: bool = False) -> None:
        self._score, self._desk = score, desk
        self._loop = score.frames if score.loop else None
        self._balance = weigh(score, desk)
        beat = RATE * 60 / score.tempo
        cache = Cache()
        self._channels = [
            Channel(
                part,
                desk.strip(part.name),
                tone_of(part, score, desk, self._balance.dip),
                kit=desk.kit,
                beat=beat,
                loop=self._loop,
                cache=cache,
            )
            for part in score.parts
        ]
        stretch = 1 + 0.35 * score.colour.space
        response = impulse(ROOMS[desk.room], stretch)
        buses = len(score.parts) if stems else 1
        self._rooms = [Reverb(response, BLOCK) for _ in range(buses)]
        wobble = desk.wobble * (1 + 0.6 * score.colour.age)
        self._tapes = [Wobble(wobble, self._loop) for _ in range(buses)] if wobble else []
        self._dust = dust(desk.hiss, desk.crackle) if desk.hiss or desk.crackle else None
        self._kicks = [
            note.at for part in score.parts if part.name == "drums" for note in part.notes if note.pitch == 36
        ]
        self._stems = stems

    def blocks(self) -> Iterator[Mixed]:
        with ThreadPoolExecutor(2) as pool:
            for b0, n in self._plan():
                dry = list(pool.map(lambda channel, at=b0, size=n: self._play(channel, at, size), self._channels))
                mixed = self._mix(dry, b0, n)
                if b0 >= 0:
                    yield mixed

    def _plan(self) -> Iterator[tuple[int, int]]:
        """Blocks that begin anew at every cut; a loop is led into by its own end."""
        cuts = sorted({0, *self._score.cuts, self._score.frames})
        if self._loop:
            cuts.insert(0, -12 * RATE)
        for start, end in pairwise(cuts):
            yield from ((at, min(BLOCK, end - at)) for at in range(start, end, BLOCK))

    def _play(self, channel: Channel, b0: int, n: int) -> Samples:
        buses = channel.block(b0, n)
        strip = channel.strip
        out = buses[:2]
        t = np.arange(b0, b0 + n, 64, dtype=np.float64)
        if buses[2:].any():
            opened = np.repeat(self._opening(t, strip), 64)[:n]
            out = out + buses[2:] * opened
        if strip.tremolo:
            hz, depth = strip.tremolo
            swing = np.repeat(depth * np.sin(2 * np.pi * self._whole(hz) * t / RATE), 64)[:n].astype(np.float32)
            out = out * np.stack([1 + swing, 1 - swing])
        if strip.duck:
            out = out * self._ducked(b0, n, strip.duck)
        return out

    def _whole(self, hz: float) -> float:
        return hz if not self._loop else max(round(hz * self._loop / RATE), 1) * RATE / self._loop

    def _opening(self, t: Samples | Floats, strip: Strip) -> Samples:
        """How far the filters stand open: by the section's energy, and a slow breath of their own."""
        base = 0.25 + 0.55 * self._energy(t) + 0.3 * self._score.colour.brightness
        breath = strip.sweep * 0.5 * np.sin(2 * np.pi * self._whole(0.09) * t / RATE)
        return np.asarray(np.clip(base + breath, 0.03, 1.2), dtype=np.float32)

    def _energy(self, t: Samples | Floats) -> Floats:
        sections = self._score.sections
        t = np.mod(t, self._loop) if self._loop else t
        starts = np.array([section.start for section in sections])
        energies = np.array([section.energy for section in sections])
        index = np.clip(np.searchsorted(starts, t, side="right") - 1, 0, None)
        before = energies[index - 1] if self._loop else energies[np.maximum(index - 1, 0)]
        moved = np.clip((t - starts[index]) / (2.0 * RATE), 0, 1)
        return np.asarray(before + (energies[index] - before) * moved)

    def _ducked(self, b0: int, n: int, depth: float) -> Samples:
        gain = np.ones(n, dtype=np.float32)
        length = int(RATE * 60 / self._score.tempo * 0.8)
        x = np.arange(length, dtype=np.float32) / length
        shape = 1 - depth * (1 - x) ** 1.6 * np.minimum(x * length / 200, 1)
        for kick in self._kicks:
            for at in {kick, kick - self._loop} if self._loop else {kick}:
                a, b = max(at, b0), min(at + length, b0 + n)
                if a < b:
                    gain[a - b0 : b - b0] = np.minimum(gain[a - b0 : b - b0], shape[a - at : b - at])
        return gain

    def _mix(self, dry: list[Samples], b0: int, n: int) -> Mixed:
        sends = [10 ** (channel.strip.send / 20) * (1 + 0.35 * self._score.colour.space) for channel in self._channels]
        monos = [np.float32(send * 0.5) * (x[0] + x[1]) for send, x in zip(sends, dry, strict=True)]
        if not self._stems:
            dry = [reduce(np.add, dry, np.zeros((2, n), dtype=np.float32))]
            monos = [reduce(np.add, monos, np.zeros(n, dtype=np.float32))]
        wet = [x + room.process(mono) for x, mono, room in zip(dry, monos, self._rooms, strict=True)]
        if self._tapes:
            wet = [tape.process(x, b0) for tape, x in zip(self._tapes, wet, strict=True)]
        trim = np.float32(10 ** (self._balance.gain / 20))
        wet = [x * trim for x in wet]
        if self._dust is not None:
            where = np.arange(b0, b0 + n) % TILE
            wet[-1] += self._dust[:, where]
        bed = reduce(np.add, wet)
        gain = _ceiling(bed) * self._fade(b0, n)
        return Mixed(bed * gain, tuple(x * gain for x in wet) if self._stems else ())

    def _fade(self, b0: int, n: int) -> Samples | np.float32:
        """The last breath: to silence exactly at the last frame."""
        length = int(min(1.6 * RATE, 0.6 * (self._score.frames - self._score.ending)))
        if self._loop or b0 + n < self._score.frames - length:
            return np.float32(1.0)
        left = (self._score.frames - 1 - np.arange(b0, b0 + n)) / max(length, 1)
        return np.asarray(np.sin(np.pi / 2 * np.clip(left, 0, 1)) ** 2, dtype=np.float32)


def _ceiling(bed: Samples) -> Samples:
    """The gain that bends peaks over −4 dBFS softly and keeps all below full scale; the same for both sides."""
    peak = np.abs(bed).max(axis=0)
    if float(peak.max(initial=0.0)) <= KNEE:
        return np.ones_like(peak)
    over = np.maximum(peak - KNEE, 0)
    bent = np.where(over > 0, KNEE + (0.97 - KNEE) * np.tanh(over / (0.97 - KNEE)), peak)
    return np.asarray(np.where(peak > KNEE, bent / np.maximum(peak, 1e-9), 1), dtype=np.float32)
