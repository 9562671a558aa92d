"""Funk: slap bass, clavinet, sixteenths in the pocket."""

from __future__ import annotations

from ..mixing import Desk
from ..style import SUNG_OUT, Groove, Layer, Rule, Style

FUNK = Style(
    name="funk",
    tempo=(96, 112),
    bright=("I7 I7 IV9 I7", "I9 IV9 I9 V7sus", "Imaj7 iii7 ii7 V7sus", "IVmaj7 iii7 ii7 I9", "I7 bVII7 IV9 I7"),
    dark=("i7 i7 iv7 i7", "i7 IV9 i7 IV9", "i9 bVII9 iv9 v7", "i7 bIIImaj7 iv7 v7", "i7 i7 bVImaj7 V7"),
    major=0.35,
    modes=("mixolydian", "dorian"),
    swing=0.54,
    swing_unit=0.25,
    loose=5,
    last=("I9", "i9"),
    rules=(
        Rule(
            "bass",
            ("slap bass", "electric bass"),
            "grooves",
            (31, 43),
            force=0.7,
            density=0.8,
            patterns=("r..r..o...r.s.r.", "r.....or..r.s.o.", "r..o..r.r...f.so", "r.r...o...s.r..a"),
        ),
        Rule(
            "chords",
            ("clavinet", "electric guitar"),
            "stab",
            (55, 72),
            enters=0.35,
            force=0.56,
            patterns=("..x..x.x..x..x..", ".x..x..x.x..x..o", "....x..x....x.x.", "x..x..o...x..xo."),
        ),
        Rule(
            "arp",
            ("muted guitar",),
            "stab",
            (64, 79),
            enters=0.6,
            rests=("break",),
            force=0.5,
            patterns=("x.oxx.oxx.oxx.ox", "..ox..ox..ox..ox", "x.xo.oxo.ox.xo.o"),
            voices=3,
        ),
        Rule(
            "melody",
            ("brass", "trumpet", "saxophone", "organ"),
            "riff",
            (58, 77),
            enters=0.6,
            rests=SUNG_OUT,
            force=0.6,
            patterns=("0 0.75 1.5 | 2.5 3", "0.5 0.75 2 | 0", "1.5 1.75 2.5 | 0 0.5", "0 1.5 | 2.75 3.5"),
        ),
        Rule("pad", ("organ",), "hold", (55, 70), enters=0.8, force=0.42, voices=3),
    ),
    grooves=(
        Groove(
            (
                Layer("kick", ("X..x..x...x.....", "X.....x..xx.....", "X.x....x..x.....")),
                Layer("snare", ("....X..o.o..X..o", "....X..?.o..X.?.", "....X.?..o..X..o"), 0.4),
                Layer("hat", ("x.xox.xox.xox.xo", "xoxoxoxoxoxoxoxo", "x.x.x.xxx.x.x.x.")),
                Layer("open hat", ("..............x.", "......x........."), 0.6),
                Layer("conga", ("..x..x....x..x..",), 0.85),
            ),
            fills=("snare", "toms", "stop"),
            force=0.72,
        ),
    ),
    desk=Desk(
        room="studio",
        strips={
            "bass": {"level": -8},
            "chords": {"level": -13, "pan": 0.35},
            "arp": {"level": -17, "pan": -0.5},
            "melody": {"level": -15},
            "drums": {"level": -11},
            "pad": {"level": -21},
        },
    ),
)
