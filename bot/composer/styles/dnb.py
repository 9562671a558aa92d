"""Drum and bass, the liquid kind: broken beats over wide pads."""

from __future__ import annotations

from ..mixing import Desk
from ..style import SUNG_OUT, Groove, Layer, Rule, Style

DNB = Style(
    name="drum and bass",
    tempo=(168, 176),
    bright=("Imaj9 vi9 IVmaj9 V7sus", "IVmaj9 Imaj9 vi9 ii9", "vi9 IVmaj9 Imaj9 iii7"),
    dark=("i9 bVImaj9 iv9 bVII9", "i9 iv9 bVImaj7 v7", "bVImaj9 i9 bVII9 iv9", "i9 bIIImaj9 bVImaj9 iv9"),
    major=0.3,
    modes=("lydian", "dorian"),
    bars_per_chord=2,
    loose=3,
    last=("Imaj9", "i9"),
    rules=(
        Rule("pad", ("air pad", "saw pad", "warm pad"), "hold", (50, 72), force=0.55),
        Rule(
            "bass",
            ("synth bass", "sub"),
            "grooves",
            (31, 43),
            enters=0.45,
            force=0.72,
            patterns=("r.........r.....", "r.....r...f.....", "r..r......r...o."),
        ),
        Rule(
            "chords",
            ("electric piano", "stab"),
            "comp",
            (57, 74),
            enters=0.3,
            force=0.5,
            patterns=("x.....x.........", "x..x..x.........", "......x...x....."),
        ),
        Rule(
            "arp",
            ("synth pluck", "glass"),
            "arp",
            (67, 86),
            enters=0.7,
            force=0.42,
            patterns=("leap 2", "rain 2"),
            density=0.5,
        ),
        Rule("melody", ("soft lead", "flute"), "sparse", (67, 84), enters=0.6, rests=SUNG_OUT, force=0.5),
    ),
    grooves=(
        Groove(
            (
                Layer("kick", ("X.........X.....", "X.X.......X.....", "X.......o.X....."), 0.45),
                Layer("snare", ("....X..o.o..X...", "....X..o....X..o", "....X....o.oX..?"), 0.45),
                Layer("hat", ("x.x.x.x.x.x.x.x.", "x.xox.x.x.xox.xo"), 0.4),
                Layer("ride", ("x...x...x...x...",), 0.85),
            ),
            fills=("snare", "stop"),
            force=0.74,
        ),
    ),
    desk=Desk(
        room="hall",
        kit="acoustic",
        strips={
            "pad": {"level": -16, "sweep": 0.7},
            "bass": {"level": -8},
            "chords": {"level": -15, "echo": (1.5, 0.5, -9)},
            "drums": {"level": -11},
            "arp": {"level": -20},
        },
    ),
)
