"""Styles of machines: lo-fi, trap, house, techno, synthwave, chiptune, drum and bass, downtempo."""

from __future__ import annotations

from .mixing import Desk
from .style import QUIET, SUNG_OUT, Groove, Layer, Rule, Style

LOFI = Style(
    name="lo-fi",
    tempo=(72, 86),
    bright=("ii9 V13 Imaj9 vi9", "Imaj9 vi9 ii9 V7sus", "IVmaj9 iii7 ii9 Imaj9", "Imaj9 iii7 IVmaj9 V7sus", "IVmaj9 V7sus iii7 vi9", "vi9 ii9 IVmaj9 V7sus"),
    dark=("i9 iv9 bVImaj9 v7", "i9 bVImaj7 bIIImaj7 bVII9", "iv9 bVII9 bIIImaj9 bVImaj7", "bVImaj9 v7 i9 i9", "i9 iv9 v7 bVImaj9"),
    major=0.5,
    modes=("major", "dorian"),
    swing=0.60,
    swing_unit=0.25,
    loose=13,
    arc=0.6,
    last=("Imaj9", "i9"),
    rules=(
        Rule("chords", ("electric piano", "felt piano"), "comp", (50, 69), force=0.55, patterns=("x.......x.......", "x.....x.........", "x.........x.....", "x......x..x.....")),
        Rule("bass", ("upright bass", "electric bass"), "grooves", (31, 43), enters=0.45, force=0.6, patterns=("r.......r.a.....", "r.....r.....f...", "r.........r...a.", "r..r......f.....")),
        Rule("melody", ("vibraphone", "nylon guitar", "soft lead", "electric guitar", "kalimba"), "sing", (62, 79), enters=0.55, rests=SUNG_OUT, force=0.5, density=0.5,
             patterns=("0.5 1 1.75 | 0", "0 0.75 1.5 2 | 1", "1.5 2 2.75 | 0 1.5", "0 1.5 1.75 | 0.5", "1 1.5 2.5 3 | 0")),
        Rule("pad", ("warm pad",), "hold", (55, 70), enters=0.62, force=0.42, voices=3),
    ),
    grooves=(Groove((Layer("kick", ("X......x..x.....", "X.........x.....", "X.....x...x..?..", "X..?....x.x.....")), Layer("snare", ("....x.......x...", "....x.......x..?", "....x..?....x...")),
                     Layer("hat", ("x.o.x.o.x.o.x.o.", "x.x.x.xox.x.x.o.", "x.o.x.oox.o.x.o."), 0.4)), fills=("none", "snare", "stop"), crash="", force=0.62, rests=("intro",)),),
    desk=Desk(room="studio", kit="dusty", high_cut=4200, wobble=9, hiss=0.0022, crackle=0.012,
              strips={"chords": {"level": -11, "tremolo": (4.3, 0.10), "low_cut": 90}, "bass": {"level": -8}, "drums": {"level": -12}, "melody": {"level": -15, "send": -9, "echo": (0.75, 0.4, -12)}}),
)  # fmt: skip

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
        Rule("bass", ("808",), "booms", (26, 38), force=0.75, enters=0.45, patterns=("x.....x...x.....", "x..x......x..o..", "x.......x.x...o.", "x.....o...x....o")),
        Rule("arp", ("bells", "music box", "pizzicato", "harp"), "riff", (67, 84), force=0.55, patterns=("0 0.75 1.5 2.5 3 | 0 0.75 1.5", "0 0.5 1.5 2 3 | 0 1.5 2.5", "0 1 1.5 2.5 | 0 0.5 2 3", "0 0.75 1.5 2.25 3 | 1.5 2.25")),
        Rule("chords", ("electric piano", "choir", "felt piano"), "comp", (53, 69), enters=0.3, force=0.48, patterns=("x...............", "x.........x.....")),
        Rule("melody", ("flute", "whistle", "soft lead"), "sparse", (69, 84), enters=0.7, rests=SUNG_OUT, force=0.5),
        Rule("pad", ("dark pad", "warm pad"), "hold", (50, 66), enters=0.6, force=0.4, voices=3),
    ),
    grooves=(Groove((Layer("kick", ("X.....x...x.....", "X..x......x.....", "X.......x.x....."), 0.45), Layer("clap", ("........X.......",), 0.45), Layer("hat", ("xxxxxxxxxxxxxxxx", "x.xxx.xxx.xxx.xx", "xoxoxoxoxoxoxoxo"), 0.4),
                     Layer("open hat", ("......x.........", "..............x."), 0.65), Layer("snap", ("........x.......",), 0.3)), fills=("hats", "none", "stop"), crash="", force=0.7),
             Groove((Layer("hat", ("...............?", ".......?.......?"), 0.6),), fills=("hats",), crash="", force=0.5, role="percussion", rests=QUIET)),
    desk=Desk(room="plate", kit="808", strips={"bass": {"level": -7, "low_cut": 26}, "arp": {"level": -13, "echo": (0.75, 0.45, -10), "send": -9}, "chords": {"level": -17}, "drums": {"level": -12}, "melody": {"level": -17, "send": -7}}),
)  # fmt: skip

