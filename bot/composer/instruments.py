"""All instruments, and what a musician has to know of them."""

from __future__ import annotations

from .held import SUSTAINED
from .mallets import MALLETS
from .modal import Struck
from .plucked import PLUCKED

__all__ = ["ALL", "STRUCK", "SUSTAINED", "rings"]

STRUCK: dict[str, Struck] = {**PLUCKED, **MALLETS}
ALL = frozenset(STRUCK) | frozenset(SUSTAINED)


def rings(instrument: str) -> float:
    """How many seconds a last chord on this instrument stays to be heard."""
    return 60.0 if instrument in SUSTAINED else 0.6 * min(STRUCK[instrument].longest, STRUCK[instrument].t60)
