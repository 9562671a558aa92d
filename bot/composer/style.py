"""What a style is: tempo, harmony, players, groove, form and desk, all as data."""

from __future__ import annotations

from dataclasses import dataclass, field

from .mixing import Desk

QUIET = ("intro", "break")
SUNG_OUT = ("intro", "break", "build")


@dataclass(frozen=True, slots=True)
class Rule:
    """One player: role, instruments to choose from, the figure that it plays, and when.

    It plays where a section's energy is at least `enters` and the section is not in `rests`. `span` is its range
    (MIDI), `force` its usual velocity, `patterns` the figure's own notation (see each figure), `density` (0–1)
    how much it plays.
    """

    role: str
    instruments: tuple[str, ...]
    figure: str
    span: tuple[int, int]
    enters: float = 0.0
    rests: tuple[str, ...] = ()
    force: float = 0.62
    patterns: tuple[str, ...] = ()
    density: float = 0.6
    voices: int = 4


@dataclass(frozen=True, slots=True)
class Layer:
    """One piece of the drum set: its patterns (16 or 12 steps a bar: X accent, x stroke, o soft, ? perhaps)
    and its entry.
    """

    piece: str
    patterns: tuple[str, ...]
    enters: float = 0.0


@dataclass(frozen=True, slots=True)
class Groove:
    """What the drummer knows: layers, and fills (`snare`, `toms`, `hats`, `claps`, `booms`, `none`)."""

    layers: tuple[Layer, ...]
    fills: tuple[str, ...] = ("snare",)
    crash: str = "crash"
    force: float = 0.72
    role: str = "drums"
    breaks: bool = True
    rests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Style:
    """A way of making music. `major` is how likely a brief without a mood is major; `swing` where the off-note
    falls (0.5 straight).
    """

    name: str
    tempo: tuple[float, float]
    bright: tuple[str, ...]
    dark: tuple[str, ...]
    rules: tuple[Rule, ...]
    desk: Desk
    grooves: tuple[Groove, ...] = ()
    major: float = 0.5
    modes: tuple[str, str] = ("major", "minor")
    meter: int = 4
    swing: float = 0.5
    swing_unit: float = 0.5
    loose: float = 7.0
    bars_per_chord: int = 1
    last: tuple[str, str] = ("Iadd9", "iadd9")
    arc: float = 1.0
    loops: bool = False
    keys: tuple[int, ...] = tuple(range(12))
    cells: tuple[str, ...] = field(default=())