HOUSE = Style(
    name="house",
    tempo=(119, 126),
    bright=("Imaj7 vi7 ii7 IVmaj7", "IVmaj7 V7sus iii7 vi7", "vi7 IVmaj7 Imaj7 V7sus", "ii9 iii7 IVmaj9 vi9", "IVmaj9 vi9 Imaj9 V7sus"),
    dark=("i9 bVImaj7 bIIImaj7 bVII", "i7 iv7 bVImaj7 v7", "i9 iv9 i9 bVII9", "bVImaj7 v7 i7 i7", "i7 v7 bVImaj7 iv7"),
    major=0.4,
    modes=("major", "dorian"),
    swing=0.53,
    swing_unit=0.25,
    loose=2,
    loops=True,
    last=("Imaj9", "i9"),
    rules=(
        Rule("chords", ("stab", "electric piano", "organ"), "stab", (55, 74), force=0.56, patterns=("x..x..x...x..x..", "..x..x....x..x..", "x..x......x..x..", "...x..x....x..x.")),
        Rule("bass", ("house bass",), "grooves", (29, 41), enters=0.5, force=0.68, patterns=("..r...r...r...r.", "..r..ro...r..or.", "r..r..r...r..ra.", "..r...ro..r...o.")),
        Rule("pad", ("saw pad", "warm pad"), "hold", (52, 72), enters=0.3, force=0.55),
        Rule("arp", ("synth pluck",), "arp", (67, 84), enters=0.7, force=0.46, patterns=("three 4", "leap 4", "pedal 4"), density=0.55),
        Rule("melody", ("soft lead", "vibraphone", "organ"), "riff", (64, 81), enters=0.76, rests=SUNG_OUT, force=0.5, patterns=("0 0.75 1.5 | 2.5", "0.5 1.5 2.25 | 0", "0 1.5 2.5 | 0.5 1.5")),
    ),
    grooves=(Groove((Layer("kick", ("X...X...X...X...",), 0.5), Layer("clap", ("....x.......x...",), 0.55), Layer("open hat", ("..x...x...x...x.",), 0.6), Layer("hat", ("xoxoxoxoxoxoxoxo", "x.oox.oox.oox.oo"), 0.35),
                     Layer("shaker", ("oxooxoxooxooxoxo",), 0.75)), fills=("claps", "snare", "none", "stop"), force=0.74),),
    desk=Desk(room="plate", kit="club", strips={"chords": {"level": -13, "duck": 0.45, "echo": (0.75, 0.4, -13)}, "pad": {"level": -17, "duck": 0.8}, "bass": {"level": -8, "duck": 0.6}, "arp": {"level": -19, "duck": 0.4, "echo": (0.75, 0.5, -8)},
                                                "drums": {"level": -10}, "melody": {"level": -17, "duck": 0.3}}),
)  # fmt: skip

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
        Rule("bass", ("synth bass",), "grooves", (28, 40), force=0.66, patterns=("..rr..rr..rr..rr", ".rrr.rrr.rrr.rrr", "..ro..rr..ro..rs")),
        Rule("arp", ("synth arp", "synth pluck"), "ostinato", (55, 72), enters=0.35, force=0.55, patterns=("1..1..2.1..1.3..", "1.12..1.21..3.1.", "1.1.31.1.1.213.1", "1..2..1..3..1.2.")),
        Rule("chords", ("stab",), "stab", (57, 70), enters=0.62, force=0.5, patterns=("...x......x.....", "......x.......x.", "..x.......x..x.."), voices=3),
        Rule("pad", ("dark pad", "metal pad"), "hold", (48, 62), force=0.5, voices=3),
    ),
    grooves=(Groove((Layer("kick", ("X...X...X...X...",), 0.45), Layer("open hat", ("..x...x...x...x.",), 0.6), Layer("hat", ("xoxoxoxoxoxoxoxo", "xxoxxxoxxxoxxxox"), 0.5), Layer("clap", ("....x.......x...",), 0.75),
                     Layer("rim", ("...x..x....x..x.", "..x..x.x..x....."), 0.62)), fills=("none", "hats", "stop"), force=0.76),),
    desk=Desk(room="plate", kit="club", strips={"arp": {"level": -13, "echo": (0.75, 0.55, -8), "pan": 0.0}, "bass": {"level": -10, "duck": 0.7}, "pad": {"level": -15, "duck": 0.6, "sweep": 0.9}, "chords": {"level": -15, "echo": (0.75, 0.6, -8), "send": -7},
                                                "drums": {"level": -10}}),
)  # fmt: skip

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
        Rule("bass", ("synth bass",), "grooves", (28, 40), force=0.68, patterns=("rrrrrrrrrrrrrrrr", "r.rrr.rrr.rrr.rr", "r.r.r.r.r.r.r.ro", "rroorroorroorroo")),
        Rule("arp", ("synth arp",), "arp", (60, 84), enters=0.35, force=0.52, patterns=("up 4", "wave 4", "roll 4", "down 4"), density=0.9),
        Rule("pad", ("saw pad",), "hold", (50, 72), force=0.6),
        Rule("melody", ("saw lead", "soft lead"), "sing", (64, 83), enters=0.6, rests=SUNG_OUT, force=0.58, density=0.75, patterns=("0 1.5 3 | 0 2", "0 0.75 1.5 | 0", "0 2 3 | 0 1.5", "0 1.5 2 3 | 0")),
    ),
    grooves=(Groove((Layer("kick", ("X.......X.......", "X.....x.X.......", "X...X...X...X..."), 0.4), Layer("snare", ("....X.......X...",), 0.45), Layer("hat", ("x.x.x.x.x.x.x.x.", "xoxoxoxoxoxoxoxo"), 0.5),
                     Layer("open hat", ("..............x.",), 0.7)), fills=("toms", "toms", "snare"), force=0.76),),
    desk=Desk(room="hall", kit="gated", strips={"bass": {"level": -9, "duck": 0.35}, "arp": {"level": -18, "echo": (0.75, 0.45, -8), "spread": 0.9}, "pad": {"level": -14, "duck": 0.3, "sweep": 0.5}, "melody": {"level": -15, "echo": (0.75, 0.5, -9)},
                                                "drums": {"level": -11, "send": -15}}),
)  # fmt: skip

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
        Rule("melody", ("pulse",), "riff", (67, 88), force=0.6, rests=("break",), density=1.0, patterns=("0 0.5 1 1.5 2 3 | 0 0.5 1.5 2", "0 0.75 1.5 2 2.5 | 0 0.5 1 2 3", "0 0.5 1.5 2 2.5 3.5 | 0 1 1.5 2.5", "0 1 1.5 2 3 3.5 | 0 0.5 2")),
        Rule("arp", ("square",), "arp", (60, 79), force=0.5, patterns=("three 8", "up 4", "leap 4", "three 4"), density=1.0, enters=0.3),
        Rule("bass", ("chip bass",), "pulse", (36, 48), force=0.7, patterns=("octaves",)),
        Rule("counter", ("square",), "line", (57, 72), enters=0.7, force=0.45),
    ),
    grooves=(Groove((Layer("kick", ("X...x...X...x...", "X.....x.X..x....")), Layer("snare", ("....X.......X...", "....X.......X.x."), 0.4), Layer("hat", ("x.x.x.x.x.x.x.x.", "xxx.xxx.xxx.xxx."), 0.4)), fills=("snare", "hats"), crash="", force=0.66),),
    desk=Desk(room="booth", kit="chip", strips={"melody": {"level": -14, "send": -30, "dip": 8, "tilt": -1.5, "echo": (0.75, 0.4, -11)}, "arp": {"level": -20, "send": -30, "dip": 8, "tilt": -1.5}, "bass": {"level": -9, "dip": 6}, "counter": {"level": -22, "send": -30, "dip": 8}, "drums": {"level": -15, "send": -40}}),
)  # fmt: skip

