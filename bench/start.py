"""`python -m bench start`: from the start of the process to the open socket, beside the bare imports of what it uses.

The two take turns. The bot opens its database, meets Slack and picks up what was interrupted before its socket opens.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from sandbox.session import MANIFEST
from sandbox.slack.server import SandboxSlack
from tests.kill.bot_process import BotProcess

ROUNDS = 15
USED = ("slack_bolt.async_app", "aiohttp", "httpx", "sqlite_utils", "apscheduler.schedulers.asyncio")


async def bare() -> float:
    """Seconds for the imports alone."""
    start = time.perf_counter()
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", f"import {', '.join(USED)}")
    assert await process.wait() == 0
    return time.perf_counter() - start


async def ours(bot: BotProcess) -> float:
    """Seconds until the bot's socket is open."""
    start = time.perf_counter()
    await bot.start()
    await bot.connected()
    seconds = time.perf_counter() - start
    await bot.terminate(10.0)
    return seconds


async def figures() -> dict[str, float]:
    """Medians, and how many times the floor we are."""
    floor, start = [], []
    with tempfile.TemporaryDirectory(prefix="bgm-start-") as folder:
        async with SandboxSlack(MANIFEST) as slack:
            bot = BotProcess(slack, Path(folder))
            for _ in range(ROUNDS):
                floor.append(await bare())
                start.append(await ours(bot))
    return {
        "imports_s": round(median(floor), 3),
        "connected_s": round(median(start), 3),
        "ratio": round(median(start) / median(floor), 2),
    }


def main() -> int:
    """Print them."""
    found = asyncio.run(figures())
    print(f"connected after {found['connected_s']} s, {found['ratio']} x the bare imports ({found['imports_s']} s)")
    print(json.dumps(found))
    return 0
