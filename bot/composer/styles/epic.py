"""Epic: driven short strings, brass and big drums."""

from __future__ import annotations

from ..mixing import Desk
from ..style import SUNG_OUT, Groove, Layer, Rule, Style

EPIC = Style(
    name="epic",
    tempo=(120, 144),
    bright=("I V vi IV", "IV V I vi", "I bVII IV I", "vi IV I V"),
    dark=("i bVI bIII bVII", "i bVII bVI bVII", "i bIII bVII iv", "i bVI iv V", "i iv bVI bVII"),
    major=0.2,
    loose=6,
    arc=1.1,
    last=("I", "i"),
    rules=(
        Rule(
            "arp",
            ("short strings",),
            "ostinato",
            (50, 69),
            force=0.68,
            patterns=("1.112.113.112.11", "1.1.1.121.1.1.31", "1.2.1.3.1.2.1.21", "11.111.111.21.31"),
        ),
        Rule(
            "chords",
            ("short strings",),
            "comp",
            (55, 74),
            enters=0.7,
            force=0.6,
            patterns=("X..x..x.X..x..x.", "X.....x...x.....", "X...x...x..x..x."),
        ),
        Rule("bass", ("cello",), "grooves", (31, 43), force=0.66, patterns=("r.r.r.r.r.r.r.r.", "r..r..r.r..r..r.")),
        Rule("pad", ("brass", "horn"), "hold", (48, 67), enters=0.58, force=0.62),
        Rule(
            "melody",
            ("horn", "trumpet", "choir"),
            "sing",
            (58, 77),
            enters=0.7,
            rests=SUNG_OUT,
            force=0.68,
            density=0.9,
            patterns=("0 2 3 | 0", "0 1 2 | 0 2", "0 3 | 0 1 2"),
        ),
        Rule("counter", ("choir",), "hold", (58, 74), enters=0.85, force=0.55, voices=3),
    ),
    grooves=(
        Groove(
            (
                Layer("boom", ("X.......x.......", "X..............."), 0.5),
                Layer("low tom", ("X..x..X.X..x..X.", "X.xxX.x.X.xxX.xx", "X..xX..xX..xX.xx"), 0.58),
                Layer("high tom", ("....x.......x...", "..x...x...x..xx."), 0.75),
                Layer("snare", ("............X...", "....X.......X..."), 0.85),
            ),
            fills=("toms", "booms"),
            force=0.75,
        ),
    ),
    desk=Desk(
        room="hall",
        kit="epic",
        strips={
            "arp": {"level": -11, "pan": 0.0},
            "chords": {"level": -14},
            "bass": {"level": -14},
            "pad": {"level": -17, "send": -10},
            "drums": {"level": -17, "send": -13},
            "melody": {"level": -14},
            "counter": {"level": -19},
        },
    ),
)
