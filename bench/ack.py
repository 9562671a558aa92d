"""`python -m bench ack`: how long Slack waits for our ack, beside a bare Bolt handler in the same run.

Ours stores the request (SQLite, synchronous=FULL) before it acks. The bare handler only acks: once as Bolt does by
default, once with process_before_response. A bare commit of one row is the floor of anything that is on disk before it
is acked. All take turns, so that the machine's moods meet them alike.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import quantiles
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.app import SystemClock
from bot.domain.ports import Provider
from bot.providers.builtin.builtin import Builtin
from bot.slack.client import web_client
from bot.slack.identity import Identity
from bot.slack.listeners import build_app
from bot.slack.response_urls import ResponseUrls
from bot.work.asking.intake import Intake
from storage import open_store

ROUNDS = 2000
AT_ONCE = 50
API = "http://127.0.0.1:9/api/"
Ack = Callable[[int], Awaitable[float]]


def payload(number: int) -> dict[str, Any]:
    """A slash command as Slack sends it."""
    return {
        "command": "/bgm",
        "text": 'calm lo-fi instrumental 0:45 for "Onboarding"',
        "user_id": "U0ANN",
        "channel_id": "C0VIDEO",
        "team_id": "T0",
        "trigger_id": f"{number}.{time.monotonic_ns()}",
        "response_url": "https://hooks.slack.com/commands/T0/1/x",
    }


def measured(app: AsyncApp) -> Ack:
    """A function that sends one command and answers the seconds until its ack."""

    async def ack(number: int) -> float:
        request = AsyncBoltRequest(body=payload(number), mode="socket_mode")
        start = time.perf_counter()
        response = await app.async_dispatch(request)
        assert response.status == 200, response.body
        return time.perf_counter() - start

    return ack


def committed(path: Path) -> Ack:
    """A function that commits one row to a database of its own, as durably, and answers the seconds it took."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE requests (text TEXT)")

    async def commit(number: int) -> float:
        start = time.perf_counter()
        connection.execute("INSERT INTO requests VALUES (?)", (json.dumps(payload(number)),))
        return time.perf_counter() - start

    return commit


def bare(*, before_response: bool) -> AsyncApp:
    """The smallest handler there is."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T0", bot_user_id="U0BGM", bot_id="B0", bot_token="xoxb-1")

    app = AsyncApp(authorize=authorize, signing_secret="x", process_before_response=before_response)

    @app.command("/bgm")
    async def command(ack: Any) -> None:
        await ack("on it")

    return app


async def run() -> dict[str, Any]:
    """All figures, in milliseconds and as ratios."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/bgm.db")
        builtin = Builtin(run=_never, place=lambda task, index: Path(folder) / task, root=Path(folder))
        providers: dict[str, Provider] = {builtin.name: builtin}
        intake = Intake(store=store, providers=providers, clock=SystemClock())
        ours = build_app(
            intake,
            identity=Identity(bot_user_id="U0BGM", bot_id="B0", team_id="T0"),
            client=web_client("xoxb-1", API),
            addresses=ResponseUrls(API, time.time),
            signing_secret=None,
        )
        turns = {
            "bare default": measured(bare(before_response=False)),
            "bare before_response": measured(bare(before_response=True)),
            "bare commit, no Slack": committed(Path(folder) / "bare.db"),
            "bgm, stored": measured(ours),
        }
        serial = await _serial(turns)
        crowd = {name: await _crowd(ack) for name, ack in turns.items()}
        await store.close()
    return {"serial": serial, "fifty_at_once": crowd}


async def _never(*_: Any) -> Any:
    raise NotImplementedError("no bed is rendered in this bench")


async def _serial(turns: dict[str, Ack]) -> dict[str, dict[str, float]]:
    times: dict[str, list[float]] = {name: [] for name in turns}
    for number in range(ROUNDS):
        for name, ack in turns.items():
            times[name].append(await ack(number))
    return {name: _summary(values[50:]) for name, values in times.items()}


async def _crowd(ack: Ack) -> dict[str, float]:
    """From the common instant of arrival, so that waiting in line counts."""
    times: list[float] = []
    for _ in range(20):
        start = time.perf_counter()

        async def one(number: int, start: float = start) -> None:
            await ack(number)
            times.append(time.perf_counter() - start)

        await asyncio.gather(*(one(number) for number in range(AT_ONCE)))
    return _summary(times)


def _summary(values: list[float]) -> dict[str, float]:
    cuts = quantiles(values, n=100)
    return {"p50_ms": round(cuts[49] * 1000, 3), "p99_ms": round(cuts[98] * 1000, 3)}


def main() -> None:
    """Prints a table, then one line of JSON."""
    figures = asyncio.run(run())
    for part, rows in figures.items():
        print(part.replace("_", " "))
        default = rows["bare default"]["p99_ms"]
        for name, row in rows.items():
            ratio = row["p99_ms"] / default
            times = f"p50 {row['p50_ms']:7.3f} ms   p99 {row['p99_ms']:7.3f} ms"
            print(f"  {name:<22} {times}   {ratio:.3f} of the default's p99")
    print(json.dumps(figures))
