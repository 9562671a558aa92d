"""Downtempo: mallets and plucks with long echoes over a soft half-time beat."""

from __future__ import annotations

from ..mixing import Desk
from ..style import SUNG_OUT, Groove, Layer, Rule, Style

DOWNTEMPO = Style(
    name="downtempo",
    tempo=(88, 102),
    bright=("Imaj9 IVmaj9 Imaj9 ii9", "IVmaj9 Imaj9 vi9 V7sus", "Imaj7 iii7 IVmaj9 IVmaj9", "vi9 IVmaj9 Imaj9 Imaj9"),
    dark=("i9 i9 iv9 bVImaj9", "i9 bVII9 iv9 iv9", "i7 v7 bVImaj7 bVImaj7", "i9 bVImaj9 bIIImaj7 iv9"),
    major=0.4,
    modes=("lydian", "dorian"),
    swing=0.54,
    swing_unit=0.25,
    loose=6,
    arc=0.85,
    last=("Imaj9", "i9"),
    rules=(
        Rule("pad", ("warm pad", "air pad"), "hold", (52, 72), force=0.55),
        Rule(
            "arp",
            ("kalimba", "marimba", "synth pluck", "harp"),
            "arp",
            (60, 81),
            force=0.52,
            patterns=("leap 2", "rain 2", "pedal 4", "wave 4"),
            density=0.6,
        ),
        Rule(
            "bass",
            ("house bass", "sub"),
            "grooves",
            (33, 45),
            enters=0.45,
            force=0.65,
            patterns=("r.....r.........", "r......r..r.....", "r...........a..."),
        ),
        Rule(
            "melody",
            ("soft lead", "flute", "electric guitar"),
            "sparse",
            (64, 81),
            enters=0.6,
            rests=SUNG_OUT,
            force=0.5,
        ),
        Rule("sparkle", ("glass", "bells"), "drops", (72, 91), enters=0.5, force=0.5, density=0.3),
    ),
    grooves=(
        Groove(
            (
                Layer("kick", ("X.........x.....", "X.....x.........", "X..x......x....."), 0.5),
                Layer("rim", ("....x.......x...", "....x.......x..?"), 0.5),
                Layer("shaker", ("x.ox.ox.x.ox.ox.", "xoxoxoxoxoxoxoxo"), 0.35),
                Layer("conga", ("......x..x....x.",), 0.72),
            ),
            fills=("none", "snare", "stop"),
            crash="",
            force=0.62,
        ),
    ),
    desk=Desk(
        room="hall",
        kit="club",
        strips={
            "pad": {"level": -16, "duck": 0.3, "sweep": 0.7},
            "arp": {"level": -13, "echo": (0.75, 0.55, -7)},
            "bass": {"level": -11},
            "drums": {"level": -12},
            "melody": {"level": -16, "echo": (1.5, 0.5, -8)},
        },
    ),
)
