"""Styles played by hands: acoustic, corporate, jazz, bossa, funk, reggae, rock."""

from __future__ import annotations

from .mixing import Desk
from .style import SUNG_OUT, Groove, Layer, Rule, Style

ACOUSTIC = Style(
    name="acoustic",
    tempo=(88, 108),
    bright=("I V vi IV", "I IV I V", "IV I V vi", "I iii IV V7sus", "I vi IV V", "Iadd9 V/3 vi7 IVadd9", "I IVadd9 vi V"),
    dark=("i bVII bVI bVII", "i bVI bIII bVII", "i iv bVII i", "i bIII bVII iv", "i v bVI bVII"),
    major=0.85,
    loose=9,
    rules=(
        Rule("chords", ("steel guitar", "nylon guitar"), "fingers", (52, 69), force=0.6, density=0.8,
             patterns=("0.2.9.3.0.2.9.3.", "0...2.3.9.3.2.3.", "0.3.2.3.9.3.2.3.", "5.2.0.3.9.2.4.3.", "0.32.3.29.3.2.3.")),
        Rule("arp", ("ukulele", "nylon guitar"), "strum", (60, 76), enters=0.72, rests=("intro", "break"), force=0.5, patterns=("x...x.x...x.x.x.", "x...x.x.x...x.x.", "x...x...x.x.x.x.")),
        Rule("bass", ("upright bass", "electric bass"), "grooves", (33, 45), enters=0.5, force=0.58, patterns=("r.......f.......", "r.....r.f.......", "r.......r.....a.")),
        Rule("melody", ("whistle", "flute", "kalimba", "glockenspiel"), "sing", (67, 84), enters=0.58, rests=SUNG_OUT, force=0.55, density=0.6),
        Rule("pad", ("strings", "accordion"), "hold", (52, 69), enters=0.8, force=0.42, voices=3),
    ),
    grooves=(Groove((Layer("kick", ("x.......x.......", "x.......x.....?."), 0.6), Layer("clap", ("....x.......x...",), 0.85)), fills=("none",), crash="", force=0.6),
             Groove((Layer("shaker", ("x.o.x.o.x.o.x.o.", "xoxoxoxoxoxoxoxo", "o.x.o.x.o.x.o.x."), 0.5), Layer("tambourine", ("....x.......x...",), 0.7)), fills=("none",), crash="",
                    role="percussion", force=0.6)),
    desk=Desk(room="studio", kit="hand", strips={"chords": {"level": -8, "low_cut": 70, "pan": -0.25, "spread": 0.2}, "arp": {"level": -17, "pan": 0.35}, "melody": {"level": -14},
                                                 "bass": {"level": -11}, "drums": {"level": -13}, "percussion": {"level": -13}}),
)  # fmt: skip

CORPORATE = Style(
    name="corporate",
    tempo=(108, 124),
    bright=("I V vi IV", "vi IV I V", "IV I V vi", "I vi IV V", "I IV vi V", "IV V vi I/3", "Iadd9 V7sus vi7 IVadd9"),
    dark=("i bVI bIII bVII", "bVI bVII i bIII", "i bIII bVII bVI", "i v bVI bVII"),
    major=0.92,
    loose=5,
    last=("Iadd9", "iadd9"),
    rules=(
        Rule("arp", ("muted guitar",), "ostinato", (57, 74), force=0.66, patterns=("1.1.2.1.1.1.2.3.", "1.2.1.2.1.2.1.3.", "1.1.1.1.2.2.2.2.", "1.1.2.1.3.1.2.1.")),
        Rule("chords", ("piano",), "comp", (55, 74), enters=0.4, force=0.55, patterns=("X.......x.......", "X.....x.........", "X...x...x...x...", "X.....x...x.....")),
        Rule("bass", ("electric bass",), "pulse", (31, 43), enters=0.55, force=0.6),
        Rule("sparkle", ("glockenspiel", "bells", "marimba"), "arp", (72, 88), enters=0.7, force=0.5, patterns=("wave 2", "leap 1", "three 2"), density=0.4),
        Rule("melody", ("electric guitar", "piano", "synth pluck"), "sing", (64, 81), enters=0.6, rests=SUNG_OUT, force=0.58, density=0.65,
             patterns=("0 1.5 2 | 0 2", "0 1 2 3 | 0", "0 1.5 3 | 0 1.5", "0 2 3 | 0")),
        Rule("pad", ("strings", "warm pad"), "hold", (55, 74), enters=0.6, force=0.5),
    ),
    grooves=(Groove((Layer("kick", ("X...x...X...x...", "X.......X...x..."), 0.6), Layer("clap", ("....x.......x...",), 0.6), Layer("hat", ("..x...x...x...x.", "x.x.x.x.x.x.x.x."), 0.7),
                     Layer("tambourine", ("x.o.x.o.x.o.x.o.",), 0.9)), fills=("toms", "claps", "snare"), force=0.62),),
    desk=Desk(room="plate", strips={"arp": {"level": -12, "pan": -0.4, "spread": 0.2, "echo": (0.75, 0.4, -11)}, "chords": {"level": -12}, "bass": {"level": -9}, "pad": {"level": -20},
                                    "drums": {"level": -13}, "melody": {"level": -14}}),
)  # fmt: skip

