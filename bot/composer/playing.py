"""What every figure is given and what it gives back, and the feel that turns beats into frames."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from .dice import dice
from .harmony import Bar, Passage
from .score import RATE, Note
from .style import Rule, Style
from .theory import Harmony, voicing


@dataclass(frozen=True, slots=True)
class Event:
    """A note in beats from the start of the bed."""

    beat: float
    length: float
    pitch: int
    velocity: float


@dataclass(slots=True)
class Memory:
    """What a player carries from section to section: the last voicing, the last pitch, the theme it was given."""

    voicing: tuple[int, ...] | None = None
    pitch: int | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One player's job for one section."""

    passage: Passage
    rule: Rule
    mode: str
    tonic: int
    density: float
    rng: Random
    theme: str
    """The seed of what stays the same wherever this letter of the form comes back."""
    memory: Memory = field(default_factory=Memory)

    @property
    def force(self) -> float:
        """How hard this player plays here: its own way, and the section's energy."""
        return self.rule.force * (0.72 + 0.36 * self.passage.energy)

    def voice(self, harmony: Harmony, *, rootless: bool = False) -> tuple[int, ...]:
        """The next voicing, led smoothly from the last."""
        low, high = self.rule.span
        self.memory.voicing = voicing(
            harmony, low, high, self.memory.voicing, voices=self.rule.voices, rootless=rootless
        )
        return self.memory.voicing

    def pick(self, options: tuple[str, ...]) -> str:
        """The choice that belongs to this letter of the form: of the busier half or the calmer one, by density."""
        return dice(self.theme).choice(by_density(options, self.density))

    def pattern(self, bar: Bar, otherwise: str) -> str:
        """The player's pattern for a bar: one per letter of the form, sometimes another at the end of a phrase."""
        patterns = self.rule.patterns or (otherwise,)
        return self.rng.choice(patterns) if bar.closes and self.rng.random() < 0.5 else self.pick(patterns)


def by_density(options: tuple[str, ...], density: float) -> tuple[str, ...]:
    """The patterns that fit: a sparse player keeps to the calmer half, a busy one to the busier half."""
    if len(options) < 2 or 0.42 < density < 0.78:
        return options
    ranked = sorted(options, key=_busy)
    half = (len(options) + 1) // 2
    return tuple(ranked[-half:] if density >= 0.78 else ranked[:half])


def _busy(pattern: str) -> float:
    rate = pattern.rpartition(" ")[2]
    return float(rate) if rate.isdigit() and " " in pattern else sum(mark != "." for mark in pattern)


def steps(pattern: str, bar: Bar) -> list[tuple[float, str]]:
    """The marked places of a pattern of sixteenths, as (beat in the bar, mark), cut to the bar's length."""
    return [(i / 4, mark) for i, mark in enumerate(pattern) if mark != "." and i / 4 < bar.beats]


WEIGHT = {"X": 1.18, "x": 1.0, "o": 0.6, "?": 0.55, "-": 0.85}


@dataclass(frozen=True, slots=True)
class Feel:
    """How a style sits in time: swing, and the few milliseconds of a hand."""

    beat: float
    swing: float
    unit: float
    loose: float

    @classmethod
    def of(cls, style: Style, beat: float) -> Feel:
        return cls(beat, style.swing, style.swing_unit, style.loose)

    def warped(self, beat: float) -> float:
        """A place in beats with the second half of every `2 × unit` moved back to where it swings."""
        pair = 2 * self.unit
        whole, rest = divmod(beat + 1e-9, pair)
        x = rest / pair
        x = x * self.swing / 0.5 if x < 0.5 else self.swing + (x - 0.5) * (1 - self.swing) / 0.5
        return (whole + x) * pair

    def note(self, event: Event, rng: Random, *, floor: int, human: float = 1.0) -> Note:
        """The event in frames, a little early or late, a little louder or softer, never before `floor`."""
        jitter = min(max(rng.gauss(0, 1), -2), 2) * self.loose * human * RATE / 1000
        at = max(round(self.warped(event.beat) * self.beat + jitter), floor)
        end = round(self.warped(event.beat + event.length) * self.beat + jitter)
        velocity = min(max(event.velocity * (1 + 0.06 * rng.gauss(0, 1) * human), 0.08), 1.0)
        return Note(at, max(end - at, RATE // 100), event.pitch, round(velocity, 3))
