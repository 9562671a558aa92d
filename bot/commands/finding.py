"""What `bgm doctor` finds: a line each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.errors import BgmError

MARKS = {True: "ok  ", False: "FAIL", None: "–   "}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, whether it is well (None: not set, and that is fine), and what to do."""

    what: str
    well: bool | None
    words: str

    def __str__(self) -> str:
        return f"{MARKS[self.well]} {self.what:<21} {self.words}"


def tried(what: str, look: Callable[[], str]) -> Finding:
    """What `look` says, or why it could not."""
    try:
        return Finding(what, True, look())
    except (BgmError, OSError) as error:
        return Finding(what, False, str(error))
