"""What is asked for: the body of POST /v1/music/generate, read as strictly as its table says."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sandbox.music.errors import Refused

FORMATS = ("mp3", "wav", "flac", "ogg")
SHORTEST, LONGEST, USUAL = 5, 300, 30
SLOWEST, FASTEST = 40, 220
LONGEST_BODY = 64 * 1024
"""Bytes. The page names 413 and no size: this one is ours, and so are the two lengths below."""
LONGEST_PROMPT = 2000
LONGEST_GENRE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A track that somebody asked for; `duration` is in seconds, `tempo` in beats per minute."""

    prompt: str
    duration: int = USUAL
    genre: str | None = None
    tempo: int | None = None
    output_format: str = "mp3"


def read_wish(raw: bytes) -> Wish:
    """The wish in these bytes. Raises Refused: 413 for too many, 400 with the parameter's name for the rest."""
    if len(raw) > LONGEST_BODY:
        raise Refused(413, "payload_too_large", f"The body is larger than {LONGEST_BODY} bytes.")
    try:
        body = json.loads(raw)
    except ValueError:
        raise Refused(400, "invalid_json", "The body is not valid JSON.") from None
    if not isinstance(body, dict):
        raise Refused(400, "invalid_json", "The body must be a JSON object.")
    return Wish(
        prompt=_prompt(body),
        duration=_whole(body, "duration", SHORTEST, LONGEST) or USUAL,
        genre=_genre(body),
        tempo=_whole(body, "tempo", SLOWEST, FASTEST),
        output_format=_format(body),
    )


def _prompt(body: dict[str, Any]) -> str:
    if body.get("prompt") is None:
        raise _invalid("prompt", None, "string", "missing_parameter", "The parameter 'prompt' is required.")
    prompt = body["prompt"]
    if not isinstance(prompt, str) or not 0 < len(prompt.strip()) <= LONGEST_PROMPT:
        raise _invalid("prompt", prompt, f"string of 1 to {LONGEST_PROMPT} characters")
    return prompt


def _genre(body: dict[str, Any]) -> str | None:
    genre = body.get("genre")
    if genre is None or (isinstance(genre, str) and len(genre) <= LONGEST_GENRE):
        return genre or None
    raise _invalid("genre", genre, f"string of up to {LONGEST_GENRE} characters")


def _whole(body: dict[str, Any], name: str, low: int, high: int) -> int | None:
    value = body.get(name)
    if value is None or (type(value) is int and low <= value <= high):
        return value
    raise _invalid(name, value, f"integer between {low} and {high}")


def _format(body: dict[str, Any]) -> str:
    value = body.get("output_format")
    if value is None:
        return FORMATS[0]
    if value not in FORMATS:
        raise _invalid("output_format", value, f"one of {', '.join(FORMATS)}")
    return str(value)


def _invalid(
    name: str, value: object, expected: str, kind: str = "invalid_parameter", message: str | None = None
) -> Refused:
    details = {"parameter": name, "value": value, "expected": expected}
    return Refused(400, kind, message or f"The parameter '{name}' must be {expected}.", details=details)
