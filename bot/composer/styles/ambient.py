"""Ambient: pads that breathe, bells dropped into them, no beat."""

from __future__ import annotations

from ..mixing import Desk
from ..style import QUIET, Rule, Style

AMBIENT = Style(
    name="ambient",
    tempo=(56, 72),
    bright=(
        "Imaj9 IVmaj9 vi9 IVmaj9",
        "Iadd9 iii7 IVmaj9 Iadd9",
        "IVmaj9 Imaj9 ii9 vi9",
        "vi9 IVmaj9 Iadd9 Vsus2",
        "Iadd9 Vsus4 ii9 IVmaj9",
        "Imaj9 ii9 iii7 IVmaj9",
    ),
    dark=(
        "i9 bVImaj9 iv9 i9",
        "i9 bIIImaj7 bVImaj9 bVIIsus2",
        "iv9 i9 bVImaj9 bIIImaj7",
        "bVImaj9 i9 iv9 v7",
        "i9 v7 bVImaj9 iv9",
    ),
    major=0.65,
    modes=("lydian", "dorian"),
    bars_per_chord=2,
    loose=25,
    arc=0.7,
    last=("Imaj9", "i9"),
    rules=(
        Rule("pad", ("warm pad", "air pad", "glass pad"), "hold", (50, 74), force=0.62, voices=5),
        Rule("texture", ("air pad", "choir"), "line", (72, 86), enters=0.5, force=0.5),
        Rule("bass", ("sub",), "roots", (33, 45), force=0.5),
        Rule("sparkle", ("glass", "bells", "felt piano", "vibraphone"), "drops", (67, 91), force=0.6, density=0.5),
        Rule(
            "arp",
            ("harp", "kalimba", "glass"),
            "arp",
            (57, 81),
            enters=0.78,
            force=0.42,
            patterns=("wave 2", "rain 1", "roll 2"),
        ),
        Rule(
            "melody",
            ("felt piano", "harp", "soft lead"),
            "sparse",
            (62, 81),
            enters=0.5,
            rests=QUIET,
            force=0.5,
            patterns=("0 2.5 | 1", "0 3 | 2", "1 | 0 2", "0 1.5 | 0"),
        ),
    ),
    desk=Desk(
        room="church",
        lift=0,
        strips={
            "pad": {"sweep": 0.9, "level": -18},
            "sparkle": {"echo": (1.5, 0.6, -6), "level": -13},
            "melody": {"send": -6, "level": -10, "echo": (2.0, 0.5, -8)},
            "bass": {"level": -14},
            "texture": {"level": -24},
            "arp": {"level": -10, "send": -8},
        },
    ),
)
