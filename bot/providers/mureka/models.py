"""Mureka's models at WaveSpeed, as data: what each takes and costs (wavespeed.ai model pages, 2026-11)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType

LONGEST_PROMPT = 1024
LONGEST_LYRICS = 3000
MOST_SONGS = 3
LONGEST_BGM = 270.0
LONGEST_SONG = 330.0
"""Seconds of the longest piece (platform.mureka.ai). A length cannot be asked for: a bed is cut from what comes."""
STEMS = "mureka-ai/stem-song"
SEPARATION = "audio-separation-2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One version. Prices are in USD for each piece, None where nobody says."""

    version: str
    bgm: float | None
    song: float | None
    most: int = MOST_SONGS
    """Pieces of one call."""

    @property
    def name(self) -> str:
        """As people type it, e.g. v9.5."""
        return f"v{self.version}"

    def slug(self, *, instrumental: bool) -> str:
        """Its path at WaveSpeed."""
        return f"mureka-ai/mureka-v{self.version}/generate-{'bgm' if instrumental else 'song'}"

    def price(self, *, instrumental: bool) -> float | None:
        """Of one piece."""
        return self.bgm if instrumental else self.song


MODELS = MappingProxyType(
    {
        model.version: model
        for model in (
            Model(version="7.6", bgm=0.03, song=None),
            Model(version="8", bgm=0.045, song=None),
            Model(version="9", bgm=None, song=0.03),
            Model(version="9.5", bgm=0.225, song=0.225, most=1),
        )
    }
)
DEFAULT_BGM = MODELS["8"]
"""The newest whose price for a bed is published and that makes three of them: nobody is surprised by what it costs."""
DEFAULT_SONG = MODELS["9"]
"""For the same reasons: the price of an older version's song is published nowhere."""
_NAME = re.compile(r"(?:mureka-ai/)?(?:mureka[- ]?)?v?(?P<version>\d+(?:\.\d+)?)(?:/generate-(?P<kind>bgm|song))?")


def named(text: str | None, *, instrumental: bool) -> Model | None:
    """The model that a person means: mureka-v9, v9, 9 or the path at WaveSpeed; the usual one for None.

    None where there is none of that name, or it makes what was not asked for (a song's model for a bed).
    """
    if text is None:
        return DEFAULT_BGM if instrumental else DEFAULT_SONG
    match = _NAME.fullmatch(text.strip().lower())
    if match is None or (match["kind"] and (match["kind"] == "bgm") != instrumental):
        return None
    return MODELS.get(match["version"].removesuffix(".0"))


def shown(slug: str) -> str:
    """A path at WaveSpeed as people read it, e.g. mureka-v9; another text as it is."""
    match = re.fullmatch(r"mureka-ai/(mureka-v[\d.]+)(?:/[\w-]+)?", slug)
    return match[1] if match else slug
