"""Styles that hold still: ambient, drone, solo piano, cinematic, meditation bells."""

from __future__ import annotations

from .mixing import Desk
from .style import QUIET, SUNG_OUT, Groove, Layer, Rule, Style

AMBIENT = Style(
    name="ambient",
    tempo=(56, 72),
    bright=("Imaj9 IVmaj9 vi9 IVmaj9", "Iadd9 iii7 IVmaj9 Iadd9", "IVmaj9 Imaj9 ii9 vi9", "vi9 IVmaj9 Iadd9 Vsus2", "Iadd9 Vsus4 ii9 IVmaj9", "Imaj9 ii9 iii7 IVmaj9"),
    dark=("i9 bVImaj9 iv9 i9", "i9 bIIImaj7 bVImaj9 bVIIsus2", "iv9 i9 bVImaj9 bIIImaj7", "bVImaj9 i9 iv9 v7", "i9 v7 bVImaj9 iv9"),
    major=0.65,
    modes=("lydian", "dorian"),
    bars_per_chord=2,
    loose=25,
    arc=0.7,
    last=("Imaj9", "i9"),
    rules=(
        Rule("pad", ("warm pad", "air pad", "glass pad"), "hold", (50, 74), force=0.62, voices=5),
        Rule("texture", ("air pad", "choir"), "line", (72, 86), enters=0.5, force=0.5),
        Rule("bass", ("sub",), "roots", (33, 45), force=0.5),
        Rule("sparkle", ("glass", "bells", "felt piano", "vibraphone"), "drops", (67, 91), force=0.6, density=0.5),
        Rule("melody", ("felt piano", "harp", "soft lead"), "sparse", (62, 81), enters=0.5, rests=QUIET, force=0.5,
             patterns=("0 2.5 | 1", "0 3 | 2", "1 | 0 2", "0 1.5 | 0")),
    ),
    desk=Desk(room="church", strips={"pad": {"sweep": 0.9, "level": -16}, "sparkle": {"echo": (1.5, 0.6, -6), "level": -18}, "melody": {"send": -4, "echo": (2.0, 0.5, -8)},
                                     "bass": {"level": -14}, "texture": {"level": -24}}),
)  # fmt: skip

DRONE = Style(
    name="drone",
    tempo=(48, 60),
    bright=("I5 I5 IVsus2 I5", "Isus2 I5 bVIIsus2 I5", "I5 Vsus4 I5 IVsus2"),
    dark=("i5 i5 bIImaj7 i5", "i5 bVImaj7 i5 iv5", "i5 i5 v5 bII5", "i5 iv5 i5 bVI5", "i5 bII5 i5 bVII5"),
    major=0.08,
    modes=("mixolydian", "phrygian"),
    bars_per_chord=4,
    loose=40,
    arc=0.8,
    last=("I5", "i5"),
    keys=(0, 1, 2, 3, 4, 5, 9, 10, 11),
    rules=(
        Rule("pad", ("dark pad", "drone"), "hold", (36, 55), force=0.72, voices=3),
        Rule("bass", ("drone", "sub"), "roots", (28, 39), force=0.62),
        Rule("texture", ("metal pad", "choir"), "line", (55, 70), enters=0.5, force=0.5),
        Rule("sparkle", ("singing bowl", "bells"), "drops", (43, 62), force=0.5, density=0.1),
    ),
    grooves=(Groove((Layer("boom", ("X...............", "x.......?......."), 0.75),), fills=("none",), crash="", role="percussion", force=0.5, rests=QUIET),),
    desk=Desk(room="cave", kit="epic", high_cut=5500, strips={"pad": {"sweep": 0.8, "level": -13, "low_cut": 45, "send": -7}, "bass": {"level": -13, "low_cut": 30},
                                                              "texture": {"level": -17, "sweep": 0.9}, "sparkle": {"level": -19, "low_cut": 120}}),
)  # fmt: skip

PIANO = Style(
    name="piano",
    tempo=(62, 84),
    bright=("I V/3 vi IV", "I iii vi IV", "IVmaj7 I/3 ii7 Vsus4", "vi IV I V", "I IVadd9 vi V7sus", "Iadd9 IVmaj7 ii7 V7sus"),
    dark=("i bVI bIII bVII", "i iv bVI v7", "i bVII bVI iv", "i bIII bVII iv", "bVI bVII i v7", "i v bVI bIII"),
    major=0.45,
    meter=4,
    loose=16,
    arc=0.8,
    rules=(
        Rule("chords", ("felt piano", "piano"), "broken", (55, 72), force=0.52, patterns=("wave 2", "alberti 2", "leap 2", "roll 2"), density=0.8),
        Rule("melody", ("felt piano", "piano"), "sing", (67, 86), enters=0.45, rests=("intro",), force=0.62, density=0.75,
             patterns=("0 1.5 2 | 0 2", "0 1 2 | 0", "0 2 3 | 0 1.5", "0 0.5 1 2 | 0 2", "1 2 3 | 0")),
        Rule("pad", ("strings", "warm pad"), "hold", (50, 69), enters=0.68, force=0.45),
        Rule("counter", ("cello",), "line", (45, 62), enters=0.75, force=0.5),
    ),
    desk=Desk(room="hall", strips={"chords": {"level": -11, "send": -12, "low_cut": 45, "spread": 0.4}, "melody": {"level": -9, "pan": 0.05, "send": -10}, "pad": {"level": -23}}),
)  # fmt: skip

