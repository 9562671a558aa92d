"""What people fill into forms, as they typed it. Intake reads it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.wish import Wish


class Lyrics(StrEnum):
    """Who writes the words of a song."""

    MODEL = "model"
    """The model that sings them."""
    MINE = "mine"
    WRITTEN = "written"
    """The provider, before it sings them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SongAsked:
    """The form of a song."""

    style: str
    title: str = ""
    lyrics: Lyrics = Lyrics.MODEL
    words: str = ""
    """The lyrics, or what they should be about."""
    voice: str = ""
    """The name of a kept voice."""
    gender: str = ""
    """f, m or empty."""
    length: str = ""
    better_tags: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreAsked:
    """What else is to be done with a take."""

    take_id: str
    wish: Wish | None
    style: str = ""
    name: str = ""
    """Of a voice to keep."""
    fit: str = ""
    """Another length or level, as in a brief: 0:30 --fade 2."""
    agreed: bool = False
    """The price was seen and agreed to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """An audio or a video file that somebody posted: where it is in Slack."""

    file_id: str
    title: str
    channel: str
    root_ts: str
    """Of the thread that it is in, or of its own message."""
    seconds: float | None = None
    """As Slack says, where it does."""
    is_video: bool = False
    """As Slack says: what it really is, its bytes say."""
    words: str = ""
    """What its message says beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioAsked:
    """What is to be done with a posted file."""

    file: Posted
    wish: Wish | None
    style: str = ""
    length: str = ""
    """How long it should be after it was extended."""
    agreed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LayAsked:
    """A bed to be laid under a posted voice or clip."""

    file: Posted
    wish: Wish | None
    """LAY, LAY_NEW or SCORE."""
    words: str = ""
    """The brief of a new bed."""
    shown: str = ""
    """The price that stood beside it."""
    agreed: bool = False
    """Whatever the price is now, it was seen and agreed to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A line in a thread that is a wish and nothing else."""

    wish: Wish
    channel: str
    root_ts: str
