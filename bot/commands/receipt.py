"""bgm receipt TAKE_ID [--json]: all that is known of one bed."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.commands.shown import harmless
from bot.domain.ledger import BedRecord
from bot.domain.receipt_json import receipt_json
from bot.settings import load
from storage import open_readonly


def run(arguments: Sequence[str]) -> int:
    """Prints it; 1 when there is no such bed."""
    parser = argparse.ArgumentParser(prog="bgm receipt", description="All that is known of one bed.")
    parser.add_argument("take_id", metavar="TAKE_ID", help="as `bgm ledger` prints it")
    parser.add_argument("--json", action="store_true", help="one JSON object: docs/receipts.md names the keys")
    options = parser.parse_args(arguments)
    bed = asyncio.run(_bed(load(os.environ, Path.cwd()).database, options.take_id))
    if bed is None:
        print(f"bgm: there is no bed {harmless(options.take_id)}. `bgm ledger` lists them.", file=sys.stderr)
        return 1
    told = receipt_json(bed)
    if options.json:
        print(as_json(told))
    else:
        print(harmless("\n".join(lines(told))))
    return 0


def as_json(told: Mapping[str, Any]) -> str:
    """The receipt as JSON, with letters that could steer a terminal in JSON's own spelling: it reads back the same."""
    text = json.dumps(told, ensure_ascii=False, indent=2)
    return "".join(
        letter if letter == "\n" or unicodedata.category(letter)[0] != "C" else json.dumps(letter)[1:-1]
        for letter in text
    )


async def _bed(database: str, take_id: str) -> BedRecord | None:
    store = open_readonly(database)
    try:
        found = await store.read(lambda tx: tx.beds(take_id=take_id))
    finally:
        await store.close()
    return found[0] if found else None


def lines(told: Mapping[str, Any], before: str = "") -> Iterator[str]:
    """Every key of the receipt with its value, a line each; checks that found nothing in one word."""
    for name, value in told.items():
        path = f"{before}{name}"
        match value:
            case {"state": state, "words": words}:
                yield _line(path, "; ".join(words) if words else state)
            case dict():
                yield from lines(value, f"{path}.")
            case [dict(), *_]:
                for number, inner in enumerate(value, 1):
                    yield _line(f"{path} {number}", inner.get("words") or _hit(inner))
            case list():
                yield _line(path, "; ".join(map(str, value)) or "none")
            case _:
                yield _line(path, "none" if value is None else value)


def _hit(hit: Mapping[str, Any]) -> str:
    return f"{hit['kind']} asked at {hit['asked_seconds']} s, met at {hit['met_seconds']}"


def _line(path: str, value: object) -> str:
    return f"{path:<26} {value}"
