"""One Web API call: its arguments read the way Slack reads them, its scopes, and what a method is."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.slack.errors import SlackError, invalid_arguments

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.slack.parts import Parts
    from sandbox.slack.world import World

Json = dict[str, Any]


class Grants:
    """The scopes that the manifest got, and those that something really used."""

    def __init__(self, scopes: frozenset[str]) -> None:
        self.granted = scopes
        self.used: set[str] = set()

    def missing(self, *needed: str) -> SlackError:
        """Slack's refusal, naming what is needed and what was granted."""
        return SlackError("missing_scope", needed=",".join(needed), provided=",".join(sorted(self.granted)))


@dataclass(slots=True)
class Call:
    """The arguments of one call (the token taken out) and the parts it may work with."""

    method: str
    args: Json
    parts: Parts
    scopes: list[str] = field(default_factory=list)

    @property
    def world(self) -> World:
        """The workspace."""
        return self.parts.world

    def require(self, *any_of: str) -> str:
        """The first of these scopes that is granted; else missing_scope. It counts as used when the call succeeds."""
        found = next((scope for scope in any_of if scope in self.parts.grants.granted), None)
        if found is None:
            raise self.parts.grants.missing(*any_of)
        self.scopes.append(found)
        return found

    def text(self, name: str, default: str = "") -> str:
        """An argument as text; missing is `default`."""
        value = self.args.get(name)
        return default if value is None else str(value)

    def need(self, name: str, error: str | None = None) -> str:
        """An argument that must be there, else `error` (or invalid_arguments)."""
        value = self.text(name)
        if not value:
            raise SlackError(error) if error else invalid_arguments(f"missing required field: {name}")
        return value

    def number(self, name: str, default: int) -> int:
        """An argument as a whole number."""
        try:
            return int(self.args.get(name) or default)
        except (TypeError, ValueError):
            raise invalid_arguments(f"must be an integer: {name}") from None

    def flag(self, name: str, *, default: bool = False) -> bool:
        """An argument as yes or no: true, "true", 1, "1"."""
        value = self.args.get(name)
        return default if value is None else str(value).lower() in ("true", "1")

    def parsed(self, name: str, error: str = "invalid_arguments") -> Any:
        """An argument that is JSON, also when it came as a string in a form; None when it is missing."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(error) from None


@dataclass(frozen=True, slots=True)
class Method:
    """A Web API method: what runs, the scope it needs (or the family, by kind of channel), its rate-limit tier."""

    run: Callable[[Call], Json]
    tier: int
    scope: str = ""
    family: str = ""
    app_token: bool = False
    posts: bool = False