JAZZ = Style(
    name="jazz",
    tempo=(104, 144),
    bright=("ii9 V13 Imaj9 vi9", "Imaj9 vi9 ii9 V13", "Imaj7 VI7 ii9 V13", "iii7 VI7b9 ii9 V9", "Imaj9 IV9 iii7|VI7 ii9|V13", "IVmaj7 iv6 iii7|VI7 ii9|V13"),
    dark=("i9 iv9 iim7b5 V7b9", "i6 bVI7 iim7b5 V7b9", "i9 bVImaj7 iim7b5|V7b9 i9", "iv9 bVII9 bIIImaj9 bVImaj7", "i9 iim7b5|V7b9 i6 IV9"),
    major=0.65,
    modes=("major", "dorian"),
    swing=0.645,
    loose=11,
    last=("I69", "i9"),
    rules=(
        Rule("bass", ("upright bass",), "walk", (31, 52), force=0.68),
        Rule("chords", ("piano", "electric piano"), "rootless", (52, 70), force=0.5,
             patterns=("x.....x.........", "..x.......x.....", "......x.......x.", "x.........x.....", "..x...x.....?...", "x.....x...x.....")),
        Rule("melody", ("vibraphone", "saxophone", "clarinet", "electric guitar"), "sing", (60, 81), enters=0.5, rests=("intro",), force=0.6, density=0.75,
             patterns=("0 1 1.5 2.5 | 0 0.5", "0.5 1 1.5 2 3.5 | 1", "0 0.5 1.5 2 | 0.5 2.5", "1.5 2 2.5 3 3.5 | 0 1.5", "0 1.5 2.5 | 0.5 1 1.5")),
    ),
    grooves=(Groove((Layer("ride", ("x...x.x.x...x.x.", "x...x...x...x.x.", "x...x.x.x...x..."), 0.5), Layer("hat", ("....x.......x...",), 0.3), Layer("brush", ("x...x...x...x...",), 0.0),
                     Layer("snare", ("......?.......?.", "..?.....?.....?.", "..........?..?.."), 0.6), Layer("kick", ("o.....?.o.....?.", "o.......o......."), 0.55)),
                    fills=("snare", "toms", "none"), crash="", force=0.55, breaks=False),),
    desk=Desk(room="studio", kit="brushes", strips={"bass": {"level": -8, "send": -24}, "chords": {"level": -11, "pan": -0.25}, "melody": {"level": -11, "pan": 0.2},
                                                    "drums": {"level": -12, "send": -15}}),
)  # fmt: skip

