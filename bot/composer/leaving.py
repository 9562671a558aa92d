"""What `no <word>` leaves out: families of instruments."""

from __future__ import annotations

from .instruments import ALL
from .palette import INSTRUMENTS, spelled

PIANOS = frozenset({"piano", "felt piano", "electric piano"})
GUITARS = frozenset({"nylon guitar", "steel guitar", "muted guitar", "electric guitar", "power chord", "ukulele"})
BOWED = frozenset({"strings", "short strings", "cello", "violin", "pizzicato"})
BLOWN = frozenset({"flute", "whistle", "clarinet", "saxophone", "trumpet", "brass", "horn", "harmonica"})
MALLETS = frozenset(
    {
        "bells",
        "glockenspiel",
        "celesta",
        "music box",
        "vibraphone",
        "marimba",
        "xylophone",
        "kalimba",
        "steel drums",
        "glass",
        "singing bowl",
    }
)
SYNTHS = frozenset(
    {
        "saw pad",
        "warm pad",
        "air pad",
        "glass pad",
        "dark pad",
        "metal pad",
        "drone",
        "saw lead",
        "soft lead",
        "synth pluck",
        "synth arp",
        "synth bass",
        "house bass",
        "stab",
        "sub",
        "808",
        "theremin",
        "vocoder",
        "pulse",
        "square",
        "chip bass",
        "glass",
    }
)
BASSES = frozenset(
    {"upright bass", "electric bass", "slap bass", "synth bass", "house bass", "808", "sub", "chip bass"}
)

_FAMILIES: dict[str, frozenset[str]] = {
    "piano": PIANOS,
    "pianos": PIANOS,
    "keys": PIANOS | {"clavinet", "organ", "harpsichord"},
    "keyboard": PIANOS | {"clavinet", "organ"},
    "keyboards": PIANOS | {"clavinet", "organ"},
    "guitar": GUITARS,
    "guitars": GUITARS,
    "electric guitar": frozenset({"electric guitar", "power chord", "muted guitar"}),
    "acoustic guitar": frozenset({"steel guitar", "nylon guitar"}),
    "distortion": frozenset({"power chord"}),
    "strings": BOWED,
    "string": BOWED,
    "orchestra": BOWED | {"brass", "horn", "choir"},
    "violin": frozenset({"violin", "strings", "short strings"}),
    "violins": frozenset({"violin", "strings", "short strings"}),
    "brass": frozenset({"brass", "trumpet", "horn"}),
    "horns": frozenset({"brass", "trumpet", "horn", "saxophone"}),
    "woodwinds": frozenset({"flute", "clarinet", "saxophone", "whistle"}),
    "winds": BLOWN,
    "bells": frozenset({"bells", "glockenspiel", "music box", "celesta", "singing bowl"}),
    "mallets": MALLETS,
    "synth": SYNTHS,
    "synths": SYNTHS,
    "synthesizer": SYNTHS,
    "synthesizers": SYNTHS,
    "synthesiser": SYNTHS,
    "bass": BASSES,
    "pad": frozenset(n for n in SYNTHS if "pad" in n or n == "drone"),
    "pads": frozenset(n for n in SYNTHS if "pad" in n or n == "drone"),
    "choir": frozenset({"choir", "vocoder"}),
    "voices": frozenset({"choir", "vocoder"}),
    "vocals": frozenset({"choir", "vocoder"}),
    "saw": frozenset({"saw pad", "saw lead"}),
    "plucks": frozenset({"synth pluck", "pizzicato", "harp", "kalimba"}),
    "whistling": frozenset({"whistle"}),
}


def left_out(word: str) -> frozenset[str]:
    """The instruments that `no <word>` forbids."""
    family = _FAMILIES.get(spelled(word, _FAMILIES))
    return family or frozenset(INSTRUMENTS.get(spelled(word, INSTRUMENTS), ())) | (frozenset({word}) & ALL)
