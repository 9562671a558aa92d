"""Sonic's models and prices, as data: they change every few months, and this file alone with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.domain.money import Price
from bot.domain.operation import Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model that MusicAPI takes as `mv`, with its limits in characters."""

    id: str
    prompt: int = 5000
    tags: int = 1000
    gender: bool = True
    """Whether it takes `vocal_gender`."""
    retired: bool = False
    """Taken still, and served by sonic-v6 since 2026-09-09: the answer's `mv` differs; the limits are its own."""


MODELS: Mapping[str, Model] = MappingProxyType(
    {
        model.id: model
        for model in (
            Model(id="sonic-v6"),
            Model(id="sonic-v6-wild"),
            Model(id="sonic-v6-mini"),
            Model(id="sonic-v5-5", retired=True),
            Model(id="sonic-v5", retired=True),
            Model(id="sonic-v4-5-plus", retired=True),
            Model(id="sonic-v4-5", retired=True),
            Model(id="sonic-v4", prompt=3000, tags=200, gender=False, retired=True),
            Model(id="sonic-v3-5", prompt=3000, tags=200, gender=False, retired=True),
        )
    }
)
DEFAULT = MODELS["sonic-v6"]
CURRENT = tuple(model.id for model in MODELS.values() if not model.retired)

TITLE = 80
DESCRIPTION = 400
LYRICS_BRIEF = 119
"""The lyrics endpoint wants less than 120 characters."""
SHORTEST, LONGEST = 10, 360
"""Seconds of the `duration` field."""
VOICE_SECONDS = 30.0
"""The longest piece that vox takes."""
TAKES = 2
"""A create always makes two."""

_SPELLING = re.compile(r"(?:(?:sonic|chirp)-?)?(v?)(\d)(?:[.-](\d))?(-[a-z]+)?")

PRICES: Mapping[str, Mapping[Operation, float]] = MappingProxyType(
    {
        "2026-01-24": {
            Operation.CREATE: 15,
            Operation.EXTEND: 15,
            Operation.RESTYLE: 15,
            Operation.EXTEND_FILE: 15,
            Operation.RESTYLE_FILE: 15,
            Operation.JOIN: 2,
            Operation.KEEP_VOICE: 1,
            Operation.TEMPO: 1,
            Operation.VOCALS: 1,
            Operation.BETTER_TAGS: 1,
            Operation.STEMS: 15,
            Operation.ALL_STEMS: 75,
        },
        "2026-07-15": {Operation.WAV: 1},
        "2026-09-03": {
            Operation.UPLOAD: 2,
            Operation.MIDI: 1,
            Operation.LYRIC_TIMES: 1,
            Operation.WRITE_LYRICS: 2,
        },
        "2026-10-07": {
            Operation.CREATE: 20,
            Operation.EXTEND: 15,
            Operation.JOIN: 2,
            Operation.WAV: 2,
            Operation.STEMS: 30,
            Operation.ALL_STEMS: 75,
        },
    }
)
"""Credits for one call, by the day on which they were read; a later reading of an operation is the one that holds. They
have been the same for every model since the old ones are served by sonic-v6. Looks and the balance are free."""

EXPECTED: Mapping[Operation, float] = MappingProxyType(
    {
        Operation.CREATE: 120.0,
        Operation.EXTEND: 120.0,
        Operation.RESTYLE: 120.0,
        Operation.EXTEND_FILE: 150.0,
        Operation.RESTYLE_FILE: 150.0,
        Operation.JOIN: 20.0,
        Operation.STEMS: 60.0,
        Operation.ALL_STEMS: 120.0,
        Operation.UPLOAD: 20.0,
        Operation.MIDI: 8.0,
        Operation.LYRIC_TIMES: 8.0,
    }
)
"""Median seconds, a first guess; what is answered at once takes AT_ONCE."""
AT_ONCE = 5.0


def model_named(typed: str | None) -> Model | None:
    """The model of a name as people or answers write it: sonic-v6, v6, 4.5, chirp-v5; None for one nobody knows."""
    found = _SPELLING.fullmatch(typed.strip().lower()) if typed else None
    if found is None:
        return None
    return MODELS.get("-".join(filter(None, ("sonic", f"v{found[2]}", found[3]))) + (found[4] or ""))


def price(operation: Operation) -> Price | None:
    """What one call costs by the newest reading, in credits; None where nobody has said."""
    for day in sorted(PRICES, reverse=True):
        if operation in PRICES[day]:
            return Price(PRICES[day][operation])
    return None
