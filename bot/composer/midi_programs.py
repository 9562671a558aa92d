"""General MIDI as data: the program for each instrument, the key for each drum, the name of each key signature.

Programs and drum keys are those of the General MIDI 1 sound set (MIDI Association), counted from 0; drum kits are the
program numbers that Roland's GS and GM2 give to channel 10, which plain General MIDI ignores.
"""

from __future__ import annotations

from .kit import PIECES
from .theory import NOTE_NAMES

VOICE = 53
"""Voice Oohs: for a singer, who is no instrument of ours."""

PROGRAMS: dict[str, int] = {
    "piano": 0,
    "felt piano": 0,
    "electric piano": 4,
    "harpsichord": 6,
    "clavinet": 7,
    "celesta": 8,
    "glockenspiel": 9,
    "music box": 10,
    "vibraphone": 11,
    "marimba": 12,
    "xylophone": 13,
    "bells": 14,
    "organ": 16,
    "accordion": 21,
    "harmonica": 22,
    "nylon guitar": 24,
    "ukulele": 24,
    "steel guitar": 25,
    "mandolin": 25,
    "electric guitar": 27,
    "muted guitar": 28,
    "power chord": 30,
    "upright bass": 32,
    "electric bass": 33,
    "slap bass": 36,
    "synth bass": 38,
    "house bass": 38,
    "808": 38,
    "sub": 39,
    "chip bass": 39,
    "violin": 40,
    "cello": 42,
    "pizzicato": 45,
    "harp": 46,
    "strings": 48,
    "short strings": 48,
    "choir": 52,
    "voice": VOICE,
    "vocoder": 54,
    "trumpet": 56,
    "horn": 60,
    "brass": 61,
    "stab": 62,
    "saxophone": 66,
    "clarinet": 71,
    "flute": 73,
    "whistle": 78,
    "pulse": 80,
    "square": 80,
    "saw lead": 81,
    "synth pluck": 81,
    "synth arp": 81,
    "soft lead": 82,
    "theremin": 85,
    "warm pad": 89,
    "saw pad": 90,
    "drone": 95,
    "dark pad": 95,
    "singing bowl": 92,
    "glass": 92,
    "glass pad": 92,
    "metal pad": 93,
    "air pad": 94,
    "sitar": 104,
    "banjo": 105,
    "koto": 107,
    "kalimba": 108,
    "bagpipes": 109,
    "steel drums": 114,
}

DRUM_KITS: dict[str, int] = {
    "acoustic": 0,
    "hand": 0,
    "dusty": 0,
    "gated": 16,
    "epic": 16,
    "club": 24,
    "chip": 24,
    "808": 25,
    "brushes": 40,
}
"""Not the orchestra kit for `epic`: there the keys of toms and cymbals are timpani."""

DRUM_KEYS: dict[tuple[str, int], int] = {
    ("", PIECES["snap"]): 39,
    ("", PIECES["swell"]): 49,
    ("", PIECES["brush"]): 38,
    ("brushes kit", PIECES["brush"]): 40,
}
"""(kit, piece) to key, where our own number is another drum in General MIDI; "" is any other kit. A snap is a hand
clap there, a swell a crash; what the brush sweeps is the swirl of the brush kit, elsewhere a snare."""

_MAJOR = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
_MINOR = ("Cm", "C#m", "Dm", "Ebm", "Em", "Fm", "F#m", "Gm", "G#m", "Am", "Bbm", "Bm")
KEYS: dict[str, str] = {
    **{f"{name} major": key for name, key in zip(NOTE_NAMES, _MAJOR, strict=True)},
    **{f"{name} minor": key for name, key in zip(NOTE_NAMES, _MINOR, strict=True)},
}
"""Our names to those of MIDI, which has no signature of more than seven sharps or flats."""
