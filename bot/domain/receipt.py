"""A receipt: what is known of a bed, so that a colleague can use it a year later."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.checks import Finding
from bot.domain.fitting import Fitted

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
    target: float = -20.0
    """The loudness that was asked for, LUFS."""
    model_asked: str | None = None
    prompt: str | None = None
    """The words that the provider was given."""
    terms: str | None = None
    """Where its terms stand: an https address."""
    terms_read: str | None = None
    """The day on which they were last read, e.g. 2026-11-20."""
    fitted: Fitted | None = None
    """None where nobody kept it: a bed of before."""
    findings: tuple[Finding, ...] = ()
    """What was found in the take; None of them is no fault found."""
    checked: bool = False
    """Whether it was looked at at all."""
    notes: tuple[str, ...] = ()
    """What was done to it that one would want to know."""