CINEMATIC = Style(
    name="cinematic",
    tempo=(72, 92),
    bright=("I V vi IV", "vi IV I V", "IV I V vi", "I iii IV V7sus", "Iadd9 bVII IV I", "I bIII IV I"),
    dark=("i bVI bIII bVII", "i bVII bVI V", "i iv bVI V7sus", "i bIII iv bVI", "bVI bVII i i", "i v bVI iv"),
    major=0.3,
    loose=9,
    arc=1.2,
    last=("Iadd9", "iadd9"),
    rules=(
        Rule("pad", ("strings",), "hold", (48, 72), force=0.62, voices=5),
        Rule("bass", ("cello", "sub"), "roots", (31, 43), force=0.62, enters=0.3),
        Rule("arp", ("short strings", "felt piano"), "ostinato", (55, 74), enters=0.5, rests=QUIET, force=0.5,
             patterns=("1.2.3.2.1.2.3.2.", "1.1.2.1.3.1.2.1.", "3.2.1.2.3.2.1.2.")),
        Rule("chords", ("felt piano", "harp"), "arp", (57, 79), force=0.5, patterns=("wave 2", "leap 1", "up 2"), rests=("peak",)),
        Rule("melody", ("horn", "violin", "cello"), "sing", (57, 76), enters=0.6, rests=SUNG_OUT, force=0.6, density=0.7,
             patterns=("0 2 | 0 2", "0 1.5 2 | 0", "0 3 | 0 2", "0 2 3 | 0")),
        Rule("counter", ("brass", "choir"), "hold", (48, 65), enters=0.85, force=0.55, voices=3),
    ),
    grooves=(Groove((Layer("boom", ("X...............", "X.........x....."), 0.55), Layer("low tom", ("x..x..x.x..x..x.", "x.....x.x.....x.", "x...x..xx...x..x"), 0.72),
                     Layer("mid tom", ("....o.......o.o.", "..o.....o.o....."), 0.85)), fills=("toms", "booms"), crash="crash", force=0.7, rests=("intro",)),),
    desk=Desk(room="hall", kit="epic", strips={"drums": {"level": -12, "send": -11}, "pad": {"level": -15, "sweep": 0.4}, "arp": {"level": -15}, "bass": {"level": -15, "send": -16},
                                               "melody": {"level": -14, "send": -7}, "chords": {"level": -14, "send": -9}, "counter": {"level": -17}}),
)  # fmt: skip

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
        Rule("arp", ("short strings",), "ostinato", (50, 69), force=0.68, patterns=("1.112.113.112.11", "1.1.1.121.1.1.31", "1.2.1.3.1.2.1.21", "11.111.111.21.31")),
        Rule("chords", ("short strings",), "comp", (55, 74), enters=0.7, force=0.6, patterns=("X..x..x.X..x..x.", "X.....x...x.....", "X...x...x..x..x.")),
        Rule("bass", ("cello",), "grooves", (31, 43), force=0.66, patterns=("r.r.r.r.r.r.r.r.", "r..r..r.r..r..r.")),
        Rule("pad", ("brass", "horn"), "hold", (48, 67), enters=0.58, force=0.62),
        Rule("melody", ("horn", "trumpet", "choir"), "sing", (58, 77), enters=0.7, rests=SUNG_OUT, force=0.68, density=0.9, patterns=("0 2 3 | 0", "0 1 2 | 0 2", "0 3 | 0 1 2")),
        Rule("counter", ("choir",), "hold", (58, 74), enters=0.85, force=0.55, voices=3),
    ),
    grooves=(Groove((Layer("boom", ("X.......x.......", "X..............."), 0.5), Layer("low tom", ("X..x..X.X..x..X.", "X.xxX.x.X.xxX.xx", "X..xX..xX..xX.xx"), 0.58),
                     Layer("high tom", ("....x.......x...", "..x...x...x..xx."), 0.75), Layer("snare", ("............X...", "....X.......X..."), 0.85)),
                    fills=("toms", "booms"), force=0.75),),
    desk=Desk(room="hall", kit="epic", strips={"arp": {"level": -11, "pan": 0.0}, "chords": {"level": -14}, "bass": {"level": -14}, "pad": {"level": -17, "send": -10},
                                               "drums": {"level": -13, "send": -13}, "melody": {"level": -14}, "counter": {"level": -19}}),
)  # fmt: skip

WALTZ = Style(
    name="waltz",
    tempo=(132, 168),
    bright=("I V7 V7 I", "I vi ii V7", "I IV V7 I", "I iii IV V7", "IV I V7 I", "I/3 IV ii7 V7"),
    dark=("i iv V7 i", "i bVI iv V7", "i v bVI V7", "iv i V7 i"),
    major=0.8,
    meter=3,
    loose=9,
    last=("I6", "i6"),
    rules=(
        Rule("bass", ("upright bass", "cello"), "grooves", (34, 46), force=0.6, patterns=("r...........", "r.......f...")),
        Rule("chords", ("pizzicato", "accordion", "harp"), "stab", (55, 72), force=0.5, patterns=("....x...x...", "....x...x.?.")),
        Rule("melody", ("celesta", "music box", "clarinet", "glockenspiel"), "sing", (69, 88), enters=0.3, force=0.6, density=0.95,
             patterns=("0 1 2 | 0", "0 1.5 2 | 0 1 2", "0 2 | 0 1 2", "0 0.5 1 2 | 0 2")),
        Rule("counter", ("strings", "flute"), "line", (60, 76), enters=0.7, force=0.5),
    ),
    grooves=(Groove((Layer("tambourine", ("....x...x...", "....o...o..."), 0.7),), fills=("none",), crash="", role="percussion", force=0.5),),
    desk=Desk(room="studio", kit="hand", strips={"melody": {"level": -11, "send": -11}, "chords": {"level": -12}, "bass": {"level": -8}, "counter": {"level": -20}}),
)  # fmt: skip

CALM = (AMBIENT, DRONE, PIANO, CINEMATIC, EPIC, WALTZ)
