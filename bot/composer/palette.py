"""Instrument words: which of our instruments is meant by each, and what each word leaves out."""

from __future__ import annotations

from .instruments import ALL
from .kit import PIECES

INSTRUMENTS: dict[str, tuple[str, ...]] = {
    "piano": ("piano", "felt piano"), "grand piano": ("piano",), "upright piano": ("felt piano",), "felt piano": ("felt piano",), "keys": ("electric piano", "piano"), "keyboard": ("electric piano",),
    "keyboards": ("electric piano",), "rhodes": ("electric piano",), "wurlitzer": ("electric piano",), "electric piano": ("electric piano",), "clavinet": ("clavinet",), "harpsichord": ("harpsichord",),
    "organ": ("organ",), "hammond": ("organ",), "accordion": ("accordion",), "concertina": ("accordion",), "bandoneon": ("accordion",), "harmonium": ("accordion",), "melodica": ("accordion",),
    "guitar": ("steel guitar", "nylon guitar", "electric guitar"), "acoustic guitar": ("steel guitar",), "nylon guitar": ("nylon guitar",), "classical guitar": ("nylon guitar",),
    "spanish guitar": ("nylon guitar",), "steel guitar": ("steel guitar",), "electric guitar": ("electric guitar",), "slide guitar": ("electric guitar",), "distorted guitar": ("power chord",),
    "ukulele": ("ukulele",), "banjo": ("banjo",), "mandolin": ("mandolin",), "lute": ("nylon guitar",), "sitar": ("sitar",), "oud": ("nylon guitar",), "koto": ("koto",), "guzheng": ("koto",), "shamisen": ("banjo",),
    "bouzouki": ("mandolin",), "dulcimer": ("koto",), "zither": ("koto",), "pipa": ("koto",), "erhu": ("violin",), "harp": ("harp",), "lyre": ("harp",),
    "strings": ("strings",), "string section": ("strings",), "orchestra": ("strings",), "string quartet": ("strings", "cello"), "violin": ("violin",), "violins": ("strings",), "fiddle": ("violin",),
    "viola": ("cello",), "cello": ("cello",), "pizzicato": ("pizzicato",), "contrabass": ("upright bass",),
    "bass": ("electric bass", "upright bass", "synth bass"), "bass guitar": ("electric bass",), "double bass": ("upright bass",), "upright bass": ("upright bass",), "acoustic bass": ("upright bass",),
    "slap bass": ("slap bass",), "synth bass": ("synth bass",), "sub bass": ("sub",), "808": ("808",), "808s": ("808",),
    "flute": ("flute",), "pan flute": ("flute",), "panpipes": ("flute",), "recorder": ("flute",), "shakuhachi": ("flute",), "ocarina": ("whistle",), "tin whistle": ("whistle",), "piccolo": ("whistle",),
    "whistle": ("whistle",), "whistling": ("whistle",), "clarinet": ("clarinet",), "oboe": ("clarinet",), "bassoon": ("clarinet",), "duduk": ("clarinet",), "woodwinds": ("flute", "clarinet"),
    "woodwind": ("flute", "clarinet"), "saxophone": ("saxophone",), "sax": ("saxophone",), "trumpet": ("trumpet",), "muted trumpet": ("trumpet",), "trombone": ("horn",), "tuba": ("horn",),
    "horn": ("horn",), "horns": ("brass",), "french horn": ("horn",), "brass": ("brass",), "bagpipes": ("bagpipes",), "harmonica": ("harmonica",), "didgeridoo": ("drone",),
    "choir": ("choir",), "voices": ("choir",), "vocoder": ("vocoder",), "theremin": ("theremin",),
    "bells": ("bells", "glockenspiel"), "bell": ("bells",), "church bells": ("bells",), "tubular bells": ("bells",), "chimes": ("glockenspiel",), "wind chimes": ("glockenspiel",), "glockenspiel": ("glockenspiel",),
    "celesta": ("celesta",), "music box": ("music box",), "toy piano": ("music box",), "vibraphone": ("vibraphone",), "vibes": ("vibraphone",), "marimba": ("marimba",), "xylophone": ("xylophone",),
    "kalimba": ("kalimba",), "mbira": ("kalimba",), "thumb piano": ("kalimba",), "steel drums": ("steel drums",), "steelpan": ("steel drums",), "hang drum": ("steel drums",), "handpan": ("steel drums",),
    "singing bowl": ("singing bowl",), "singing bowls": ("singing bowl",), "gong": ("singing bowl",), "gamelan": ("bells",), "mallets": ("marimba", "vibraphone"), "glass": ("glass",),
    "synth": ("saw pad", "synth pluck", "synth arp", "soft lead", "saw lead"), "synths": ("saw pad", "synth arp"), "synthesizer": ("saw pad", "synth arp"), "synthesiser": ("saw pad", "synth arp"), "analog synth": ("saw pad",), "modular synth": ("synth arp",),
    "lead synth": ("saw lead",), "synth lead": ("saw lead",), "synth pad": ("warm pad",), "pad": ("warm pad", "air pad"), "pads": ("warm pad", "air pad"), "arp": ("synth arp",), "arpeggio": ("synth arp",),
    "arpeggiator": ("synth arp",), "pluck": ("synth pluck",), "plucks": ("synth pluck",), "moog": ("synth bass",), "stabs": ("stab",), "mellotron": ("strings", "flute"),
}  # fmt: skip

