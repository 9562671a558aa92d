"""What the composer is asked for: a brief, a seed and lengths. It travels to a worker, and to a table and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from itertools import pairwise
from typing import Any

from bot.domain.brief import LONGEST, SHORTEST, Brief
from bot.domain.errors import RequestRefused

from .score import RATE


@dataclass(frozen=True, slots=True)
class Ask:
    """One bed to be made.

    `lengths` are seconds: `(45.0,)` is a bed of 45 s, `(45.0, 75.0)` that same bed extended to 75 s, and so on.
    Raises RequestRefused for a length outside 3 to 600 s, and for an extension that is not longer.
    """

    brief: Brief
    seed: int
    lengths: tuple[float, ...]
    loop: bool = False

    def __post_init__(self) -> None:
        if not self.lengths:
            raise RequestRefused("A bed needs a length, for example 0:45.")
        if not all(SHORTEST <= seconds <= LONGEST for seconds in self.lengths):
            raise RequestRefused(f"A bed is {SHORTEST:g} to {LONGEST:g} seconds long.")
        if any(after <= before for before, after in pairwise(self.lengths)):
            raise RequestRefused("An extension must be longer than the bed that it extends.")
        if self.loop and len(self.lengths) > 1:
            raise RequestRefused("A loop has no ending, so it cannot be extended: ask for a longer loop.")

    @property
    def frames(self) -> int:
        """The exact length of the bed at 48 kHz."""
        return round(self.lengths[-1] * RATE)

    def as_json(self) -> dict[str, Any]:
        """This ask as plain JSON values; `Ask.from_json` reads it back."""
        return {**asdict(self), "lengths": list(self.lengths)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Ask:
        """Read what `as_json` wrote. Fields of the brief that this version does not know are left out."""
        known = {field.name for field in fields(Brief)}
        words: dict[str, Any] = {
            name: tuple(v) if isinstance(v, list) else v for name, v in data["brief"].items() if name in known
        }
        lengths = tuple(float(seconds) for seconds in data["lengths"])
        return cls(Brief(**words), int(data["seed"]), lengths, bool(data.get("loop", False)))
