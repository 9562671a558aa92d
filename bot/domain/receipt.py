"""A receipt: what is known of a bed, so that a colleague can use it a year later."""

from __future__ import annotations

from dataclasses import dataclass

NOT_ON_FILE = "not on file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What is known of a bed. None is 'not on file'."""

    seconds: float
    frames: int
    format: str
    lufs: float
    """Integrated loudness of the delivered file (ITU-R BS.1770-4), LUFS."""
    true_peak: float
    """Of the delivered file, dBTP."""
    lra: float | None = None
    """Loudness range (EBU Tech 3342), LU."""
    tempo: float | None = None
    key: str | None = None
    style: str | None = None
    engine: str
    """The provider as people read it, e.g. built-in engine."""
    model: str | None = None
    seed: int | None = None
    cost: str = "free"
    rights: str = NOT_ON_FILE
    sha256: str | None = None
    size: int | None = None
    """Bytes of the delivered file."""
    notes: tuple[str, ...] = ()
    """What was done to it that one would want to know."""
