"""`python -m bench delivery [--jobs 12] [--polled 1]`: from a finished task at the music server to its file in Slack.

The whole bot runs in the sandbox over MusicAPI's server, by real HTTP, with the vendor's own limit of a request in 3 s.
Jobs of 0:15, 0:30 and 0:45 follow one another; each brings two takes. Time counts from the line in the music server's
ledger that says the task is done to the file's message in Slack's. What Slack itself takes between its yes to a share
and the message is a setting of the sandbox, and told apart; so is the download, which is on loopback here.

With webhooks the server tells the bot. Without, the bot looks, and when it looks depends on how long tasks take:
`--median` seconds there, as long as the bot expects at first. bench/polling.py has that lag for many jobs at once.

The floor is finishing the same takes in the same way, one at a time, in a worker that has nothing else to do. Seconds
are those of this machine as it is: "others' load" says how many processors others had meanwhile, and what is ours is
told once more of the deliveries that hardly anybody disturbed.
"""

from __future__ import annotations

import asyncio
import json
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from statistics import median, quantiles

from bench.delivery_floor import Finishing
from bench.delivery_runs import Delivery, Runs, runs
from sandbox.music.pace import Pace

LENGTHS = ("0:15", "0:30", "0:45")
CALM = 0.3
"""Processors that others may take from a delivery that counts as undisturbed."""
TOLD_MEDIAN = 4.0
"""Seconds of a task where webhooks tell of its end: their lag does not depend on it."""
FIGURES: dict[str, Callable[[Delivery], float]] = {
    "told and begun": lambda one: one.told,
    "download": lambda one: one.fetched - one.told,
    "finish": lambda one: one.made - one.fetched,
    "upload": lambda one: one.uploaded - one.made,
    "share": lambda one: one.shared - one.uploaded,
    "Slack's own": lambda one: one.slack,
    "= file posted": lambda one: one.first,
    "  of it ours": lambda one: one.ours,
    "message seen": lambda one: one.seen - one.first,
    "card posted": lambda one: one.card,
    "both files": lambda one: one.last,
    "both cards": lambda one: one.last_card,
    "others' load": lambda one: one.others,
}
PARTS = ("whole", "prepare", "measure", "encode", "processor", "check", "picture")


def quantile(values: Sequence[float], share: float) -> float:
    """The value that this share (of a hundred) of them does not exceed; the only one of one."""
    return quantiles(values, n=100, method="inclusive")[round(share) - 1] if len(values) > 1 else values[0]


def told(name: str, found: Runs) -> dict[str, object]:
    """Prints the table of one way of being told, by length, and answers its figures."""
    groups = {length: [one for one in found.deliveries if _clock(one.length) == length] for length in LENGTHS}
    groups = {length: group for length, group in groups.items() if group} | {"all": list(found.deliveries)}
    print(f"\n{name}, {len(found.deliveries)} jobs of two takes; seconds, p50 / p95")
    print(f"  {'':<16}" + "".join(f"{length:>16}" for length in groups))
    for figure, of in FIGURES.items():
        cells = [[of(one) for one in group] for group in groups.values()]
        row = "".join(f"{median(cell):>9.2f} /{quantile(cell, 95):5.2f}" for cell in cells)
        print(f"  {figure:<16}{row}")
    return {
        length: {
            key.strip(" ="): {"p50": round(median(cell), 3), "p95": round(quantile(cell, 95), 3)}
            for key, of in FIGURES.items()
            if (cell := [of(one) for one in group])
        }
        for length, group in groups.items()
    }


def floors(found: Sequence[Finishing]) -> dict[str, object]:
    """Prints what finishing costs alone, by length, and answers the medians."""
    groups = {length: [one for one in found if _clock(one.length) == length] for length in LENGTHS}
    table = {
        length: {part: round(median(getattr(one, part) for one in group), 3) for part in PARTS}
        for length, group in groups.items()
        if group
    }
    print("\nfinishing one take alone in a worker; seconds, p50")
    print("  " + " " * 16 + "".join(f"{length:>16}" for length in table))
    for part in PARTS:
        print(f"  {part:<16}" + "".join(f"{row[part]:>16.2f}" for row in table.values()))
    return dict(table)


def undisturbed(found: Runs) -> dict[str, object]:
    """What is ours, by length, of the deliveries that others took next to nothing from; printed too."""
    calm = [one for one in found.deliveries if one.others <= CALM]
    table: dict[str, object] = {}
    for length in LENGTHS:
        if group := [one.ours for one in calm if _clock(one.length) == length]:
            table[length] = {"deliveries": len(group), "ours_p50": round(median(group), 3)}
    shown = ", ".join(f"{length} {row}" for length, row in table.items()) or "none"
    print(f"  undisturbed (others under {CALM} processors): {shown}")
    return table


def ratio(found: Runs) -> float:
    """What is ours of a delivery, from when we know on, over finishing its first take alone; the median over jobs."""
    pairs = zip(found.deliveries, found.floors, strict=True)
    return round(median((one.ours - one.told) / alone.whole for one, alone in pairs), 2)


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{round(seconds) % 60:02}"


async def figures(jobs: int, polled: int, pace: float) -> dict[str, object]:
    """Runs both ways, prints as it goes, and answers all of it."""
    found: dict[str, object] = {}
    ways = (("webhooks", True, jobs, TOLD_MEDIAN), ("polling only", False, polled, pace))
    for name, hooks, count, seconds in ways:
        if not count:
            continue
        lengths = [LENGTHS[number % len(LENGTHS)] for number in range(count)]
        done = await runs(lengths, hooks=hooks, pace=Pace(median=seconds, sigma=0.25), more={"balance": 100_000})
        found[name] = {
            **told(name, done),
            "floor": floors(done.floors),
            "undisturbed": undisturbed(done),
            "ours_over_floor": ratio(done),
        }
        print(f"  ours, over finishing the same take alone: {ratio(done)}")
    return found


def main() -> int:
    """Prints tables, then one line of JSON."""
    parser = ArgumentParser(prog="python -m bench delivery")
    parser.add_argument("--jobs", type=int, default=12, help="with webhooks")
    parser.add_argument("--polled", type=int, default=1, help="without")
    parser.add_argument("--median", type=float, default=120.0, help="seconds of a task where it is looked for")
    wanted = parser.parse_args()
    print(json.dumps(asyncio.run(figures(wanted.jobs, wanted.polled, wanted.median))))
    return 0
