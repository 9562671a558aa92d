"""Trap: long 808 notes, clap on three, rolling hats, a bell figure."""

from __future__ import annotations

from ..mixing import Desk
from ..style import QUIET, SUNG_OUT, Groove, Layer, Rule, Style

TRAP = Style(
    name="trap",
    tempo=(68, 76),
    bright=("I vi IV V", "vi IV I V", "IVmaj7 iii7 vi7 I", "Imaj7 vi7 ii7 V7sus"),
    dark=("i i bVI bVI", "i bVI iv V", "i iv i bVI", "i bII i bVI", "i bVII bVI V", "i v bVI iv"),
    major=0.15,
    modes=("major", "minor"),
    loose=4,
    last=("Iadd9", "iadd9"),
    rules=(
        Rule(
            "bass",
            ("808",),
            "booms",
            (31, 43),
            force=0.75,
            enters=0.45,
            patterns=("x.....x...x.....", "x..x......x..o..", "x.......x.x...o.", "x.....o...x....o"),
        ),
        Rule(
            "arp",
            ("bells", "music box", "pizzicato", "harp"),
            "riff",
            (67, 84),
            force=0.55,
            patterns=(
                "0 0.75 1.5 2.5 3 | 0 0.75 1.5",
                "0 0.5 1.5 2 3 | 0 1.5 2.5",
                "0 1 1.5 2.5 | 0 0.5 2 3",
                "0 0.75 1.5 2.25 3 | 1.5 2.25",
            ),
        ),
        Rule(
            "chords",
            ("electric piano", "choir", "felt piano"),
            "comp",
            (53, 69),
            enters=0.3,
            force=0.48,
            patterns=("x...............", "x.........x....."),
        ),
        Rule("melody", ("flute", "whistle", "soft lead"), "sparse", (69, 84), enters=0.58, rests=SUNG_OUT, force=0.5),
        Rule("pad", ("dark pad", "warm pad"), "hold", (50, 66), enters=0.6, force=0.4, voices=3),
    ),
    grooves=(
        Groove(
            (
                Layer("kick", ("X.....x...x.....", "X..x......x.....", "X.......x.x....."), 0.45),
                Layer("clap", ("........X.......",), 0.45),
                Layer("hat", ("xxxxxxxxxxxxxxxx", "x.xxx.xxx.xxx.xx", "xoxoxoxoxoxoxoxo"), 0.4),
                Layer("open hat", ("......x.........", "..............x."), 0.65),
                Layer("snap", ("........x.......",), 0.3),
            ),
            fills=("hats", "none", "stop"),
            crash="",
            force=0.7,
        ),
        Groove(
            (Layer("hat", ("...............?", ".......?.......?"), 0.6),),
            fills=("hats",),
            crash="",
            force=0.5,
            role="percussion",
            rests=QUIET,
        ),
    ),
    desk=Desk(
        room="plate",
        kit="808",
        strips={
            "bass": {"level": -10, "low_cut": 34},
            "arp": {"level": -13, "echo": (0.75, 0.45, -10), "send": -9},
            "chords": {"level": -17},
            "drums": {"level": -12},
            "melody": {"level": -17, "send": -7},
        },
    ),
)
