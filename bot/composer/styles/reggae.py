"""Reggae: one drop, offbeat chops, a bass that sings."""

from __future__ import annotations

from ..mixing import Desk
from ..style import SUNG_OUT, Groove, Layer, Rule, Style

REGGAE = Style(
    name="reggae",
    tempo=(72, 84),
    bright=("I IV I V", "I ii IV I", "I vi IV V", "I IV V IV", "I V ii IV"),
    dark=("i iv i v", "i bVII bVI bVII", "i iv bVII i", "i bVII iv i"),
    major=0.75,
    modes=("major", "dorian"),
    swing=0.57,
    swing_unit=0.25,
    loose=8,
    last=("I6", "i7"),
    rules=(
        Rule(
            "chords",
            ("electric guitar", "organ"),
            "stab",
            (57, 72),
            force=0.58,
            patterns=("....x.......x...", "....xo......x...", "....x.......x.o."),
            voices=3,
        ),
        Rule(
            "arp",
            ("organ",),
            "stab",
            (55, 69),
            enters=0.45,
            force=0.46,
            patterns=("..x..xx...x..xx.", "..x...x...x...x."),
            voices=3,
        ),
        Rule(
            "bass",
            ("electric bass",),
            "grooves",
            (31, 44),
            force=0.72,
            patterns=("r.....r.f.o.....", "..r...r.o.f.....", "r...f.o.....r.f.", "r.o.f.......r.a."),
        ),
        Rule(
            "melody",
            ("trumpet", "saxophone", "harmonica", "steel drums"),
            "sing",
            (60, 77),
            enters=0.58,
            rests=SUNG_OUT,
            force=0.55,
            density=0.6,
        ),
    ),
    grooves=(
        Groove(
            (
                Layer("kick", ("........X.......",)),
                Layer("rim", ("........X.......", "........X.....?."), 0.3),
                Layer("hat", ("x.o.x.oox.o.x.o.", "x.oox.o.x.oox.oo"), 0.35),
            ),
            fills=("toms", "snare"),
            force=0.66,
            breaks=False,
        ),
    ),
    desk=Desk(
        room="plate",
        kit="dusty",
        strips={
            "chords": {"level": -12, "echo": (0.75, 0.45, -12)},
            "arp": {"level": -18},
            "bass": {"level": -8},
            "melody": {"level": -15, "echo": (1.5, 0.5, -10)},
            "drums": {"level": -12},
        },
    ),
)
