"""Jazz trio or quartet: walking bass, brushes, comping, a soloist."""

from __future__ import annotations

from ..mixing import Desk
from ..style import Groove, Layer, Rule, Style

JAZZ = Style(
    name="jazz",
    tempo=(104, 144),
    bright=(
        "ii9 V13 Imaj9 vi9",
        "Imaj9 vi9 ii9 V13",
        "Imaj7 VI7 ii9 V13",
        "iii7 VI7b9 ii9 V9",
        "Imaj9 IV9 iii7|VI7 ii9|V13",
        "IVmaj7 iv6 iii7|VI7 ii9|V13",
    ),
    dark=(
        "i9 iv9 iim7b5 V7b9",
        "i6 bVI7 iim7b5 V7b9",
        "i9 bVImaj7 iim7b5|V7b9 i9",
        "iv9 bVII9 bIIImaj9 bVImaj7",
        "i9 iim7b5|V7b9 i6 IV9",
    ),
    major=0.65,
    modes=("major", "dorian"),
    swing=0.645,
    loose=11,
    last=("I69", "i9"),
    rules=(
        Rule("bass", ("upright bass",), "walk", (31, 52), force=0.68),
        Rule(
            "chords",
            ("piano", "electric piano"),
            "rootless",
            (52, 70),
            force=0.5,
            patterns=(
                "x.....x.........",
                "..x.......x.....",
                "......x.......x.",
                "x.........x.....",
                "..x...x.....?...",
                "x.....x...x.....",
            ),
        ),
        Rule(
            "melody",
            ("vibraphone", "saxophone", "clarinet", "electric guitar"),
            "sing",
            (60, 81),
            enters=0.5,
            rests=("intro",),
            force=0.6,
            density=0.75,
            patterns=(
                "0 1 1.5 2.5 | 0 0.5",
                "0.5 1 1.5 2 3.5 | 1",
                "0 0.5 1.5 2 | 0.5 2.5",
                "1.5 2 2.5 3 3.5 | 0 1.5",
                "0 1.5 2.5 | 0.5 1 1.5",
            ),
        ),
    ),
    grooves=(
        Groove(
            (
                Layer("ride", ("x...x.x.x...x.x.", "x...x...x...x.x.", "x...x.x.x...x..."), 0.5),
                Layer("hat", ("....x.......x...",), 0.3),
                Layer("brush", ("x...x...x...x...",), 0.0),
                Layer("snare", ("......?.......?.", "..?.....?.....?.", "..........?..?.."), 0.6),
                Layer("kick", ("o.....?.o.....?.", "o.......o......."), 0.55),
            ),
            fills=("snare", "toms", "none"),
            crash="",
            force=0.55,
            breaks=False,
        ),
    ),
    desk=Desk(
        room="studio",
        kit="brushes",
        strips={
            "bass": {"level": -10, "send": -24},
            "chords": {"level": -11, "pan": -0.25},
            "melody": {"level": -11, "pan": 0.2},
            "drums": {"level": -8, "send": -15},
        },
    ),
)
