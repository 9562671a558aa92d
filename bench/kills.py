"""`python -m bench kills [COUNT]`: kills the real bot that often at random, and twice at every named point.

It is the long run of tests/kill as figures: with the bot's own composer, and over MusicAPI with webhooks and without.
With no failure in N kills, the rate of failures is below 3/N (95 %).
"""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.kill.music_judge import unexplained
from tests.kill.music_trial import MusicTrial, music_trial
from tests.kill.test_kill import kill
from tests.kill.test_kill_music import bad_days, many_kills
from tests.kill.trial import Trial, trial

COUNT = 48
Json = dict[str, object]
Run = tuple[list[str], str, Json]


async def built_in(count: int, folder: Path, seed: int) -> Run:
    """What was found, in a line, and as values."""
    async with trial(folder, seed=seed) as running:
        await kill(running, count, passes=(1, running.random.randint(2, 4)))
        found = await running.verdict()
        return found, running.figures(), _common(running, found)


async def over_musicapi(count: int, folder: Path, seed: int, *, hooks: bool) -> Run:
    """The same, where music is paid for on a vendor's bad days."""
    async with music_trial(folder, seed=seed, hooks=hooks, faults=bad_days(seed)) as running:
        await many_kills(running, count)
        found = await running.verdict()
        return found, running.figures(), {**_common(running, found), **_money(running, found)}


def _common(running: Trial, found: list[str]) -> Json:
    return {
        "kills": running.kills,
        "in_flight": round(running.in_flight / running.kills, 3),
        "points_hit": len(running.hits),
        "point_hits": sum(running.hits.values()),
        "requests": len(running.asked.accepted),
        "problems": found,
        "seed": running.seed,
    }


def _money(running: MusicTrial, found: list[str]) -> Json:
    return {
        "answers_lost": running.lost,
        "settled_without_asking": running.settled,
        "asked": running.asked_about,
        "charges": len(running.music.ledger.charges()),
        "unexplained": unexplained(found),
    }


async def _in_a_folder(run: Callable[[Path, int], Awaitable[Run]]) -> Run:
    with tempfile.TemporaryDirectory(prefix="bgm-kills-") as folder:
        return await run(Path(folder), secrets.randbelow(10**6))


async def figures(count: int) -> dict[str, Run]:
    """Every form of the trial, one after the other."""
    return {
        "builtin": await _in_a_folder(lambda folder, seed: built_in(count, folder, seed)),
        "musicapi_webhooks": await _in_a_folder(lambda folder, seed: over_musicapi(count, folder, seed, hooks=True)),
        "musicapi_polling": await _in_a_folder(lambda folder, seed: over_musicapi(count, folder, seed, hooks=False)),
    }


def main() -> int:
    """Print them; 1 when anything was lost, doubled, damaged, left behind, charged twice or forgotten."""
    runs = asyncio.run(figures(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT))
    for found, line, _ in runs.values():
        print(line)
        for problem in found:
            print(f"  {problem}")
    print(json.dumps({name: values for name, (_, _, values) in runs.items()}))
    return 1 if any(found for found, _, _ in runs.values()) else 0
