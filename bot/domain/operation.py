"""What can be asked of a music API: one operation is one call that may cost something."""

from __future__ import annotations

from enum import StrEnum


class Operation(StrEnum):
    """One kind of call at a provider. A job may need several, one after the other (`plan`)."""

    CREATE = "create"
    """Makes takes from a brief; sung with a kept voice where the order names one."""
    LOOP = "loop"
    """Makes takes that begin again where they end, without a seam."""
    EXTEND = "extend"
    """Goes on from a take. Some providers answer the new part alone: then JOIN follows."""
    JOIN = "join"
    """Joins the new part of an extension to what it goes on from."""
    RESTYLE = "restyle"
    """The same piece in another style: a cover."""
    UPLOAD = "upload"
    """Gives the provider a file of ours to work on."""
    EXTEND_FILE = "extend file"
    RESTYLE_FILE = "restyle file"
    WRITE_LYRICS = "write lyrics"
    BETTER_TAGS = "better tags"
    """Style words made better, before they are used."""
    STEMS = "stems"
    """The few main parts, as files."""
    ALL_STEMS = "all stems"
    """Every part that can be told apart, as files."""
    WAV = "wav"
    """The take as the provider's own WAV."""
    MIDI = "midi"
    TEMPO = "tempo"
    """Beats per minute, measured."""
    VOCALS = "vocals"
    """The voice alone."""
    LYRIC_TIMES = "lyric times"
    """When each word is sung."""
    KEEP_VOICE = "keep voice"
    """Keeps the voice of a take for later songs: a persona."""


MUSIC = frozenset(
    {
        Operation.CREATE,
        Operation.LOOP,
        Operation.EXTEND,
        Operation.JOIN,
        Operation.RESTYLE,
        Operation.EXTEND_FILE,
        Operation.RESTYLE_FILE,
    }
)
"""What comes back as takes. Everything else comes back as extras: files and figures that belong to a take."""
