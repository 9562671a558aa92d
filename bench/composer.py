"""How long a bed takes and how much memory: 45 to 600 s, each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.rss import Peak

LENGTHS = (45, 60, 180, 600)
STYLES = ("lo-fi", "cinematic", "house")


def main() -> int:
    """Print the table and the JSON line. With a style and a length, be the process that is measured."""
    if len(sys.argv) == 3:
        print(json.dumps(_measured(sys.argv[1], float(sys.argv[2]))))
        return 0
    print(f"{'style':12s}{'bed':>6s}{'wall s':>9s}{'cpu s':>8s}{'× real time':>13s}{'RssAnon MB':>12s}")
    rows = []
    for style in STYLES:
        for seconds in LENGTHS:
            command = [sys.executable, "-m", "bench", "composer", style, str(seconds)]
            row = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            rows.append(row)
            speed = seconds / row["wall"]
            print(f"{style:12s}{seconds:6d}{row['wall']:9.2f}{row['cpu']:8.2f}{speed:13.0f}{row['anon_mb']:12.0f}")
    print(json.dumps({"bench": "composer", "rows": rows}))
    return 0


def _measured(style: str, seconds: float) -> dict[str, object]:
    from bot.composer.ask import Ask  # noqa: PLC0415 - the process that only starts others need not import it
    from bot.composer.engine import make_take  # noqa: PLC0415
    from bot.domain.brief import Brief  # noqa: PLC0415

    ask = Ask(Brief(description=style, genres=(style,)), 7, (seconds,))
    with tempfile.TemporaryDirectory() as folder:
        peak = Peak()
        wall, cpu = time.perf_counter(), time.process_time()
        take = make_take(ask, Path(folder) / "take.flac")
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return {"style": style, "seconds": seconds, "frames": take.frames, "wall": wall, "cpu": cpu, "anon_mb": peak.stop()}


if __name__ == "__main__":
    sys.exit(main())
