"""How long a shared recording is, as Slack tells of files that it can play."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.errors import AudioError

if TYPE_CHECKING:
    from pathlib import Path

PLAYED = ("audio/", "video/")
MICROSECONDS = 1_000_000


def duration_ms(path: Path, mimetype: str) -> int | None:
    """Milliseconds, as the file itself says; None for what is neither sound nor video, or says nothing."""
    if not mimetype.startswith(PLAYED):
        return None
    from bot.audio.probe import opened  # noqa: PLC0415 (it loads FFmpeg, which a Slack without files does not need)

    try:
        with opened(path) as container:
            return None if container.duration is None else round(container.duration * 1000 / MICROSECONDS)
    except AudioError:
        return None
