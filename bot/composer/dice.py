"""Chance that is the same everywhere: every decision of a score is drawn from a named, seeded source."""

from __future__ import annotations

from random import Random


def dice(name: str) -> Random:
    """The dice of that name (`"4711/melody/3"`). Python seeds them from the text by SHA-512, alike on every machine."""
    return Random(name)  # noqa: S311 - music, not secrets
