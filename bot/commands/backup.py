"""bgm backup PATH: a consistent copy of the database while the bot runs."""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from bot.settings import load
from storage import open_readonly


def run(arguments: Sequence[str]) -> int:
    """Writes the copy and says how large it is."""
    parser = argparse.ArgumentParser(prog="bgm backup", description="A consistent copy of the database.")
    parser.add_argument("path", type=Path, help="a new file")
    path = parser.parse_args(arguments).path
    asyncio.run(_backup(load(os.environ, Path.cwd()).database, path))
    print(f"{path}: {path.stat().st_size:,} bytes")
    return 0


async def _backup(database: str, path: Path) -> None:
    store = open_readonly(database)
    try:
        await store.backup(path)
    finally:
        await store.close()
