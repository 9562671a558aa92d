"""Synthwave: gated snare, sixteenth bass, arpeggios and wide saws."""

from __future__ import annotations

from ..mixing import Desk
from ..style import SUNG_OUT, Groove, Layer, Rule, Style

SYNTHWAVE = Style(
    name="synthwave",
    tempo=(86, 104),
    bright=("I V vi IV", "IV V vi I", "vi IV I V", "I bVII IV I"),
    dark=("i bVI bIII bVII", "i bVII bVI bVII", "bVI bVII i i", "i iv bVI bVII", "i bIII bVII iv", "bVI v i bVII"),
    major=0.2,
    modes=("mixolydian", "minor"),
    loose=2,
    last=("Isus2", "i"),
    rules=(
        Rule(
            "bass",
            ("synth bass",),
            "grooves",
            (32, 44),
            force=0.68,
            patterns=("rrrrrrrrrrrrrrrr", "r.rrr.rrr.rrr.rr", "r.r.r.r.r.r.r.ro", "rroorroorroorroo"),
        ),
        Rule(
            "arp",
            ("synth arp",),
            "arp",
            (60, 84),
            enters=0.35,
            force=0.52,
            patterns=("up 4", "wave 4", "roll 4", "down 4"),
            density=0.9,
        ),
        Rule("pad", ("saw pad",), "hold", (50, 72), force=0.6),
        Rule(
            "melody",
            ("saw lead", "soft lead"),
            "sing",
            (64, 83),
            enters=0.6,
            rests=SUNG_OUT,
            force=0.58,
            density=0.75,
            patterns=("0 1.5 3 | 0 2", "0 0.75 1.5 | 0", "0 2 3 | 0 1.5", "0 1.5 2 3 | 0"),
        ),
    ),
    grooves=(
        Groove(
            (
                Layer("kick", ("X.......X.......", "X.....x.X.......", "X...X...X...X..."), 0.4),
                Layer("snare", ("....X.......X...",), 0.45),
                Layer("hat", ("x.x.x.x.x.x.x.x.", "xoxoxoxoxoxoxoxo"), 0.5),
                Layer("open hat", ("..............x.",), 0.7),
            ),
            fills=("toms", "toms", "snare"),
            force=0.76,
        ),
    ),
    desk=Desk(
        room="hall",
        kit="gated",
        strips={
            "bass": {"level": -9, "duck": 0.35},
            "arp": {"level": -18, "echo": (0.75, 0.45, -8), "spread": 0.9},
            "pad": {"level": -14, "duck": 0.3, "sweep": 0.5},
            "melody": {"level": -15, "echo": (0.75, 0.5, -9)},
            "drums": {"level": -11, "send": -15},
        },
    ),
)
