"""Bossa nova: nylon guitar, bass on one and three, rim and shaker."""

from __future__ import annotations

from ..mixing import Desk
from ..style import Groove, Layer, Rule, Style

BOSSA = Style(
    name="bossa",
    tempo=(122, 142),
    bright=(
        "Imaj9 vi9 ii9 V13",
        "Imaj7 II7 ii9 V13",
        "ii9 V13 Imaj9 Imaj9",
        "Imaj9 bVII9 VI7b9 ii9|V13",
        "IVmaj9 iv6 iii7 VI7b9",
    ),
    dark=("i9 iv9 bVII9 bIIImaj9", "i9 bVImaj7 iim7b5 V7b9", "i6 iim7b5 V7b9 i9", "iv9 i9 iim7b5 V7b9"),
    major=0.7,
    modes=("major", "dorian"),
    loose=8,
    bars_per_chord=1,
    last=("I69", "i9"),
    rules=(
        Rule(
            "chords",
            ("nylon guitar",),
            "comp",
            (52, 69),
            force=0.58,
            patterns=("x..x..x...x..x..", "..x..x...x..x...", "x..x...x..x..x.."),
        ),
        Rule("bass", ("upright bass",), "tumbao", (33, 48), enters=0.3, force=0.62),
        Rule(
            "melody",
            ("flute", "nylon guitar", "saxophone", "vibraphone"),
            "sing",
            (64, 82),
            enters=0.5,
            rests=("intro",),
            force=0.56,
            density=0.7,
            patterns=("0.5 1.5 2 3.5 | 1.5", "0 1.5 3 | 0.5 2", "1.5 2 3.5 | 1.5 3", "0 0.5 1.5 2.5 | 0.5"),
        ),
        Rule("pad", ("strings", "air pad"), "hold", (55, 72), enters=0.8, force=0.4, voices=3),
    ),
    grooves=(
        Groove(
            (Layer("rim", ("x..x..x...x..x..", "..x...x..x..x..."), 0.5), Layer("kick", ("x..xx..xx..xx..x",), 0.6)),
            fills=("none",),
            crash="",
            force=0.5,
            breaks=False,
        ),
        Groove(
            (
                Layer("shaker", ("xoxoxoxoxoxoxoxo", "x.oox.oox.oox.oo"), 0.35),
                Layer("conga", ("......x......xx.",), 0.75),
                Layer("low conga", ("....x.......x...",), 0.75),
            ),
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
            "chords": {"level": -9, "pan": -0.2, "low_cut": 80},
            "bass": {"level": -9},
            "drums": {"level": -18},
            "percussion": {"level": -14},
            "melody": {"level": -11},
        },
    ),
)