BOSSA = Style(
    name="bossa",
    tempo=(122, 142),
    bright=("Imaj9 vi9 ii9 V13", "Imaj7 II7 ii9 V13", "ii9 V13 Imaj9 Imaj9", "Imaj9 bVII9 VI7b9 ii9|V13", "IVmaj9 iv6 iii7 VI7b9"),
    dark=("i9 iv9 bVII9 bIIImaj9", "i9 bVImaj7 iim7b5 V7b9", "i6 iim7b5 V7b9 i9", "iv9 i9 iim7b5 V7b9"),
    major=0.7,
    modes=("major", "dorian"),
    loose=8,
    bars_per_chord=1,
    last=("I69", "i9"),
    rules=(
        Rule("chords", ("nylon guitar",), "comp", (52, 69), force=0.58, patterns=("x..x..x...x..x..", "..x..x...x..x...", "x..x...x..x..x..")),
        Rule("bass", ("upright bass",), "tumbao", (33, 48), enters=0.3, force=0.62),
        Rule("melody", ("flute", "nylon guitar", "saxophone", "vibraphone"), "sing", (64, 82), enters=0.5, rests=("intro",), force=0.56, density=0.7,
             patterns=("0.5 1.5 2 3.5 | 1.5", "0 1.5 3 | 0.5 2", "1.5 2 3.5 | 1.5 3", "0 0.5 1.5 2.5 | 0.5")),
        Rule("pad", ("strings", "air pad"), "hold", (55, 72), enters=0.8, force=0.4, voices=3),
    ),
    grooves=(Groove((Layer("rim", ("x..x..x...x..x..", "..x...x..x..x..."), 0.5), Layer("kick", ("x..xx..xx..xx..x",), 0.6)), fills=("none",), crash="", force=0.5, breaks=False),
             Groove((Layer("shaker", ("xoxoxoxoxoxoxoxo", "x.oox.oox.oox.oo"), 0.35), Layer("conga", ("......x......xx.",), 0.75), Layer("low conga", ("....x.......x...",), 0.75)), fills=("none",), crash="",
                    role="percussion", force=0.5)),
    desk=Desk(room="studio", kit="hand", strips={"chords": {"level": -9, "pan": -0.2, "low_cut": 80}, "bass": {"level": -9}, "drums": {"level": -18}, "percussion": {"level": -14},
                                                 "melody": {"level": -11}}),
)  # fmt: skip

FUNK = Style(
    name="funk",
    tempo=(96, 112),
    bright=("I7 I7 IV9 I7", "I9 IV9 I9 V7sus", "Imaj7 iii7 ii7 V7sus", "IVmaj7 iii7 ii7 I9", "I7 bVII7 IV9 I7"),
    dark=("i7 i7 iv7 i7", "i7 IV9 i7 IV9", "i9 bVII9 iv9 v7", "i7 bIIImaj7 iv7 v7", "i7 i7 bVImaj7 V7"),
    major=0.35,
    modes=("mixolydian", "dorian"),
    swing=0.54,
    swing_unit=0.25,
    loose=5,
    last=("I9", "i9"),
    rules=(
        Rule("bass", ("slap bass", "electric bass"), "grooves", (28, 40), force=0.7, density=0.8,
             patterns=("r..r..o...r.s.r.", "r.....or..r.s.o.", "r..o..r.r...f.so", "r.r...o...s.r..a")),
        Rule("chords", ("clavinet", "electric guitar"), "stab", (55, 72), enters=0.35, force=0.56, patterns=("..x..x.x..x..x..", ".x..x..x.x..x..o", "....x..x....x.x.", "x..x..o...x..xo.")),
        Rule("arp", ("muted guitar",), "stab", (64, 79), enters=0.6, rests=("break",), force=0.5, patterns=("x.oxx.oxx.oxx.ox", "..ox..ox..ox..ox", "x.xo.oxo.ox.xo.o"), voices=3),
        Rule("melody", ("brass", "trumpet", "saxophone", "organ"), "riff", (58, 77), enters=0.66, rests=SUNG_OUT, force=0.6,
             patterns=("0 0.75 1.5 | 2.5 3", "0.5 0.75 2 | 0", "1.5 1.75 2.5 | 0 0.5", "0 1.5 | 2.75 3.5")),
        Rule("pad", ("organ",), "hold", (55, 70), enters=0.8, force=0.42, voices=3),
    ),
    grooves=(Groove((Layer("kick", ("X..x..x...x.....", "X.....x..xx.....", "X.x....x..x.....")), Layer("snare", ("....X..o.o..X..o", "....X..?.o..X.?.", "....X.?..o..X..o"), 0.4),
                     Layer("hat", ("x.xox.xox.xox.xo", "xoxoxoxoxoxoxoxo", "x.x.x.xxx.x.x.x.")), Layer("open hat", ("..............x.", "......x........."), 0.6),
                     Layer("conga", ("..x..x....x..x..",), 0.85)), fills=("snare", "toms", "stop"), force=0.72),),
    desk=Desk(room="studio", strips={"bass": {"level": -8}, "chords": {"level": -13, "pan": 0.35}, "arp": {"level": -17, "pan": -0.5}, "melody": {"level": -15}, "drums": {"level": -11}, "pad": {"level": -21}}),
)  # fmt: skip

