"""What a certificate says, row by row, from the receipt's JSON (docs/receipts.md)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One fact: its label, its words, and how many lines these may take."""

    label: str
    words: str
    lines: int = 1
    leads: bool = False
    """Whether it may be a link: an address of Slack or of a provider, and nobody's words."""


@dataclass(frozen=True, slots=True)
class Part:
    """Rows under one heading."""

    heading: str
    rows: tuple[Row, ...]


def parts(told: Told) -> tuple[Part, ...]:
    """All that the page says below its head. Together at most 41 lines."""
    return (
        Part("What it is", tuple(_what(told))),
        Part("Who asked, and when", tuple(_asked(told))),
        Part("What made it", tuple(_made(told))),
        Part("What one may do with it", tuple(_rights(told))),
        Part(
            "How it was made to fit",
            (Row("Fitted", _fitted(told["fit"]), 4), Row("Checked", _checked(told["checks"]), 4)),
        ),
    )


def _what(told: Told) -> Iterator[Row]:
    level, music = told["level"], told["music"]
    yield Row("Length", _length(told["length"]))
    yield Row("File", f"{told['file']['format']}, {_number(told['file']['bytes'], 'bytes')}")
    yield Row("SHA-256", str(told["file"]["sha256"]), 2)
    yield Row(
        "Level",
        f"{_number(level['integrated_lufs'], 'LUFS')} (asked: {_number(level['target_lufs'], 'LUFS')}), range "
        f"{_number(level['range_lu'], 'LU')}, true peak {_number(level['true_peak_dbtp'], 'dBTP')}",
    )
    yield Row("Music", f"tempo {_number(music['tempo_bpm'], 'bpm')}, key {music['key']}")


def _asked(told: Told) -> Iterator[Row]:
    asked, when, thread = told["asked"], told["when"], told["thread"]
    yield Row("Asked by", f"Slack id {asked['by']}, name {asked['by_name']}")
    yield Row("In words", str(asked["words"]), 3)
    yield Row("Made", f"{_moment(when['made'])}, delivered {_moment(when['delivered'])}")
    yield Row("Thread", f"{thread['permalink']} (channel {thread['channel']}, ts {thread['ts']})", 2)
    yield Row("File there", str(thread["file_permalink"]), 2, leads=True)


def _made(told: Told) -> Iterator[Row]:
    by, cost = told["made_by"], told["cost"]
    yield Row("Provider", f"{by['engine']} ({by['provider']})")
    yield Row("Model", f"{by['model_returned']} (asked: {by['model_asked']})", 2)
    yield Row("Seed", str(by["seed"]))
    yield Row("Prompt", str(by["prompt"]), 5)
    yield Row("Cost", str(cost["words"]))


def _rights(told: Told) -> Iterator[Row]:
    rights = told["rights"]
    yield Row("Rights", str(rights["words"]), 3)
    yield Row("Terms", str(rights["terms"]), 2, leads=True)
    yield Row("Read on", str(rights["terms_read"]))


def _length(length: Told) -> str:
    minutes, seconds = divmod(round(float(length["seconds"]), 3), 60)
    return f"{int(minutes)}:{seconds:06.3f}, {length['frames']:,} frames at {length['frames_per_second'] / 1000:g} kHz"


def _moment(moment: str) -> str:
    return moment.replace("T", " ").replace("Z", " UTC") if moment.endswith("Z") else moment


def _number(value: Any, unit: str) -> str:
    """With its unit; what is not known has none."""
    match value:
        case bool() | str() | None:
            return str(value)
        case int():
            return f"{value:,} {unit}"
        case _:
            return f"{value:.1f} {unit}"


def _fitted(fit: Told | str) -> str:
    if isinstance(fit, str):
        return fit
    return "; ".join([f"from {fit['take_seconds']:.3f} s to {fit['bed_seconds']:.3f} s", *fit["words"]])


def _checked(checks: Told | str) -> str:
    """What was found first, then what was looked for in vain."""
    if isinstance(checks, str):
        return checks
    found = [f"{check['state']}: {', '.join(check['words'])}" for check in checks.values() if check["words"]]
    clear = [name for name, check in checks.items() if check["state"] == "not found"]
    return "; ".join([*found, *([f"looked for and not found: {', '.join(clear)}"] if clear else [])])
