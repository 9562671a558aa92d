"""bgm doctor: checks each setting, the database, the files folder, the tokens and the music APIs, a line each."""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.app import meet_slack
from bot.commands.doctor_apis import of_apis
from bot.commands.finding import Finding, tried
from bot.domain.errors import SettingsError
from bot.settings import NAMES, Secret, Settings, load
from storage import check

LOW_SPACE = 1_000_000_000


def run(arguments: Sequence[str]) -> int:
    """Prints every finding; 1 when something is wrong."""
    argparse.ArgumentParser(
        prog="bgm doctor", description="Checks settings, database, files, tokens, keys."
    ).parse_args(arguments)
    try:
        settings = load(os.environ, Path.cwd())
    except SettingsError as error:
        print("\n".join(str(Finding(*_split(problem))) for problem in error.problems))
        return 1
    here = [*of_settings(settings), *of_database(settings), of_files(settings)]
    findings = [*here, of_slack(settings), *of_apis(settings)]
    print("\n".join(map(str, findings)))
    return 1 if any(finding.well is False for finding in findings) else 0


def _split(problem: str) -> tuple[str, bool, str]:
    what, _, words = problem.partition(": ")
    return what, False, words


def of_settings(settings: Settings) -> Iterator[Finding]:
    """A line per setting; secrets are only said to be there."""
    missing = {finding.what: finding for finding in _missing(settings)}
    for name in NAMES:
        value = getattr(settings, name.field)
        if value is not None:
            yield Finding(name.variable, True, "set" if isinstance(value, Secret) else _shown(value))
        else:
            yield missing.get(name.variable, Finding(name.variable, None, f"not set: {name.meaning}"))


def _missing(settings: Settings) -> Iterator[Finding]:
    """What the bot cannot do without."""
    try:
        settings.require_slack()
    except SettingsError as error:
        for problem in error.problems:
            what, _, words = problem.partition(" is missing: ")
            yield Finding(what, False, f"not set: {words}")


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def of_database(settings: Settings) -> Iterator[Finding]:
    """What the store says of itself."""
    yield from (Finding(what, well, words) for what, well, words in check(settings.database))


def of_files(settings: Settings) -> Finding:
    """Whether audio can be written, and how much more fits."""
    return tried("files folder", lambda: _write_probe(settings.files))


def _write_probe(folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as probe:
        probe.write(b"bgm")
    free = shutil.disk_usage(folder).free
    if free < LOW_SPACE:
        raise OSError(f"only {free / 1e6:.0f} MB are free in {folder}; a 45 s bed needs about 10")
    return f"{folder.resolve()}, {free / 1e9:.0f} GB free"


def of_slack(settings: Settings) -> Finding:
    """Whether the token is known to Slack."""
    if settings.slack_bot_token is None:
        return Finding("Slack", None, "not asked: no token")
    return tried("Slack", lambda: asyncio.run(meet_slack(settings)))
