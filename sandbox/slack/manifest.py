"""What the app's manifest asks for: the sandbox grants exactly this and nothing more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command as the manifest declares it."""

    command: str
    description: str
    usage_hint: str
    should_escape: bool


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut; `kind` is "message" or "global"."""

    name: str
    callback_id: str
    kind: str
    description: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """An app as Slack knows it."""

    name: str
    scopes: frozenset[str]
    events: frozenset[str]
    commands: tuple[Command, ...]
    shortcuts: tuple[Shortcut, ...]
    interactivity: bool

    def command(self, name: str) -> Command | None:
        """The declared command, or None."""
        return next((c for c in self.commands if c.command == name), None)

    def shortcut(self, callback_id: str) -> Shortcut | None:
        """The declared shortcut, or None."""
        return next((s for s in self.shortcuts if s.callback_id == callback_id), None)


def read_manifest(path: Path) -> Manifest:
    """Read a manifest.yml (or .json, which is YAML too). Raises what yaml raises for a file that is neither."""
    raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    features, settings = raw.get("features") or {}, raw.get("settings") or {}
    scopes = (raw.get("oauth_config") or {}).get("scopes") or {}
    subscriptions = settings.get("event_subscriptions") or {}
    return Manifest(
        name=(raw.get("display_information") or {}).get("name", "app"),
        scopes=frozenset(scopes.get("bot") or ()),
        events=frozenset(subscriptions.get("bot_events") or ()),
        commands=tuple(_command(c) for c in features.get("slash_commands") or ()),
        shortcuts=tuple(_shortcut(s) for s in features.get("shortcuts") or ()),
        interactivity=bool((settings.get("interactivity") or {}).get("is_enabled")),
    )


def _command(raw: dict[str, Any]) -> Command:
    return Command(
        raw["command"], raw.get("description", ""), raw.get("usage_hint", ""), bool(raw.get("should_escape"))
    )


def _shortcut(raw: dict[str, Any]) -> Shortcut:
    return Shortcut(raw["name"], raw["callback_id"], raw.get("type", "message"), raw.get("description", ""))
