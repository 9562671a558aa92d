"""bgm parse TEXT [--json]: what is understood of a brief. TEXT comes first, even when it begins with dashes."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

from bot.domain.brief import as_json, read


def run(arguments: Sequence[str]) -> int:
    """Prints the brief as lines, or as one JSON object."""
    parser = argparse.ArgumentParser(prog="bgm parse TEXT", description="What is understood of a brief.")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    if not arguments or arguments[0] in {"-h", "--help"}:
        parser.print_help()
        return 0 if arguments else 2
    options = parser.parse_args(arguments[1:])
    fields = as_json(read(arguments[0]))
    if options.json:
        print(json.dumps(fields, ensure_ascii=False))
        return 0
    for name, value in fields.items():
        shown = ", ".join(map(str, value)) if isinstance(value, list) else value
        print(f"{name:<13} {'–' if shown in {None, ''} else shown}")
    return 0
