"""A track as JSON: the short object of the POST and the full one of the GET."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sandbox.music.nur.wish import Wish
from sandbox.music.tasks import Task

Json = dict[str, Any]

STATUS = {
    "pending": "pending", "running": "processing", "streaming": "processing", "succeeded": "completed",
    "failed": "failed",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Where a track's sound is: `audio` for streaming, the rest once it is whole."""

    audio: str
    download: str
    waveform: str
    stems: dict[str, str]


def short(task: Task, wish: Wish, links: Links) -> Json:
    """MusicTrack (Generate). `audio_url` is null until there is something to stream. Why it failed is never said."""
    made = task.items[0].made
    return {
        "id": task.id,
        "status": STATUS[task.phase],
        "audio_url": links.audio if task.phase in ("streaming", "succeeded") else None,
        "duration": made.seconds if made is not None else float(wish.duration),
        "genre": wish.genre or (made.more["genre"] if made is not None else None),
        "tempo": wish.tempo or (made.more["tempo"] if made is not None else None),
        "prompt": wish.prompt,
        "created_at": datetime.fromtimestamp(task.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def full(task: Task, wish: Wish, links: Links) -> Json:
    """MusicTrack (Get - Full)."""
    done = task.phase == "succeeded"
    return {
        **short(task, wish, links),
        "download_url": links.download if done else None,
        "waveform_url": links.waveform if done else None,
        "stems": links.stems if done else None,
    }
