"""A small waltz: bass on one, plucks on two and three, a toy on top."""

from __future__ import annotations

from ..mixing import Desk
from ..style import Groove, Layer, Rule, Style

WALTZ = Style(
    name="waltz",
    tempo=(132, 168),
    bright=("I V7 V7 I", "I vi ii V7", "I IV V7 I", "I iii IV V7", "IV I V7 I", "I/3 IV ii7 V7"),
    dark=("i iv V7 i", "i bVI iv V7", "i v bVI V7", "iv i V7 i"),
    major=0.8,
    meter=3,
    loose=9,
    last=("I6", "i6"),
    rules=(
        Rule(
            "bass", ("upright bass", "cello"), "grooves", (34, 46), force=0.6, patterns=("r...........", "r.......f...")
        ),
        Rule(
            "chords",
            ("pizzicato", "accordion", "harp"),
            "stab",
            (55, 72),
            force=0.5,
            patterns=("....x...x...", "....x...x.?."),
        ),
        Rule(
            "melody",
            ("celesta", "music box", "clarinet", "glockenspiel"),
            "sing",
            (69, 88),
            enters=0.3,
            force=0.6,
            density=0.95,
            patterns=("0 1 2 | 0", "0 1.5 2 | 0 1 2", "0 2 | 0 1 2", "0 0.5 1 2 | 0 2"),
        ),
        Rule("counter", ("strings", "flute"), "line", (60, 76), enters=0.7, force=0.5),
    ),
    grooves=(
        Groove(
            (Layer("tambourine", ("....x...x...", "....o...o..."), 0.7),),
            fills=("none",),
            crash="",
            role="percussion",
            force=0.5,
        ),
    ),
    desk=Desk(
        room="studio",
        kit="hand",
        strips={
            "melody": {"level": -11, "send": -11},
            "chords": {"level": -12},
            "bass": {"level": -8},
            "counter": {"level": -20},
        },
    ),
)
