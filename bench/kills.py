"""`python -m bench kills [COUNT]`: kills the real bot that often at random, and twice at every named point.

It is the long run of tests/kill as a figure. With no failure in N kills, the rate of failures is below 3/N (95 %).
"""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
import tempfile
from pathlib import Path

from tests.kill.test_kill import kill
from tests.kill.trial import trial

COUNT = 48


async def figures(count: int) -> tuple[list[str], str, dict[str, object]]:
    """What was found, in a line, and as values."""
    with tempfile.TemporaryDirectory(prefix="bgm-kills-") as folder:
        async with trial(Path(folder), seed=secrets.randbelow(10**6)) as running:
            await kill(running, count, passes=(1, running.random.randint(2, 4)))
            found = await running.verdict()
            values = {
                "kills": running.kills,
                "in_flight": round(running.in_flight / running.kills, 3),
                "points_hit": len(running.hits),
                "requests": len(running.asked.accepted),
                "problems": found,
                "seed": running.seed,
            }
            return found, running.figures(), values


def main() -> int:
    """Print them; 1 when anything was lost, doubled, damaged or left behind."""
    found, line, values = asyncio.run(figures(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT))
    print(line)
    print(json.dumps(values))
    return 1 if found else 0
