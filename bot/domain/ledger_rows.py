"""The ledger as rows: one per bed, the same columns always, and as CSV that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import dropwhile
from types import MappingProxyType
from typing import Any

from bot.domain.ledger import BedRecord
from bot.domain.receipt import NOT_ON_FILE
from bot.domain.receipt_json import receipt_json

Cell = str | int | float

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "take": "ids.take",
        "made": "when.made",
        "delivered": "when.delivered",
        "name": "bed.name",
        "state": "bed.state",
        "kind": "bed.kind",
        "origin": "bed.origin",
        "seconds": "length.seconds",
        "format": "file.format",
        "lufs": "level.integrated_lufs",
        "target_lufs": "level.target_lufs",
        "true_peak_dbtp": "level.true_peak_dbtp",
        "tempo_bpm": "music.tempo_bpm",
        "key": "music.key",
        "provider": "made_by.provider",
        "engine": "made_by.engine",
        "model_asked": "made_by.model_asked",
        "model_returned": "made_by.model_returned",
        "seed": "made_by.seed",
        "cost": "cost.words",
        "charged_amount": "cost.charged_amount",
        "charged_unit": "cost.charged_unit",
        "rights": "rights.words",
        "terms": "rights.terms",
        "terms_read": "rights.terms_read",
        "sha256": "file.sha256",
        "asked_by": "asked.by",
        "words": "asked.words",
        "channel": "thread.channel",
        "thread_ts": "thread.ts",
        "thread_permalink": "thread.permalink",
        "file_permalink": "thread.file_permalink",
        "job": "ids.job",
        "notes": "notes",
    }
)
"""By its name, where the receipt's JSON has it (docs/receipts.md)."""
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
"""What a spreadsheet may take for the beginning of a formula (OWASP, CSV Injection)."""

_STEERING = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Control characters that are no space: they could steer a terminal."""


def cells(record: BedRecord) -> tuple[Cell, ...]:
    """The bed's row, in the order of COLUMNS."""
    told = receipt_json(record)
    return tuple(_cell(_at(told, path)) for path in COLUMNS.values())


def as_csv(records: Iterable[BedRecord]) -> str:
    """A header and a line per bed, by RFC 4180. Text that begins like a formula has an apostrophe before it; numbers
    are numbers, also below nothing."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for record in records:
        writer.writerow(_harmless(cell) for cell in cells(record))
    return out.getvalue()


def _harmless(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    shown = _STEERING.sub(" ", cell)
    return f"'{shown}" if {shown[:1], _seen(shown)[:1]} & _FORMULA else shown


def _seen(text: str) -> str:
    """From its first letter that is seen: some spreadsheets drop what stands before."""
    return "".join(dropwhile(lambda letter: letter.isspace() or unicodedata.category(letter) == "Cf", text))


def _cell(value: Any) -> Cell:
    if isinstance(value, list):
        return "; ".join(map(str, value)) or NOT_ON_FILE
    found: Cell = NOT_ON_FILE if value is None else value
    return found


def _at(told: Mapping[str, Any], path: str) -> Any:
    value: Any = told
    for name in path.split("."):
        value = value[name]
    return value
