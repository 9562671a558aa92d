"""Acoustic: picked and strummed guitars, shaker, something whistled."""

from __future__ import annotations

from ..mixing import Desk
from ..style import SUNG_OUT, Groove, Layer, Rule, Style

ACOUSTIC = Style(
    name="acoustic",
    tempo=(88, 108),
    bright=(
        "I V vi IV",
        "I IV I V",
        "IV I V vi",
        "I iii IV V7sus",
        "I vi IV V",
        "Iadd9 V/3 vi7 IVadd9",
        "I IVadd9 vi V",
    ),
    dark=("i bVII bVI bVII", "i bVI bIII bVII", "i iv bVII i", "i bIII bVII iv", "i v bVI bVII"),
    major=0.85,
    loose=9,
    rules=(
        Rule(
            "chords",
            ("steel guitar", "nylon guitar"),
            "fingers",
            (52, 69),
            force=0.6,
            density=0.8,
            patterns=(
                "0.2.9.3.0.2.9.3.",
                "0...2.3.9.3.2.3.",
                "0.3.2.3.9.3.2.3.",
                "5.2.0.3.9.2.4.3.",
                "0.32.3.29.3.2.3.",
            ),
        ),
        Rule(
            "arp",
            ("ukulele", "nylon guitar"),
            "strum",
            (60, 76),
            enters=0.72,
            rests=("intro", "break"),
            force=0.5,
            patterns=("x...x.x...x.x.x.", "x...x.x.x...x.x.", "x...x...x.x.x.x."),
        ),
        Rule(
            "bass",
            ("upright bass", "electric bass"),
            "grooves",
            (33, 45),
            enters=0.5,
            force=0.58,
            patterns=("r.......f.......", "r.....r.f.......", "r.......r.....a."),
        ),
        Rule(
            "melody",
            ("whistle", "flute", "kalimba", "glockenspiel"),
            "sing",
            (67, 84),
            enters=0.58,
            rests=SUNG_OUT,
            force=0.55,
            density=0.6,
        ),
        Rule("pad", ("strings", "accordion"), "hold", (52, 69), enters=0.8, force=0.42, voices=3),
    ),
    grooves=(
        Groove(
            (Layer("kick", ("x.......x.......", "x.......x.....?."), 0.6), Layer("clap", ("....x.......x...",), 0.85)),
            fills=("none",),
            crash="",
            force=0.6,
        ),
        Groove(
            (
                Layer("shaker", ("x.o.x.o.x.o.x.o.", "xoxoxoxoxoxoxoxo", "o.x.o.x.o.x.o.x."), 0.5),
                Layer("tambourine", ("....x.......x...",), 0.7),
            ),
            fills=("none",),
            crash="",
            role="percussion",
            force=0.6,
        ),
    ),
    desk=Desk(
        room="studio",
        kit="hand",
        strips={
            "chords": {"level": -8, "low_cut": 70, "pan": -0.25, "spread": 0.2},
            "arp": {"level": -17, "pan": 0.35},
            "melody": {"level": -14},
            "bass": {"level": -11},
            "drums": {"level": -13},
            "percussion": {"level": -13},
        },
    ),
)
