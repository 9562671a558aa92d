"""Cinematic: strings, a piano figure, low drums that build to a peak."""

from __future__ import annotations

from ..mixing import Desk
from ..style import QUIET, SUNG_OUT, Groove, Layer, Rule, Style

CINEMATIC = Style(
    name="cinematic",
    tempo=(72, 92),
    bright=("I V vi IV", "vi IV I V", "IV I V vi", "I iii IV V7sus", "Iadd9 bVII IV I", "I bIII IV I"),
    dark=("i bVI bIII bVII", "i bVII bVI V", "i iv bVI V7sus", "i bIII iv bVI", "bVI bVII i i", "i v bVI iv"),
    major=0.3,
    loose=9,
    arc=1.2,
    last=("Iadd9", "iadd9"),
    rules=(
        Rule("pad", ("strings",), "hold", (48, 72), force=0.62, voices=5),
        Rule("bass", ("cello", "sub"), "roots", (31, 43), force=0.62, enters=0.3),
        Rule(
            "arp",
            ("short strings", "felt piano"),
            "ostinato",
            (55, 74),
            enters=0.5,
            rests=QUIET,
            force=0.5,
            patterns=("1.2.3.2.1.2.3.2.", "1.1.2.1.3.1.2.1.", "3.2.1.2.3.2.1.2."),
        ),
        Rule(
            "chords",
            ("felt piano", "harp"),
            "arp",
            (57, 79),
            force=0.5,
            patterns=("wave 2", "leap 1", "up 2"),
            rests=("peak",),
        ),
        Rule(
            "melody",
            ("horn", "violin", "cello"),
            "sing",
            (57, 76),
            enters=0.6,
            rests=SUNG_OUT,
            force=0.6,
            density=0.7,
            patterns=("0 2 | 0 2", "0 1.5 2 | 0", "0 3 | 0 2", "0 2 3 | 0"),
        ),
        Rule("counter", ("brass", "choir"), "hold", (48, 65), enters=0.85, force=0.55, voices=3),
    ),
    grooves=(
        Groove(
            (
                Layer("boom", ("X...............", "X.........x....."), 0.55),
                Layer("low tom", ("x..x..x.x..x..x.", "x.....x.x.....x.", "x...x..xx...x..x"), 0.72),
                Layer("mid tom", ("....o.......o.o.", "..o.....o.o....."), 0.85),
            ),
            fills=("toms", "booms"),
            crash="crash",
            force=0.7,
            rests=("intro",),
        ),
    ),
    desk=Desk(
        room="hall",
        kit="epic",
        strips={
            "drums": {"level": -12, "send": -11},
            "pad": {"level": -15, "sweep": 0.4},
            "arp": {"level": -15},
            "bass": {"level": -15, "send": -16},
            "melody": {"level": -14, "send": -7},
            "chords": {"level": -14, "send": -9},
            "counter": {"level": -17},
        },
    ),
)
