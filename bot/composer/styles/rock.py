"""Rock: power chords, straight eighths, a backbeat."""

from __future__ import annotations

from ..mixing import Desk
from ..style import SUNG_OUT, Groove, Layer, Rule, Style

ROCK = Style(
    name="rock",
    tempo=(116, 138),
    bright=("I V vi IV", "I bVII IV I", "I IV V IV", "vi IV I V", "I iii IV V"),
    dark=("i bVI bVII i", "i bIII bVII iv", "i bVII bVI v", "i bVI bIII bVII"),
    major=0.5,
    modes=("mixolydian", "minor"),
    loose=6,
    last=("I", "i"),
    rules=(
        Rule(
            "chords",
            ("power chord",),
            "comp",
            (43, 62),
            force=0.6,
            patterns=("X.x.x.xxX.x.x.xx", "X...x.x.X...x.x.", "X.......x..x..x.", "X.x.xx.xX.x.xx.x"),
            voices=3,
        ),
        Rule(
            "arp", ("electric guitar",), "arp", (57, 76), enters=0.3, force=0.5, patterns=("wave 2", "leap 2", "rain 2")
        ),
        Rule("bass", ("electric bass",), "pulse", (31, 43), force=0.68, enters=0.3),
        Rule(
            "melody",
            ("saw lead", "electric guitar"),
            "sing",
            (62, 79),
            enters=0.6,
            rests=SUNG_OUT,
            force=0.58,
            density=0.7,
        ),
    ),
    grooves=(
        Groove(
            (
                Layer("kick", ("X.....x.X.x.....", "X..x....X.x.....", "X.......X.....x.")),
                Layer("snare", ("....X.......X...",), 0.3),
                Layer("hat", ("x.o.x.o.x.o.x.o.",)),
                Layer("ride", ("x.x.x.x.x.x.x.x.",), 0.85),
                Layer("tambourine", ("....x.......x...",), 0.85),
            ),
            fills=("toms", "snare"),
            force=0.78,
        ),
    ),
    desk=Desk(
        room="studio",
        strips={
            "chords": {"level": -15, "low_cut": 80, "dip": 8, "sweep": 0.1},
            "arp": {"level": -15},
            "bass": {"level": -10},
            "drums": {"level": -10},
            "melody": {"level": -17},
        },
    ),
)
