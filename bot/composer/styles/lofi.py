"""Lo-fi: dusty drums behind the beat, electric piano with ninths, a worn tape."""

from __future__ import annotations

from ..mixing import Desk
from ..style import SUNG_OUT, Groove, Layer, Rule, Style

LOFI = Style(
    name="lo-fi",
    tempo=(72, 86),
    bright=(
        "ii9 V13 Imaj9 vi9",
        "Imaj9 vi9 ii9 V7sus",
        "IVmaj9 iii7 ii9 Imaj9",
        "Imaj9 iii7 IVmaj9 V7sus",
        "IVmaj9 V7sus iii7 vi9",
        "vi9 ii9 IVmaj9 V7sus",
    ),
    dark=(
        "i9 iv9 bVImaj9 v7",
        "i9 bVImaj7 bIIImaj7 bVII9",
        "iv9 bVII9 bIIImaj9 bVImaj7",
        "bVImaj9 v7 i9 i9",
        "i9 iv9 v7 bVImaj9",
    ),
    major=0.5,
    modes=("major", "dorian"),
    swing=0.60,
    swing_unit=0.25,
    loose=13,
    arc=0.6,
    last=("Imaj9", "i9"),
    rules=(
        Rule(
            "chords",
            ("electric piano", "felt piano"),
            "comp",
            (50, 69),
            force=0.55,
            patterns=("x.......x.......", "x.....x.........", "x.........x.....", "x......x..x....."),
        ),
        Rule(
            "bass",
            ("upright bass", "electric bass"),
            "grooves",
            (31, 43),
            enters=0.45,
            force=0.6,
            patterns=("r.......r.a.....", "r.....r.....f...", "r.........r...a.", "r..r......f....."),
        ),
        Rule(
            "melody",
            ("vibraphone", "nylon guitar", "soft lead", "electric guitar", "kalimba"),
            "sing",
            (62, 79),
            enters=0.55,
            rests=SUNG_OUT,
            force=0.5,
            density=0.5,
            patterns=(
                "0.5 1 1.75 | 0",
                "0 0.75 1.5 2 | 1",
                "1.5 2 2.75 | 0 1.5",
                "0 1.5 1.75 | 0.5",
                "1 1.5 2.5 3 | 0",
            ),
        ),
        Rule("pad", ("warm pad",), "hold", (55, 70), enters=0.62, force=0.42, voices=3),
    ),
    grooves=(
        Groove(
            (
                Layer("kick", ("X......x..x.....", "X.........x.....", "X.....x...x..?..", "X..?....x.x.....")),
                Layer("snare", ("....x.......x...", "....x.......x..?", "....x..?....x...")),
                Layer("hat", ("x.o.x.o.x.o.x.o.", "x.x.x.xox.x.x.o.", "x.o.x.oox.o.x.o."), 0.4),
            ),
            fills=("none", "snare", "stop"),
            crash="",
            force=0.62,
            rests=("intro",),
        ),
    ),
    desk=Desk(
        room="studio",
        kit="dusty",
        high_cut=4200,
        lift=1,
        wobble=9,
        hiss=0.0016,
        crackle=0.007,
        strips={
            "chords": {"level": -11, "tremolo": (4.3, 0.10), "low_cut": 90},
            "bass": {"level": -8},
            "drums": {"level": -12},
            "melody": {"level": -15, "send": -9, "echo": (0.75, 0.4, -12)},
        },
    ),
)
