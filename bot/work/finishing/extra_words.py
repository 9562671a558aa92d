"""What is said with the files that belong to a take, and what is said where there are figures and no file."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.extra import Extra
from bot.domain.job import Job, Kind
from bot.domain.naming import clock
from bot.domain.thread import Take

_LONGEST_NAME = 40
_MOST_NAMES = 12


_PLAIN = {
    Kind.MIDI: "MIDI, a track for each part, for any music program",
    Kind.LYRICS: "lyrics with times: .lrc for players, .srt for video",
}


def said(job: Job, take: Take | None, rows: Sequence[Extra], *, engine: str, notes: Sequence[str] = ()) -> str:
    """The words of a job's extras, as plain text: a line of what they are, and one for each thing to know beside."""
    whose = take.label if take else "Your file"
    told = (_what(job, whose, rows, engine), *_longer(job, take, rows, engine), *notes)
    return "\n".join(" ".join(line.split()) for line in told)


def _what(job: Job, whose: str, rows: Sequence[Extra], engine: str) -> str:
    match job.kind:
        case Kind.TEMPO:
            words = _tempo(rows)
        case Kind.VOCALS:
            words = _vocals(rows, engine)
        case Kind.VOICE:
            words = _voice(job)
        case Kind.STEMS | Kind.ALL_STEMS:
            words = f"stems: {_listed(rows)}"
        case kind:
            words = _PLAIN.get(kind, _listed(rows))
    return f"{whose} · {words}"


def _longer(job: Job, take: Take | None, rows: Sequence[Extra], engine: str) -> tuple[str, ...]:
    """Where the bed was cut from more, a provider's files are as long as what it made: they begin together."""
    made = _number(take.facts.get("seconds")) if take else None
    if take is None or take.receipt is None or made is None or job.kind is Kind.LYRICS:
        return ()
    if made < take.receipt.seconds + 0.5 or not any(row.paths for row in rows):
        return ()
    return (
        f"As long as {engine} made it, {clock(made)}; {take.label} is the first {clock(take.receipt.seconds)} of it.",
    )


def _listed(rows: Sequence[Extra]) -> str:
    names = list(dict.fromkeys(" ".join(row.name.split())[:_LONGEST_NAME] for row in rows))
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return ", ".join(names[:_MOST_NAMES]) + more


def _tempo(rows: Sequence[Extra]) -> str:
    data = rows[0].data
    facts = data.get("facts", {})
    measured = _number(facts.get("tempo")) or _number(data.get("average"))
    least, most = _number(data.get("min")), _number(data.get("max"))
    if measured is None:
        return "its tempo could not be measured"
    between = f" (between {least:g} and {most:g})" if least and most and round(least) != round(most) else ""
    return f"{round(measured, 1):g} bpm{between}"


def _vocals(rows: Sequence[Extra], engine: str) -> str:
    if any(row.paths for row in rows):
        return "the voice alone"
    data = rows[0].data
    start, end = _number(data.get("vocal_start_s")), _number(data.get("vocal_end_s"))
    if start is None or end is None:
        return f"{engine} found no voice in it"
    return f"{engine} gave no file of the voice; it is sung from {clock(start)} to {clock(end)}"


def _voice(job: Job) -> str:
    name = str(job.details.get("name", "")).strip().lower()
    return f"its voice is kept as “{name}”. Sing with it: /bgm a slow soul ballad --vocal --voice {name}"


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e6:
        return None
    return float(value)
