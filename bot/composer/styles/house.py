"""House: four on the floor, offbeat bass and hats, chords that pump."""

from __future__ import annotations

from ..mixing import Desk
from ..style import SUNG_OUT, Groove, Layer, Rule, Style

HOUSE = Style(
    name="house",
    tempo=(119, 126),
    bright=(
        "Imaj7 vi7 ii7 IVmaj7",
        "IVmaj7 V7sus iii7 vi7",
        "vi7 IVmaj7 Imaj7 V7sus",
        "ii9 iii7 IVmaj9 vi9",
        "IVmaj9 vi9 Imaj9 V7sus",
    ),
    dark=("i9 bVImaj7 bIIImaj7 bVII", "i7 iv7 bVImaj7 v7", "i9 iv9 i9 bVII9", "bVImaj7 v7 i7 i7", "i7 v7 bVImaj7 iv7"),
    major=0.4,
    modes=("major", "dorian"),
    swing=0.53,
    swing_unit=0.25,
    loose=2,
    loops=True,
    last=("Imaj9", "i9"),
    rules=(
        Rule(
            "chords",
            ("stab", "electric piano", "organ"),
            "stab",
            (55, 74),
            force=0.56,
            patterns=("x..x..x...x..x..", "..x..x....x..x..", "x..x......x..x..", "...x..x....x..x."),
        ),
        Rule(
            "bass",
            ("house bass",),
            "grooves",
            (33, 45),
            enters=0.5,
            force=0.68,
            patterns=("..r...r...r...r.", "..r..ro...r..or.", "r..r..r...r..ra.", "..r...ro..r...o."),
        ),
        Rule("pad", ("saw pad", "warm pad"), "hold", (52, 72), enters=0.3, force=0.55),
        Rule(
            "arp",
            ("synth pluck",),
            "arp",
            (67, 84),
            enters=0.7,
            force=0.46,
            patterns=("three 4", "leap 4", "pedal 4"),
            density=0.55,
        ),
        Rule(
            "melody",
            ("soft lead", "vibraphone", "organ"),
            "riff",
            (64, 81),
            enters=0.6,
            rests=SUNG_OUT,
            force=0.5,
            patterns=("0 0.75 1.5 | 2.5", "0.5 1.5 2.25 | 0", "0 1.5 2.5 | 0.5 1.5"),
        ),
    ),
    grooves=(
        Groove(
            (
                Layer("kick", ("X...X...X...X...",), 0.5),
                Layer("clap", ("....x.......x...",), 0.55),
                Layer("open hat", ("..x...x...x...x.",), 0.6),
                Layer("hat", ("xoxoxoxoxoxoxoxo", "x.oox.oox.oox.oo"), 0.35),
                Layer("shaker", ("oxooxoxooxooxoxo",), 0.75),
            ),
            fills=("claps", "snare", "none", "stop"),
            force=0.74,
        ),
    ),
    desk=Desk(
        room="plate",
        kit="club",
        strips={
            "chords": {"level": -13, "duck": 0.45, "echo": (0.75, 0.4, -13)},
            "pad": {"level": -17, "duck": 0.8},
            "bass": {"level": -9, "duck": 0.6},
            "arp": {"level": -19, "duck": 0.4, "echo": (0.75, 0.5, -8)},
            "drums": {"level": -10},
            "melody": {"level": -17, "duck": 0.3},
        },
    ),
)
