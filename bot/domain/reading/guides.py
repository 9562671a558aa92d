"""Ids of files at a provider that may guide a piece: --instrumental-id, --reference-id, --vocal-id, --melody-id."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.domain.errors import BriefRefused
from bot.domain.reading.flags import EXAMPLES, Flag

GUIDES: Mapping[str, bool] = {
    "instrumental_id": True,
    "reference_id": False,
    "vocal_id": False,
    "melody_id": False,
}
"""By its name in `Brief` and in a job's details: whether it guides a bed; the others guide a song."""
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")


def flag_of(name: str) -> str:
    """How it is typed, without dashes: instrumental-id."""
    return name.replace("_", "-")


def guiding(given: Mapping[str, Flag]) -> dict[str, str]:
    """The ids that flags name. Raises BriefRefused for what is no id."""
    return {name: _checked(name, given[flag_of(name)].value) for name in GUIDES if flag_of(name) in given}


def _checked(name: str, value: str) -> str:
    if not _ID.fullmatch(value):
        flag = flag_of(name)
        raise BriefRefused(f"--{flag} takes an id that the provider gave, in letters and digits.", EXAMPLES[flag])
    return value
