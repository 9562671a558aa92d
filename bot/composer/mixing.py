"""The desk as data: how loud, where and how wet each role stands, and which room each style plays in."""

from __future__ import annotations

from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Strip:
    """One channel. Levels in dB; `pan` −1 left to 1 right; `spread` pans notes by pitch; `send` is the room's
    share (dB).

    `echo` is (beats, feedback 0–1, level dB) or None; `duck` how far a kick pushes it down, 0–1; `sweep` how
    far its filter
    opens and closes by itself, 0–1; `tremolo` is (Hz, depth) from side to side; `tilt` is dB per octave.
    """

    level: float = -12.0
    pan: float = 0.0
    spread: float = 0.0
    send: float = -14.0
    echo: tuple[float, float, float] | None = None
    duck: float = 0.0
    sweep: float = 0.3
    tremolo: tuple[float, float] | None = None
    tilt: float = 0.0
    dip: float = 4.0
    low_cut: float = 40.0
    high_cut: float = 14_000.0


@dataclass(frozen=True, slots=True)
class Room:
    """A reverberant room: seconds to −60 dB low, mid and high, pre-delay in seconds, return level in dB."""

    low: float
    mid: float
    high: float
    before: float = 0.02
    level: float = 0.0


ROOMS: dict[str, Room] = {
    "booth": Room(0.5, 0.45, 0.3, 0.008),
    "studio": Room(0.9, 0.9, 0.6, 0.012),
    "plate": Room(1.3, 1.5, 1.1, 0.015),
    "hall": Room(2.4, 2.2, 1.2, 0.028),
    "church": Room(4.2, 3.8, 1.9, 0.035),
    "cave": Room(5.2, 4.0, 1.4, 0.05),
}

ROLES: dict[str, Strip] = {
    "drums": Strip(level=-11, send=-20, low_cut=30),
    "percussion": Strip(level=-12, pan=0.3, send=-15),
    "bass": Strip(level=-8, send=-40, low_cut=36, dip=2, sweep=0.0),
    "chords": Strip(level=-14, spread=0.5, send=-13, low_cut=90),
    "pad": Strip(level=-19, send=-9, low_cut=110, sweep=0.4),
    "arp": Strip(level=-17, pan=-0.2, spread=0.6, send=-12, low_cut=150),
    "melody": Strip(level=-13, pan=0.12, send=-10, low_cut=150, dip=5),
    "counter": Strip(level=-17, pan=-0.35, send=-9, low_cut=150, dip=5),
    "sparkle": Strip(level=-20, pan=0.3, spread=0.7, send=-6, low_cut=300),
    "texture": Strip(level=-23, send=-8, sweep=0.6),
}


@dataclass(frozen=True, slots=True)
class Desk:
    """A style's own settings: its room, changes to the roles' strips, its kit and its tape."""

    room: str = "studio"
    kit: str = "acoustic"
    strips: dict[str, dict[str, object]] = field(default_factory=dict)
    high_cut: float = 14_000.0
    wobble: float = 0.0
    hiss: float = 0.0
    crackle: float = 0.0
    trim: float = 0.0
    lift: float = -5.0
    """How far 1–4 kHz may come forward where a voice has room anyway: the least dip, in dB, beyond the strips' own."""

    def strip(self, role: str) -> Strip:
        """The strip of a role in this style."""
        base = ROLES.get(role, ROLES["chords"])
        return replace(base, **self.strips.get(role, {}))  # type: ignore[arg-type]
