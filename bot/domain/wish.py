"""Which emoji mean what, as data, and what a wish on a take asks for."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Wish(StrEnum):
    """What a reaction or a button on one of our messages asks for."""

    EXTEND = "extend"
    REGENERATE = "regenerate"
    WAV = "wav"
    REMAKE = "remake"
    CANCEL = "cancel"
    """Cancels a running job, withdraws a delivered take; only by the one who asked."""


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

SEEDED = ("fast_forward", "repeat")
"""Pressed by the bot under each take, so that one click is enough."""


def wish_of(emoji: str) -> Wish | None:
    """What Slack's emoji name means, whatever its skin tone; None for all others."""
    return EMOJI.get(emoji.strip(":").split("::", maxsplit=1)[0])
