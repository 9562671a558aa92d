"""Chiptune: two pulses, a stepped bass and noise for drums."""

from __future__ import annotations

from ..mixing import Desk
from ..style import Groove, Layer, Rule, Style

CHIPTUNE = Style(
    name="chiptune",
    tempo=(128, 152),
    bright=("I V vi IV", "I IV V I", "IV V iii vi", "I bVII IV V", "vi IV V I", "I iii IV V"),
    dark=("i bVII bVI bVII", "i bVI bVII i", "i iv V i", "i bIII bVII V", "bVI bVII i V"),
    major=0.7,
    loose=0,
    loops=True,
    last=("I", "i"),
    rules=(
        Rule(
            "melody",
            ("pulse",),
            "riff",
            (67, 88),
            force=0.6,
            rests=("break",),
            density=1.0,
            patterns=(
                "0 0.5 1 1.5 2 3 | 0 0.5 1.5 2",
                "0 0.75 1.5 2 2.5 | 0 0.5 1 2 3",
                "0 0.5 1.5 2 2.5 3.5 | 0 1 1.5 2.5",
                "0 1 1.5 2 3 3.5 | 0 0.5 2",
            ),
        ),
        Rule(
            "arp",
            ("square",),
            "arp",
            (60, 79),
            force=0.5,
            patterns=("three 8", "up 4", "leap 4", "three 4"),
            density=1.0,
            enters=0.3,
        ),
        Rule("bass", ("chip bass",), "pulse", (36, 48), force=0.7, patterns=("octaves",)),
        Rule("counter", ("square",), "line", (57, 72), enters=0.7, force=0.45),
    ),
    grooves=(
        Groove(
            (
                Layer("kick", ("X...x...X...x...", "X.....x.X..x....")),
                Layer("snare", ("....X.......X...", "....X.......X.x."), 0.4),
                Layer("hat", ("x.x.x.x.x.x.x.x.", "xxx.xxx.xxx.xxx."), 0.4),
            ),
            fills=("snare", "hats"),
            crash="",
            force=0.66,
        ),
    ),
    desk=Desk(
        room="booth",
        kit="chip",
        strips={
            "melody": {"level": -14, "send": -30, "dip": 8, "tilt": -1.5, "echo": (0.75, 0.4, -11)},
            "arp": {"level": -20, "send": -30, "dip": 8, "tilt": -1.5},
            "bass": {"level": -14, "dip": 6},
            "counter": {"level": -22, "send": -30, "dip": 8},
            "drums": {"level": -15, "send": -40},
        },
    ),
)
