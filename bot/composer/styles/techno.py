"""Techno: one chord, a machine figure, rumble and offbeat hats."""

from __future__ import annotations

from ..mixing import Desk
from ..style import Groove, Layer, Rule, Style

TECHNO = Style(
    name="techno",
    tempo=(126, 136),
    bright=("Isus2 Isus2 bVIIsus2 Isus2", "I5 I5 IVsus2 I5", "Imaj7 Imaj7 ii7 ii7"),
    dark=("i5 i5 i5 bVII5", "i7 i7 i7 iv7", "i5 i5 bVI5 i5", "im11 im11 bVIIsus2 im11", "i5 bII5 i5 i5"),
    major=0.05,
    modes=("mixolydian", "phrygian"),
    bars_per_chord=2,
    loose=1,
    loops=True,
    last=("I5", "i5"),
    rules=(
        Rule(
            "bass",
            ("synth bass",),
            "grooves",
            (32, 44),
            force=0.66,
            patterns=("..rr..rr..rr..rr", ".rrr.rrr.rrr.rrr", "..ro..rr..ro..rs"),
        ),
        Rule(
            "arp",
            ("synth arp", "synth pluck"),
            "ostinato",
            (55, 72),
            enters=0.35,
            force=0.55,
            patterns=("1..1..2.1..1.3..", "1.12..1.21..3.1.", "1.1.31.1.1.213.1", "1..2..1..3..1.2."),
        ),
        Rule(
            "chords",
            ("stab",),
            "stab",
            (57, 70),
            enters=0.62,
            force=0.5,
            patterns=("...x......x.....", "......x.......x.", "..x.......x..x.."),
            voices=3,
        ),
        Rule("pad", ("dark pad", "metal pad"), "hold", (48, 62), force=0.5, voices=3),
    ),
    grooves=(
        Groove(
            (
                Layer("kick", ("X...X...X...X...",), 0.45),
                Layer("open hat", ("..x...x...x...x.",), 0.6),
                Layer("hat", ("xoxoxoxoxoxoxoxo", "xxoxxxoxxxoxxxox"), 0.5),
                Layer("clap", ("....x.......x...",), 0.75),
                Layer("rim", ("...x..x....x..x.", "..x..x.x..x....."), 0.62),
            ),
            fills=("none", "hats", "stop"),
            force=0.76,
        ),
    ),
    desk=Desk(
        room="plate",
        kit="club",
        strips={
            "arp": {"level": -13, "echo": (0.75, 0.55, -8), "pan": 0.0},
            "bass": {"level": -11, "duck": 0.7},
            "pad": {"level": -15, "duck": 0.6, "sweep": 0.9},
            "chords": {"level": -15, "echo": (0.75, 0.6, -8), "send": -7},
            "drums": {"level": -10},
        },
    ),
)
