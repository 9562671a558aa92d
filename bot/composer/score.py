"""The score: what is played, in frames of 48 kHz. How it sounds is the renderer's."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

RATE = 48_000


@dataclass(frozen=True, slots=True)
class Note:
    """One note. `pitch` is a MIDI number (for drums: the piece's number in `kit.PIECES`); `velocity` is 0 to 1."""

    at: int
    length: int
    pitch: int
    velocity: float


@dataclass(frozen=True, slots=True)
class Part:
    """One player: its role in the band (`drums`, `bass`, `chords` ...), its instrument and its notes in order
    of time.
    """

    name: str
    instrument: str
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the form. `start` is in frames; `energy` is 0 (hushed) to 1 (everybody plays)."""

    start: int
    name: str
    energy: float


@dataclass(frozen=True, slots=True)
class Chord:
    """A chord from frame `at` on; `pitches` are pitch classes from the root up, `symbol` is Roman."""

    at: int
    symbol: str
    pitches: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Colour:
    """How the room and the instruments are turned, each −1 to 1 with 0 as the style has it."""

    brightness: float = 0.0
    space: float = 0.0
    age: float = 0.0


@dataclass(frozen=True, slots=True)
class Score:
    """A whole bed on paper. Equal asks give equal scores on every machine.

    `tempo` is quarter notes per minute, `bars` the frame of every bar line, `cuts` the frames where this bed's ending
    and those of the beds it extends begin (ascending): what sounds before a cut does not depend on what comes after it.
    """

    style: str
    key: str
    mode: str
    tempo: float
    meter: int
    seed: int
    frames: int
    bars: tuple[int, ...]
    sections: tuple[Section, ...]
    chords: tuple[Chord, ...]
    parts: tuple[Part, ...]
    cuts: tuple[int, ...]
    loop: bool = False
    colour: Colour = Colour()

    @property
    def ending(self) -> int:
        """The frame where the ending begins; `frames` in a loop, which has none."""
        return self.cuts[-1] if self.cuts else self.frames

    def fingerprint(self) -> str:
        """The same for the same score on every machine: SHA-256 over all that is written in it."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()
