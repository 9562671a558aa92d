"""WaveSpeed's music models as data: what each takes and what each thing that it makes costs, as read in 2026-11."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

Makes = Literal["bgm", "song", "stems"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One field of a model's input; `longest` is in characters, `least` and `most` bound a whole number."""

    name: str
    kind: Literal["text", "whole", "choice", "flag", "url"] = "text"
    required: bool = False
    longest: int | None = None
    least: int = 0
    most: int = 0
    choices: tuple[str, ...] = ()
    default: str | int | bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One model. `price` is in US dollars for each thing made."""

    slug: str
    makes: Makes
    price: Decimal
    parameters: tuple[Parameter, ...]


SYNC = Parameter(name="enable_sync_mode", kind="flag", default=False)
PROMPT = Parameter(name="prompt", required=True, longest=1024)
STYLE = Parameter(name="prompt", longest=1024)
LYRICS = Parameter(name="lyrics", required=True, longest=3000)
COUNT = Parameter(name="number_of_songs", kind="whole", least=1, most=3, default=1)
FORMAT = Parameter(name="output_format", kind="choice", choices=("mp3", "wav", "flac"), default="mp3")
SAFETY = Parameter(name="enable_safety_checker", kind="flag", default=True)
GENDER = Parameter(name="gender", kind="choice", choices=("female", "male"))
AUDIO = Parameter(name="audio", kind="url", required=True, longest=2048)
SEPARATION = Parameter(
    name="model", kind="choice", choices=("audio-separation-1", "audio-separation-2"), default="audio-separation-2"
)


def _id(name: str) -> Parameter:
    return Parameter(name=name, longest=128)


_BGM = (PROMPT, COUNT, FORMAT, _id("instrumental_id"))
_SONG = (LYRICS, STYLE, COUNT, FORMAT, _id("reference_id"), _id("vocal_id"), _id("melody_id"))


def _model(slug: str, makes: Makes, price: str, parameters: tuple[Parameter, ...]) -> Model:
    return Model(slug=f"mureka-ai/{slug}", makes=makes, price=Decimal(price), parameters=(*parameters, SYNC))


_ALL = (
    _model("mureka-v7.6/generate-bgm", "bgm", "0.03", _BGM),
    _model("mureka-v8/generate-bgm", "bgm", "0.045", _BGM),
    _model("mureka-v9/generate-bgm", "bgm", "0.045", _BGM),  # the page names no price: it is Mureka's own
    _model("mureka-v9.5/generate-bgm", "bgm", "0.225", (PROMPT, FORMAT, SAFETY)),
    _model("mureka-v7.6/generate-song", "song", "0.03", _SONG),  # a guess, as is the next
    _model("mureka-v8/generate-song", "song", "0.03", _SONG),
    _model("mureka-v9/generate-song", "song", "0.03", _SONG),
    _model("mureka-v9.5/generate-song", "song", "0.225", (*_SONG, GENDER)),
    _model("stem-song", "stems", "0.06", (AUDIO, SEPARATION)),  # no page names a price: Mureka's own begins here
)
MODELS: Mapping[str, Model] = MappingProxyType({model.slug: model for model in _ALL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """What an account may ask for in a minute, and how much of it runs at once."""

    per_minute: int
    concurrency: int


LEVELS: Mapping[str, Level] = MappingProxyType(
    {
        "bronze": Level(per_minute=2, concurrency=2),
        "silver": Level(per_minute=500, concurrency=300),
        "gold": Level(per_minute=3000, concurrency=3000),
        "ultra": Level(per_minute=5000, concurrency=10_000),
    }
)
"""Of videos; the page has no line for music. Gold's concurrency is a guess."""
