"""Which emoji mean what, as data, and what a wish on a take asks for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType

from bot.domain.job import Kind


class Wish(StrEnum):
    """What a reaction or a button on one of our messages asks for."""

    EXTEND = "extend"
    REGENERATE = "regenerate"
    WAV = "wav"
    REMAKE = "remake"
    RESTYLE = "restyle"
    STEMS = "stems"
    ALL_STEMS = "all stems"
    MIDI = "midi"
    TEMPO = "tempo"
    VOCALS = "vocals"
    LYRICS = "lyrics"
    VOICE = "voice"
    EXTEND_FILE = "extend file"
    RESTYLE_FILE = "restyle file"
    FIT = "fit"
    RECEIPT = "receipt"
    LAY = "lay"
    """Lays the newest bed of the thread under a posted recording."""
    LAY_NEW = "lay new"
    """Makes a bed of its own for a posted recording, and lays it under that."""
    SCORE = "score"
    """Makes a bed to the frame of a posted clip, and lays it under that."""
    LOWER = "lower"
    """The bed of a preview, as are the next four."""
    RAISE = "raise"
    DUCK_MORE = "duck more"
    DUCK_LESS = "duck less"
    KEEP_LEVEL = "keep level"
    """Delivers the bed at the level that it has in a preview."""
    MORE = "more"
    """Shows what else can be done with a take."""
    CANCEL = "cancel"
    """Cancels a running job, withdraws a delivered take; only by the one who asked."""
    AGAIN = "again"
    """Orders once more where nobody can know whether it was ordered: it may cost twice."""
    GIVE_UP = "give up"
    """Waits no longer for an outcome that nobody can know."""


OF_PREVIEWS = frozenset({Wish.LOWER, Wish.RAISE, Wish.DUCK_MORE, Wish.DUCK_LESS, Wish.KEEP_LEVEL})
"""What can be wished of a preview, by its buttons or in words."""
OF_RECORDINGS = frozenset({Wish.LAY, Wish.LAY_NEW, Wish.SCORE})
"""What can be wished of a posted voice or clip."""

EMOJI: Mapping[str, Wish] = MappingProxyType(
    {
        "fast_forward": Wish.EXTEND,
        "heavy_plus_sign": Wish.EXTEND,
        "arrow_forward": Wish.EXTEND,
        "black_right_pointing_triangle": Wish.EXTEND,
        "repeat": Wish.REGENERATE,
        "arrows_counterclockwise": Wish.REGENERATE,
        "x": Wish.CANCEL,
        "heavy_multiplication_x": Wish.CANCEL,
        "negative_squared_cross_mark": Wish.CANCEL,
    }
)

SEEDED: Mapping[Kind, str] = MappingProxyType({Kind.EXTEND: "fast_forward", Kind.REGENERATE: "repeat"})
"""What the bot presses itself, in this order, so that one click is enough."""


def seeds(offers: Collection[Kind]) -> tuple[str, ...]:
    """The emoji to press under a take of which so much can be made."""
    return tuple(emoji for kind, emoji in SEEDED.items() if kind in offers)


def wish_of(emoji: str) -> Wish | None:
    """What Slack's emoji name means, whatever its skin tone; None for all others."""
    return EMOJI.get(emoji.strip(":").split("::", maxsplit=1)[0])
