"""A parent with two busy workers and one that has nothing to do; prints who they are, then waits for ever."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import audio_jobs

from bot.audio.workers import Workers


async def main(fifo: Path, spin: Path) -> None:
    """Runs until it is killed."""
    workers, seen = Workers(3, warm=("bot.audio.loudness",)), asyncio.Queue[int]()
    waiting = asyncio.create_task(
        workers.run(audio_jobs.wait_for, fifo, progress=lambda who: seen.put_nowait(int(who)))
    )
    busy = await seen.get()
    idle = await workers.run(audio_jobs.pid)
    spinning = asyncio.create_task(workers.run(audio_jobs.spin_until, spin))
    another = await workers.run(audio_jobs.pid)
    sys.stdout.write(f"{busy} {idle} {another}\n")
    sys.stdout.flush()
    await asyncio.gather(waiting, spinning)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2])))
