"""Solo piano, felt or open, with strings behind it where it grows."""

from __future__ import annotations

from ..mixing import Desk
from ..style import Rule, Style

PIANO = Style(
    name="piano",
    tempo=(62, 84),
    bright=(
        "I V/3 vi IV",
        "I iii vi IV",
        "IVmaj7 I/3 ii7 Vsus4",
        "vi IV I V",
        "I IVadd9 vi V7sus",
        "Iadd9 IVmaj7 ii7 V7sus",
    ),
    dark=("i bVI bIII bVII", "i iv bVI v7", "i bVII bVI iv", "i bIII bVII iv", "bVI bVII i v7", "i v bVI bIII"),
    major=0.45,
    meter=4,
    loose=16,
    arc=0.8,
    rules=(
        Rule(
            "chords",
            ("felt piano", "piano"),
            "broken",
            (55, 72),
            force=0.52,
            patterns=("wave 2", "alberti 2", "leap 2", "roll 2"),
            density=0.8,
        ),
        Rule(
            "melody",
            ("felt piano", "piano"),
            "sing",
            (67, 86),
            enters=0.45,
            rests=("intro",),
            force=0.62,
            density=0.75,
            patterns=("0 1.5 2 | 0 2", "0 1 2 | 0", "0 2 3 | 0 1.5", "0 0.5 1 2 | 0 2", "1 2 3 | 0"),
        ),
        Rule("pad", ("strings", "warm pad"), "hold", (50, 69), enters=0.68, force=0.45),
        Rule("counter", ("cello",), "line", (45, 62), enters=0.75, force=0.5),
    ),
    desk=Desk(
        room="hall",
        lift=0,
        strips={
            "chords": {"level": -11, "send": -12, "low_cut": 45, "spread": 0.4},
            "melody": {"level": -9, "pan": 0.05, "send": -10},
            "pad": {"level": -23},
        },
    ),
)
