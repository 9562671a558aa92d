"""What files are called and how a length reads."""

from __future__ import annotations

import re
import unicodedata

from bot.domain.brief import Brief

LONGEST_NAME = 60
MOST_BYTES = 200
"""Of a name of several parts: file systems take 255, and an ending follows."""
_UNSAFE = re.compile(r'[\x00-\x1f\x7f"*/:<>?\\|]+')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)


def clock(seconds: float) -> str:
    """0:45, 1:02:03; whole seconds, rounded."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def called(label: str) -> str:
    """A provider in the middle of a sentence: the built-in engine, MusicAPI."""
    return f"the {label}" if label[:1].islower() else label


def subject(brief: Brief) -> str:
    """What a bed is called: its title, else its first genre or mood."""
    words = (*brief.moods[:1], *brief.genres[:1])
    return brief.title or " ".join(words) or "bed"


def bed_name(brief: Brief, seconds: float, label: str) -> str:
    """A file name without its ending that every file system takes, e.g. `Onboarding 0-45 v1`."""
    return f"{_within(safe(subject(brief)), MOST_BYTES)} {clock(seconds).replace(':', '-')} {label}"


def extra_name(bed: str, what: str) -> str:
    """The name of a file beside a bed, without its ending, e.g. `Onboarding 0-45 v1 drums`. `bed` and `what` may be any
    words; where both are long, the bed's gives way, and no file system finds it too long.
    """
    tail = _within(safe(what), 80) if what.strip() else ""
    return f"{_within(safe(bed), MOST_BYTES - len(tail.encode()) - 1)} {tail}".strip()


def _within(text: str, size: int) -> str:
    """As much of it as so many bytes hold."""
    return text.encode()[:size].decode(errors="ignore").rstrip(" .")


def safe(text: str) -> str:
    """The text as part of a file name: no separators, no control characters, no leading or trailing dots."""
    plain = "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c)[0] != "C")
    name = re.sub(r"\s+", " ", _UNSAFE.sub(" ", plain)).strip(" .")[:LONGEST_NAME].strip(" .")
    return f"_{name}" if _RESERVED.match(name) else name or "bed"
