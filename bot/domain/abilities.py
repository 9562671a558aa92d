"""What operations are called where people read of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.domain.operation import Operation

DOES: Mapping[Operation, str] = MappingProxyType(
    {
        Operation.CREATE: "make music from words",
        Operation.LOOP: "make a loop",
        Operation.EXTEND: "extend a take",
        Operation.JOIN: "join an extension",
        Operation.RESTYLE: "restyle a take",
        Operation.UPLOAD: "take in a file",
        Operation.EXTEND_FILE: "extend a posted file",
        Operation.RESTYLE_FILE: "restyle a posted file",
        Operation.WRITE_LYRICS: "write lyrics",
        Operation.BETTER_TAGS: "make style words better",
        Operation.STEMS: "split a take into stems",
        Operation.ALL_STEMS: "split a take into all its stems",
        Operation.WAV: "give its own WAV",
        Operation.MIDI: "give MIDI",
        Operation.TEMPO: "measure the tempo",
        Operation.VOCALS: "take out the vocals alone",
        Operation.LYRIC_TIMES: "time the lyrics",
        Operation.KEEP_VOICE: "keep a voice",
    }
)
"""After “can” and “can't”."""

NAMES: Mapping[Operation, str] = MappingProxyType(
    {
        Operation.CREATE: "make",
        Operation.LOOP: "loop",
        Operation.EXTEND: "extend",
        Operation.RESTYLE: "restyle",
        Operation.EXTEND_FILE: "extend your file",
        Operation.RESTYLE_FILE: "restyle your file",
        Operation.WRITE_LYRICS: "write lyrics",
        Operation.BETTER_TAGS: "better style words",
        Operation.STEMS: "stems",
        Operation.ALL_STEMS: "all stems",
        Operation.WAV: "WAV",
        Operation.MIDI: "MIDI",
        Operation.TEMPO: "tempo",
        Operation.VOCALS: "vocals alone",
        Operation.LYRIC_TIMES: "lyrics with times",
        Operation.KEEP_VOICE: "keep a voice",
    }
)
"""In a list of what there is, in the order of the list; what only serves another operation is not in it."""