DRUM_WORDS: dict[str, tuple[str, ...]] = {
    "drums": tuple(PIECES), "drum": tuple(PIECES), "percussion": tuple(PIECES), "drum kit": tuple(PIECES), "drum machine": tuple(PIECES), "beat": tuple(PIECES), "beats": tuple(PIECES), "breakbeat": tuple(PIECES),
    "kick": ("kick",), "kick drum": ("kick",), "bass drum": ("kick",), "snare": ("snare", "rim", "brush"), "snares": ("snare", "rim", "brush"), "rimshot": ("rim",), "hi-hat": ("hat", "open hat"), "hi-hats": ("hat", "open hat"),
    "hihat": ("hat", "open hat"), "hihats": ("hat", "open hat"), "hi hat": ("hat", "open hat"), "hi hats": ("hat", "open hat"), "hat": ("hat", "open hat"), "hats": ("hat", "open hat"), "cymbals": ("crash", "ride", "swell", "hat", "open hat"),
    "cymbal": ("crash", "ride", "swell"), "crash": ("crash",), "ride": ("ride",), "clap": ("clap",), "claps": ("clap",), "handclaps": ("clap",), "clapping": ("clap",), "hand claps": ("clap",), "snaps": ("snap",),
    "finger snaps": ("snap",), "finger snap": ("snap",), "shaker": ("shaker",), "shakers": ("shaker",), "maracas": ("shaker",), "tambourine": ("tambourine",), "toms": ("low tom", "mid tom", "high tom"), "taiko": ("boom", "low tom"),
    "taikos": ("boom", "low tom"), "timpani": ("boom", "low tom"), "congas": ("conga", "low conga"), "conga": ("conga", "low conga"), "bongos": ("conga",), "bongo": ("conga",), "tabla": ("conga", "low conga"), "djembe": ("conga", "low conga"),
    "cajon": ("kick", "conga"), "brushes": ("brush",), "cowbell": ("rim",), "woodblock": ("rim",), "claves": ("rim",), "triangle": ("tambourine",), "hand drums": ("conga", "low conga"), "bodhran": ("low conga",),
}  # fmt: skip

