"""What every bed sounds like where nobody says otherwise."""

from __future__ import annotations

RATE = 48_000
"""Frames in a second, stereo."""
BED_LUFS = -20.0
"""How loud a bed is: under a voice, with room for it."""