DNB = Style(
    name="drum and bass",
    tempo=(168, 176),
    bright=("Imaj9 vi9 IVmaj9 V7sus", "IVmaj9 Imaj9 vi9 ii9", "vi9 IVmaj9 Imaj9 iii7"),
    dark=("i9 bVImaj9 iv9 bVII9", "i9 iv9 bVImaj7 v7", "bVImaj9 i9 bVII9 iv9", "i9 bIIImaj9 bVImaj9 iv9"),
    major=0.3,
    modes=("lydian", "dorian"),
    bars_per_chord=2,
    loose=3,
    last=("Imaj9", "i9"),
    rules=(
        Rule("pad", ("air pad", "saw pad", "warm pad"), "hold", (50, 72), force=0.55),
        Rule("bass", ("synth bass", "sub"), "grooves", (26, 38), enters=0.45, force=0.72, patterns=("r.........r.....", "r.....r...f.....", "r..r......r...o.")),
        Rule("chords", ("electric piano", "stab"), "comp", (57, 74), enters=0.3, force=0.5, patterns=("x.....x.........", "x..x..x.........", "......x...x.....")),
        Rule("arp", ("synth pluck", "glass"), "arp", (67, 86), enters=0.7, force=0.42, patterns=("leap 2", "rain 2"), density=0.5),
        Rule("melody", ("soft lead", "flute"), "sparse", (67, 84), enters=0.7, rests=SUNG_OUT, force=0.5),
    ),
    grooves=(Groove((Layer("kick", ("X.........X.....", "X.X.......X.....", "X.......o.X....."), 0.45), Layer("snare", ("....X..o.o..X...", "....X..o....X..o", "....X....o.oX..?"), 0.45), Layer("hat", ("x.x.x.x.x.x.x.x.", "x.xox.x.x.xox.xo"), 0.4),
                     Layer("ride", ("x...x...x...x...",), 0.85)), fills=("snare", "stop"), force=0.74),),
    desk=Desk(room="hall", kit="acoustic", strips={"pad": {"level": -16, "sweep": 0.7}, "bass": {"level": -8}, "chords": {"level": -15, "echo": (1.5, 0.5, -9)}, "drums": {"level": -11}, "arp": {"level": -20}}),
)  # fmt: skip

