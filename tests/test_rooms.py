"""The arrows between rooms, and how large a room may grow."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

ARROWS = {
    "bot.cli": {"bot.commands", "bot.domain"},
    "bot.commands": {
        "bot.app",
        "bot.audio",
        "bot.composer",
        "bot.control",
        "bot.domain",
        "bot.errands",
        "bot.logs",
        "bot.providing",
        "bot.settings",
        "bot.slack.plain",
        "sandbox",
        "storage",
    },
    "bot.app": {
        "bot.audio",
        "bot.control",
        "bot.corridor",
        "bot.domain",
        "bot.errands",
        "bot.settings",
        "bot.slack",
        "bot.variant",
        "bot.work",
        "storage",
    },
    "bot.corridor": {
        "bot.audio",
        "bot.domain",
        "bot.inbound",
        "bot.providing",
        "bot.settings",
        "bot.variant",
        "bot.work",
        "storage",
    },
    "bot.variant": {"bot.domain", "bot.slack", "bot.work"},
    "bot.providing": {"bot.audio", "bot.domain", "bot.providers", "bot.settings"},
    "bot.inbound": {"bot.audio", "bot.domain", "bot.work"},
    "bot.errands": {"bot.domain", "bot.work"},
    "bot.control": set(),
    "bot.settings": {"bot.domain"},
    "bot.logs": {"bot.domain", "bot.settings"},
    "bot.domain": set(),
    "bot.work": {"bot.audio", "bot.certificate.writing", "bot.domain"},
    "bot.certificate": {"bot.domain"},
    "bot.providers": {"bot.composer", "bot.domain", "bot.trust"},
    "bot.composer": {"bot.audio", "bot.domain"},
    "bot.audio": {"bot.domain", "bot.trust"},
    "bot.trust": set(),
    "bot.slack": {"bot.work.asking.intake", "bot.work.asking.answers", "bot.domain"},
    "storage": {"bot.domain"},
    "sandbox": {"bot.app", "bot.composer", "bot.audio", "bot.domain", "bot.settings"},
}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "common", "manager", "base", "misc"}
MODULES = sorted(path for room in ("bot", "storage", "sandbox") for path in (ROOT / room).rglob("*.py"))


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str | None:
    return max((room for room in ARROWS if module == room or module.startswith(f"{room}.")), key=len, default=None)


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def ours(name: str) -> bool:
    return name.split(".")[0] in {"bot", "storage", "sandbox"}


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_a_room_imports_only_what_its_arrows_allow(path: Path) -> None:
    room = room_of(module_name(path))
    for name in filter(ours, imports(path)):
        target = room_of(name)
        if target is None or target == room or room is None:
            continue
        allowed = ARROWS[room]
        assert any(name == to or name.startswith(f"{to}.") or to.startswith(f"{name}.") for to in allowed), (
            f"{module_name(path)} imports {name}"
        )


def test_every_module_belongs_to_a_room() -> None:
    """A room without arrows would be held to none."""
    assert {name for name in map(module_name, MODULES) if room_of(name) is None} <= {"bot"}


@pytest.mark.parametrize("path", [p for p in MODULES if "domain" in p.parts], ids=module_name)
def test_the_domain_imports_only_itself_and_the_standard_library(path: Path) -> None:
    outside = {name.split(".")[0] for name in imports(path)} - {"bot"} - set(sys.stdlib_module_names)
    assert not outside
    banned = {"asyncio", "time", "socket", "sqlite3", "subprocess", "threading", "os", "secrets", "random"}
    assert not {name.split(".")[0] for name in imports(path)} & banned


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_no_room_grows_past_300_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 300


def test_no_room_is_named_for_nothing() -> None:
    assert not [path for path in MODULES if path.stem in FORBIDDEN_NAMES or path.parent.name in FORBIDDEN_NAMES]


def test_rooms_never_make_a_circle() -> None:
    """Following the arrows never leads back."""

    def reaches(room: str, seen: tuple[str, ...]) -> None:
        assert room not in seen, " -> ".join((*seen, room))
        for to in ARROWS[room]:
            target = room_of(to)
            if target and target != room:
                reaches(target, (*seen, room))

    for room in ARROWS:
        reaches(room, ())
