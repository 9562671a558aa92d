"""What was done to a take on its way to a bed, in words for people."""

from __future__ import annotations

from bot.audio.bed import FinishOrder
from bot.audio.delivered import CLOSE, Delivered
from bot.audio.prepared import Prepared
from bot.domain import checks, fitting

LOOPS = "loops without a seam"
LOOPS_NOT_EVERYWHERE = {
    "mp3": ("as MP3, some players leave a gap before it begins again: the WAV has none",),
    "ogg": ("as Ogg, some players leave a gap before it begins again: the WAV has none",),
}
_HEARD = 0.1
"""dB of limiting, and LU beside the asked loudness, from which on a word is said."""


def notes(order: FinishOrder, prepared: Prepared, delivered: Delivered) -> tuple[str, ...]:
    """In the order in which it was done: mended, fitted, levelled."""
    said = (
        *map(checks.in_words, prepared.findings),
        *(fitting.in_words(prepared.fitted) if prepared.fitted else ()),
        *((LOOPS, *LOOPS_NOT_EVERYWHERE.get(order.format, ())) if order.loop else ()),
        *_level_notes(order, delivered),
    )
    return tuple(dict.fromkeys(said))


def _level_notes(order: FinishOrder, delivered: Delivered) -> list[str]:
    found = []
    if delivered.limited >= _HEARD:
        found.append(f"a limiter turned peaks down by up to {delivered.limited:.1f} dB")
    if abs(delivered.heard.lufs - order.target_lufs) > max(CLOSE, _HEARD):
        why = (
            f"louder would carry peaks over {order.ceiling:g} dBTP"
            if delivered.level.ceiling is not None
            else "it is too quiet a take"
        )
        found.append(f"{delivered.heard.lufs:.1f} LUFS where {order.target_lufs:g} was asked: {why}")
    return found