ROLE_WORDS: dict[str, tuple[str, ...]] = {
    "bass": ("bass",), "bassline": ("bass",), "bass line": ("bass",), "melody": ("melody", "counter"), "melodies": ("melody", "counter"), "lead": ("melody",), "leads": ("melody",), "solo": ("melody",), "solos": ("melody",), "lead melody": ("melody",),
    "chords": ("chords",), "pad": ("pad",), "pads": ("pad",), "arp": ("arp",), "arps": ("arp",), "arpeggio": ("arp",), "arpeggios": ("arp",), "percussion": ("drums", "percussion"), "drums": ("drums", "percussion"), "drum": ("drums", "percussion"),
    "beat": ("drums", "percussion"), "beats": ("drums", "percussion"), "drum machine": ("drums", "percussion"), "drum kit": ("drums", "percussion"), "rhythm": ("drums", "percussion"), "riff": ("melody",), "riffs": ("melody",), "hook": ("melody",),
}  # fmt: skip

PIANOS = frozenset({"piano", "felt piano", "electric piano"})
GUITARS = frozenset({"nylon guitar", "steel guitar", "muted guitar", "electric guitar", "power chord", "ukulele"})
BOWED = frozenset({"strings", "short strings", "cello", "violin", "pizzicato"})
BLOWN = frozenset({"flute", "whistle", "clarinet", "saxophone", "trumpet", "brass", "horn", "harmonica"})
MALLETS = frozenset({"bells", "glockenspiel", "celesta", "music box", "vibraphone", "marimba", "xylophone", "kalimba", "steel drums", "glass", "singing bowl"})
SYNTHS = frozenset({"saw pad", "warm pad", "air pad", "glass pad", "dark pad", "metal pad", "drone", "saw lead", "soft lead", "synth pluck", "synth arp", "synth bass", "house bass",
                    "stab", "sub", "808", "theremin", "vocoder", "pulse", "square", "chip bass", "glass"})  # fmt: skip
BASSES = frozenset({"upright bass", "electric bass", "slap bass", "synth bass", "house bass", "808", "sub", "chip bass"})

_FAMILIES: dict[str, frozenset[str]] = {
    "piano": PIANOS, "pianos": PIANOS, "keys": PIANOS | {"clavinet", "organ", "harpsichord"}, "keyboard": PIANOS | {"clavinet", "organ"}, "keyboards": PIANOS | {"clavinet", "organ"}, "guitar": GUITARS, "guitars": GUITARS,
    "electric guitar": frozenset({"electric guitar", "power chord", "muted guitar"}), "acoustic guitar": frozenset({"steel guitar", "nylon guitar"}), "distortion": frozenset({"power chord"}), "strings": BOWED, "string": BOWED,
    "orchestra": BOWED | {"brass", "horn", "choir"}, "violin": frozenset({"violin", "strings", "short strings"}), "violins": frozenset({"violin", "strings", "short strings"}), "brass": frozenset({"brass", "trumpet", "horn"}),
    "horns": frozenset({"brass", "trumpet", "horn", "saxophone"}), "woodwinds": frozenset({"flute", "clarinet", "saxophone", "whistle"}), "winds": BLOWN, "bells": frozenset({"bells", "glockenspiel", "music box", "celesta", "singing bowl"}),
    "mallets": MALLETS, "synth": SYNTHS, "synths": SYNTHS, "synthesizer": SYNTHS, "synthesizers": SYNTHS, "synthesiser": SYNTHS, "bass": BASSES, "pad": frozenset(n for n in SYNTHS if "pad" in n or n == "drone"),
    "pads": frozenset(n for n in SYNTHS if "pad" in n or n == "drone"), "choir": frozenset({"choir", "vocoder"}), "voices": frozenset({"choir", "vocoder"}), "vocals": frozenset({"choir", "vocoder"}), "saw": frozenset({"saw pad", "saw lead"}),
    "plucks": frozenset({"synth pluck", "pizzicato", "harp", "kalimba"}), "whistling": frozenset({"whistle"}),
}  # fmt: skip


def left_out(word: str) -> frozenset[str]:
    """The instruments that `no <word>` forbids."""
    if word in _FAMILIES:
        return _FAMILIES[word]
    return frozenset(INSTRUMENTS.get(word, ())) | (frozenset({word}) & ALL)