REGGAE = Style(
    name="reggae",
    tempo=(72, 84),
    bright=("I IV I V", "I ii IV I", "I vi IV V", "I IV V IV", "I V ii IV"),
    dark=("i iv i v", "i bVII bVI bVII", "i iv bVII i", "i bVII iv i"),
    major=0.75,
    modes=("major", "dorian"),
    swing=0.57,
    swing_unit=0.25,
    loose=8,
    last=("I6", "i7"),
    rules=(
        Rule("chords", ("electric guitar", "organ"), "stab", (57, 72), force=0.58, patterns=("....x.......x...", "....xo......x...", "....x.......x.o."), voices=3),
        Rule("arp", ("organ",), "stab", (55, 69), enters=0.45, force=0.46, patterns=("..x..xx...x..xx.", "..x...x...x...x."), voices=3),
        Rule("bass", ("electric bass",), "grooves", (28, 41), force=0.72, patterns=("r.....r.f.o.....", "..r...r.o.f.....", "r...f.o.....r.f.", "r.o.f.......r.a.")),
        Rule("melody", ("trumpet", "saxophone", "harmonica", "steel drums"), "sing", (60, 77), enters=0.58, rests=SUNG_OUT, force=0.55, density=0.6),
    ),
    grooves=(Groove((Layer("kick", ("........X.......",)), Layer("rim", ("........X.......", "........X.....?."), 0.3), Layer("hat", ("x.o.x.oox.o.x.o.", "x.oox.o.x.oox.oo"), 0.35)),
                    fills=("toms", "snare"), force=0.66, breaks=False),),
    desk=Desk(room="plate", kit="dusty", strips={"chords": {"level": -12, "echo": (0.75, 0.45, -12)}, "arp": {"level": -18}, "bass": {"level": -7}, "melody": {"level": -15, "echo": (1.5, 0.5, -10)}, "drums": {"level": -12}}),
)  # fmt: skip

ROCK = Style(
    name="rock",
    tempo=(116, 138),
    bright=("I V vi IV", "I bVII IV I", "I IV V IV", "vi IV I V", "I iii IV V"),
    dark=("i bVI bVII i", "i bIII bVII iv", "i bVII bVI v", "i bVI bIII bVII"),
    major=0.5,
    modes=("mixolydian", "minor"),
    loose=6,
    last=("I", "i"),
    rules=(
        Rule("chords", ("power chord",), "comp", (43, 62), force=0.6, patterns=("X.x.x.xxX.x.x.xx", "X...x.x.X...x.x.", "X.......x..x..x.", "X.x.xx.xX.x.xx.x"), voices=3),
        Rule("arp", ("electric guitar",), "arp", (57, 76), enters=0.3, force=0.5, patterns=("wave 2", "leap 2", "rain 2")),
        Rule("bass", ("electric bass",), "pulse", (28, 40), force=0.68, enters=0.3),
        Rule("melody", ("saw lead", "electric guitar"), "sing", (62, 79), enters=0.66, rests=SUNG_OUT, force=0.58, density=0.7),
    ),
    grooves=(Groove((Layer("kick", ("X.....x.X.x.....", "X..x....X.x.....", "X.......X.....x.")), Layer("snare", ("....X.......X...",), 0.3), Layer("hat", ("x.o.x.o.x.o.x.o.",)),
                     Layer("ride", ("x.x.x.x.x.x.x.x.",), 0.85), Layer("tambourine", ("....x.......x...",), 0.85)), fills=("toms", "snare"), force=0.78),),
    desk=Desk(room="studio", strips={"chords": {"level": -15, "low_cut": 80, "dip": 8, "sweep": 0.1}, "arp": {"level": -15}, "bass": {"level": -8}, "drums": {"level": -10}, "melody": {"level": -17}}),
)  # fmt: skip

BAND = (ACOUSTIC, CORPORATE, JAZZ, BOSSA, FUNK, REGGAE, ROCK)
