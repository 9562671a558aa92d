"""Dark drone: two or three low notes, metal and air above them."""

from __future__ import annotations

from ..mixing import Desk
from ..style import QUIET, Groove, Layer, Rule, Style

DRONE = Style(
    name="drone",
    tempo=(48, 60),
    bright=("I5 I5 IVsus2 I5", "Isus2 I5 bVIIsus2 I5", "I5 Vsus4 I5 IVsus2"),
    dark=("i5 i5 bIImaj7 i5", "i5 bVImaj7 i5 iv5", "i5 i5 v5 bII5", "i5 iv5 i5 bVI5", "i5 bII5 i5 bVII5"),
    major=0.08,
    modes=("mixolydian", "phrygian"),
    bars_per_chord=2,
    loose=40,
    arc=0.8,
    last=("I5", "i5"),
    keys=(0, 1, 2, 3, 4, 5, 9, 10, 11),
    rules=(
        Rule("pad", ("dark pad", "drone"), "hold", (36, 55), force=0.72, voices=3),
        Rule("bass", ("drone", "sub"), "roots", (28, 39), force=0.62),
        Rule("texture", ("metal pad", "choir"), "line", (55, 70), enters=0.5, force=0.5),
        Rule("sparkle", ("singing bowl", "bells"), "drops", (43, 62), force=0.5, density=0.1),
    ),
    grooves=(
        Groove(
            (Layer("boom", ("X...............", "x.......?......."), 0.75),),
            fills=("none",),
            crash="",
            role="percussion",
            force=0.5,
            rests=QUIET,
        ),
    ),
    desk=Desk(
        room="cave",
        kit="epic",
        high_cut=5500,
        lift=3,
        strips={
            "pad": {"sweep": 0.8, "level": -13, "low_cut": 45, "send": -7},
            "bass": {"level": -13, "low_cut": 30},
            "texture": {"level": -17, "sweep": 0.9},
            "sparkle": {"level": -19, "low_cut": 120},
        },
    ),
)