DOWNTEMPO = Style(
    name="downtempo",
    tempo=(88, 102),
    bright=("Imaj9 IVmaj9 Imaj9 ii9", "IVmaj9 Imaj9 vi9 V7sus", "Imaj7 iii7 IVmaj9 IVmaj9", "vi9 IVmaj9 Imaj9 Imaj9"),
    dark=("i9 i9 iv9 bVImaj9", "i9 bVII9 iv9 iv9", "i7 v7 bVImaj7 bVImaj7", "i9 bVImaj9 bIIImaj7 iv9"),
    major=0.4,
    modes=("lydian", "dorian"),
    swing=0.54,
    swing_unit=0.25,
    loose=6,
    arc=0.85,
    last=("Imaj9", "i9"),
    rules=(
        Rule("pad", ("warm pad", "air pad"), "hold", (52, 72), force=0.55),
        Rule("arp", ("kalimba", "marimba", "synth pluck", "harp"), "arp", (60, 81), force=0.52, patterns=("leap 2", "rain 2", "pedal 4", "wave 4"), density=0.6),
        Rule("bass", ("house bass", "sub"), "grooves", (29, 41), enters=0.45, force=0.65, patterns=("r.....r.........", "r......r..r.....", "r...........a...")),
        Rule("melody", ("soft lead", "flute", "electric guitar"), "sparse", (64, 81), enters=0.6, rests=SUNG_OUT, force=0.5),
        Rule("sparkle", ("glass", "bells"), "drops", (72, 91), enters=0.5, force=0.5, density=0.3),
    ),
    grooves=(Groove((Layer("kick", ("X.........x.....", "X.....x.........", "X..x......x....."), 0.5), Layer("rim", ("....x.......x...", "....x.......x..?"), 0.5), Layer("shaker", ("x.ox.ox.x.ox.ox.", "xoxoxoxoxoxoxoxo"), 0.35),
                     Layer("conga", ("......x..x....x.",), 0.72)), fills=("none", "snare", "stop"), crash="", force=0.62),),
    desk=Desk(room="hall", kit="club", strips={"pad": {"level": -16, "duck": 0.3, "sweep": 0.7}, "arp": {"level": -13, "echo": (0.75, 0.55, -7)}, "bass": {"level": -8}, "drums": {"level": -12}, "melody": {"level": -16, "echo": (1.5, 0.5, -8)}}),
)  # fmt: skip

ELECTRIC = (LOFI, TRAP, HOUSE, TECHNO, SYNTHWAVE, CHIPTUNE, DNB, DOWNTEMPO)
