"""Where a job stands, in a line."""

from __future__ import annotations

from bot.domain.job import Job, Kind, State
from bot.domain.naming import clock
from bot.slack.text import Mrkdwn, escape, join, ours, words

CELLS = 10
_MOST_WHILE_COMPOSING = 0.9

UNSETTLED = (
    "The music API broke off before it said whether it took the order. "
    "I am finding out, and nothing is ordered twice meanwhile."
)

_SAYS = {
    State.ACCEPTED: "waiting to start",
    State.SUBMITTING: "starting",
    State.WAITING: "composing",
    State.READY: "finishing: length, level, file",
    State.PRODUCING: "finishing: length, level, file",
    State.POSTING: "uploading",
}


def bar(done: float) -> str:
    """▓▓▓▓░░░░░░ for 0.4."""
    full = max(0, min(CELLS, int(done * CELLS + 1e-9)))
    return "▓" * full + "░" * (CELLS - full)


def progress(job: Job, now: float, *, why: bool = True) -> Mrkdwn:
    """The line of a job that still runs: ▓▓▓▓▓▓░░░░  composing · 0:21 of about 0:35. `why`: and what it waits for."""
    if job.state is State.UNSETTLED:
        return words(UNSETTLED)
    line = ours("{}  {}", escape(bar(_done(job, now))), join(" · ", (escape(_says(job)), _time(job, now))))
    return join("\n", (line, words(job.reason or "", 1000))) if why else line


def _says(job: Job) -> str:
    """Stems and the like are worked out, not composed."""
    if job.state is State.ACCEPTED and "slack_file" in job.details and "file" not in job.details:
        return "fetching the file"
    if job.kind is Kind.LAY and job.state is State.ACCEPTED and job.parent is None:
        return "waiting for the bed"
    if job.kind is Kind.LAY and job.state in {State.READY, State.PRODUCING}:
        return "laying the bed under it"
    return "working on it" if job.state is State.WAITING and not job.kind.makes_takes else _SAYS[job.state]


def _done(job: Job, now: float) -> float:
    match job.state:
        case State.WAITING if job.expected:
            return min(_MOST_WHILE_COMPOSING, _elapsed(job, now) / job.expected)
        case State.READY | State.PRODUCING:
            return _MOST_WHILE_COMPOSING
        case State.POSTING:
            return 1.0
        case _:
            return 0.0


def _time(job: Job, now: float) -> Mrkdwn:
    elapsed = _elapsed(job, now)
    if job.started_at is None and elapsed < 1:
        return escape("")
    if job.started_at is None or not job.expected or job.state is not State.WAITING:
        return escape(clock(elapsed))
    if elapsed > job.expected * 1.25:
        return escape(f"{clock(elapsed)}, longer than the usual {clock(job.expected)}")
    return escape(f"{clock(elapsed)} of about {clock(job.expected)}")


def _elapsed(job: Job, now: float) -> float:
    return max(0.0, now - (job.started_at if job.started_at is not None else job.created_at))
