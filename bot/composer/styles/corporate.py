"""Corporate and uplifting: muted guitar, piano, claps, all pointing upward."""

from __future__ import annotations

from ..mixing import Desk
from ..style import SUNG_OUT, Groove, Layer, Rule, Style

CORPORATE = Style(
    name="corporate",
    tempo=(108, 124),
    bright=("I V vi IV", "vi IV I V", "IV I V vi", "I vi IV V", "I IV vi V", "IV V vi I/3", "Iadd9 V7sus vi7 IVadd9"),
    dark=("i bVI bIII bVII", "bVI bVII i bIII", "i bIII bVII bVI", "i v bVI bVII"),
    major=0.92,
    loose=5,
    last=("Iadd9", "iadd9"),
    rules=(
        Rule(
            "arp",
            ("muted guitar",),
            "ostinato",
            (57, 74),
            force=0.66,
            patterns=("1.1.2.1.1.1.2.3.", "1.2.1.2.1.2.1.3.", "1.1.1.1.2.2.2.2.", "1.1.2.1.3.1.2.1."),
        ),
        Rule(
            "chords",
            ("piano",),
            "comp",
            (55, 74),
            enters=0.4,
            force=0.55,
            patterns=("X.......x.......", "X.....x.........", "X...x...x...x...", "X.....x...x....."),
        ),
        Rule("bass", ("electric bass",), "pulse", (31, 43), enters=0.55, force=0.6),
        Rule(
            "sparkle",
            ("glockenspiel", "bells", "marimba"),
            "arp",
            (72, 88),
            enters=0.7,
            force=0.5,
            patterns=("wave 2", "leap 1", "three 2"),
            density=0.4,
        ),
        Rule(
            "melody",
            ("electric guitar", "piano", "synth pluck"),
            "sing",
            (64, 81),
            enters=0.6,
            rests=SUNG_OUT,
            force=0.58,
            density=0.65,
            patterns=("0 1.5 2 | 0 2", "0 1 2 3 | 0", "0 1.5 3 | 0 1.5", "0 2 3 | 0"),
        ),
        Rule("pad", ("strings", "warm pad"), "hold", (55, 74), enters=0.6, force=0.5),
    ),
    grooves=(
        Groove(
            (
                Layer("kick", ("X...x...X...x...", "X.......X...x..."), 0.6),
                Layer("clap", ("....x.......x...",), 0.6),
                Layer("hat", ("..x...x...x...x.", "x.x.x.x.x.x.x.x."), 0.7),
                Layer("tambourine", ("x.o.x.o.x.o.x.o.",), 0.9),
            ),
            fills=("toms", "claps", "snare"),
            force=0.62,
        ),
    ),
    desk=Desk(
        room="plate",
        strips={
            "arp": {"level": -12, "pan": -0.4, "spread": 0.2, "echo": (0.75, 0.4, -11)},
            "chords": {"level": -12},
            "bass": {"level": -9},
            "pad": {"level": -20},
            "drums": {"level": -13},
            "melody": {"level": -14},
        },
    ),
)
