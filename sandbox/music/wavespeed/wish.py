"""What is asked of a model, checked against its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sandbox.music.wavespeed.models import Model, Parameter

MODERATED, MISSING, INVALID, MEDIA, FAILED, TIMEOUT = 1200, 1400, 1401, 1402, 1403, 5004
"""The codes of a prediction (wavespeed.ai/docs/error-codes); 0 is success."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a prediction fails."""

    code: int
    message: str


@dataclass(frozen=True, slots=True)
class Wish:
    """The input of a prediction, complete with defaults. Fields that the model does not know are ignored."""

    model: Model
    values: Mapping[str, Any]

    @property
    def count(self) -> int:
        """How many things are to be made, each of which costs."""
        return int(self.values.get("number_of_songs") or 1)

    @property
    def words(self) -> str:
        """All that was written, for moderation."""
        return " ".join(str(self.values.get(name) or "") for name in ("prompt", "lyrics"))


def read_wish(model: Model, body: Mapping[str, Any]) -> Wish | Problem:
    """The wish, or the first thing that is wrong with it: 1400 for what is missing, 1401 for what is not allowed."""
    values: dict[str, Any] = {}
    for parameter in model.parameters:
        value = body.get(parameter.name)
        if value is None or value == "":
            if parameter.required:
                return Problem(MISSING, f"{parameter.name} is required")
            value = parameter.default
        elif complaint := _complaint(parameter, value):
            return Problem(INVALID, f"{parameter.name} {complaint}")
        values[parameter.name] = value
    return Wish(model, values)


def _complaint(parameter: Parameter, value: object) -> str:
    """What is wrong with a value; "" for nothing."""
    match parameter.kind:
        case "flag":
            return "" if isinstance(value, bool) else "must be a boolean"
        case "whole":
            fits = type(value) is int and parameter.least <= value <= parameter.most
            return "" if fits else f"must be an integer between {parameter.least} and {parameter.most}"
        case "choice":
            return "" if value in parameter.choices else f"must be one of {', '.join(parameter.choices)}"
    if not isinstance(value, str):
        return "must be a string"
    if parameter.longest is not None and len(value) > parameter.longest:
        return f"must be at most {parameter.longest} characters long"
    return "must be a URL" if parameter.kind == "url" and not is_link(value) else ""


def is_link(text: str) -> bool:
    """Whether it is an http or https URL with a host."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
