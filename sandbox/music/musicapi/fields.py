"""A request's JSON, read as strictly as the vendor does: types as they are, lengths and ranges, 400 in words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from sandbox.music.errors import Refused

Json = dict[str, Any]


def invalid(message: str) -> Refused:
    """400 validation_error."""
    return Refused(400, "validation_error", message)


async def body_of(request: web.Request) -> Fields:
    """The JSON object of a POST."""
    if request.content_type != "application/json":
        raise invalid("The Content-Type must be application/json.")
    try:
        body = json.loads(await request.read())
    except ValueError:
        raise invalid("The request body is not valid JSON.") from None
    if not isinstance(body, dict):
        raise invalid("The request body must be a JSON object.")
    return Fields(body)


class Fields:
    """The fields of one object. A null is a field that is not there; fields nobody knows are let be."""

    def __init__(self, body: Json) -> None:
        self._body = {name: value for name, value in body.items() if value is not None}

    def __contains__(self, name: str) -> bool:
        return name in self._body

    def text(self, name: str, limit: int | None = None, *, required: bool = False) -> str:
        """A string of at most `limit` characters; "" when it is absent."""
        value = self._body.get(name, "")
        if not isinstance(value, str):
            raise invalid(f"The '{name}' field must be a string.")
        if required and not value.strip():
            raise invalid(f"The '{name}' field is required.")
        if limit is not None and len(value) > limit:
            raise invalid(f"The '{name}' field must not be longer than {limit} characters.")
        return value

    def flag(self, name: str, *, required: bool = False) -> bool:
        """A boolean, and never the string "true"; False when it is absent."""
        if required and name not in self._body:
            raise invalid(f"The '{name}' field is required.")
        value = self._body.get(name, False)
        if not isinstance(value, bool):
            raise invalid(f"The '{name}' field must be a boolean.")
        return value

    def number(self, name: str, low: float, high: float, *, required: bool = False) -> float | None:
        """A number from `low` to `high`."""
        if required and name not in self._body:
            raise invalid(f"The '{name}' field is required.")
        value = self._body.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise invalid(f"The '{name}' field must be a number.")
        if not low <= value <= high:
            raise invalid(f"The '{name}' field must be between {low:g} and {high:g}.")
        return float(value)

    def whole(self, name: str, low: int, high: int) -> int | None:
        """A whole number from `low` to `high`."""
        value = self.number(name, low, high)
        if value is not None and not isinstance(self._body[name], int):
            raise invalid(f"The '{name}' field must be an integer.")
        return None if value is None else int(value)

    def choice(self, name: str, options: Sequence[str], default: str = "") -> str:
        """One of some strings."""
        value = self.text(name) or default
        if value and value not in options:
            listed = ", ".join(f"'{option}'" for option in options)
            raise invalid(f"The '{name}' field is invalid. It should be one of {listed}.")
        return value

    def texts(self, name: str, most: int) -> list[str]:
        """A list of at most so many strings."""
        value = self._body.get(name, [])
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise invalid(f"The '{name}' field must be a list of strings.")
        if len(value) > most:
            raise invalid(f"The '{name}' field must not have more than {most} entries.")
        return value

    def objects(self, name: str) -> list[Fields]:
        """A list of objects."""
        value = self._body.get(name, [])
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise invalid(f"The '{name}' field must be a list of objects.")
        return [Fields(entry) for entry in value]

    def link(self, name: str, *, required: bool = False) -> str:
        """An https URL of at most 1024 characters, or, since this is a sandbox, an http one of this machine."""
        url = self.text(name, 1024, required=required)
        if not url:
            return ""
        try:
            parts = urlsplit(url)
            host = parts.hostname
        except ValueError:
            host = None
        if not host or not (parts.scheme == "https" or (parts.scheme == "http" and host in ("127.0.0.1", "localhost"))):
            raise invalid(f"The '{name}' field must be an https URL.")
        return url
