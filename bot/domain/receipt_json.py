"""The receipt of a bed as JSON that lasts: every key is there, and what is not known says "not on file".

docs/receipts.md names each key with its unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from math import isfinite
from typing import Any
from urllib.parse import urlsplit

from bot.domain import checks, fitting
from bot.domain.checks import Check, Finding
from bot.domain.fitting import Fitted, Hit, Join
from bot.domain.ledger import BedRecord
from bot.domain.money import FREE
from bot.domain.receipt import NOT_ON_FILE, Receipt
from bot.domain.sound import RATE

VERSION = 1
"""Counts up when a key changes its meaning or goes away; new keys may come without."""
NO_WRAP = "none"

Json = dict[str, Any]


def receipt_json(record: BedRecord) -> Json:
    """The bed as plain JSON values. Numbers are in the units that end their names; times are UTC, ISO 8601."""
    found: Json = _sound(_told(record, record.receipt))
    return found


def _told(record: BedRecord, receipt: Receipt) -> Json:
    return {
        "version": VERSION,
        "bed": _bed(record),
        "length": {"seconds": receipt.seconds, "frames": receipt.frames, "frames_per_second": RATE},
        "file": {"format": receipt.format, "bytes": _known(receipt.size), "sha256": _known(receipt.sha256)},
        "level": _level(receipt),
        "music": {
            "tempo_bpm": _known(receipt.tempo),
            "key": _known(receipt.key),
            "style": _known(receipt.style),
        },
        "fit": _fit(receipt.fitted),
        "checks": _checks(receipt, instrumental=record.brief.instrumental),
        "cost": _cost(record),
        "made_by": _made_by(record),
        "rights": {
            "words": receipt.rights or NOT_ON_FILE,
            "terms": _known(receipt.terms),
            "terms_read": _known(receipt.terms_read),
        },
        "asked": {
            "by": record.asker,
            "by_name": _known(record.asker_name),
            "words": _known(record.brief.description),
        },
        "when": {"made": moment(record.created_at), "delivered": moment(record.delivered_at)},
        "thread": _thread(record),
        "ids": {"take": record.take_id, "job": record.job_id},
        "notes": list(receipt.notes),
    }


def moment(at: float | None) -> str:
    """Unix seconds as 2026-11-21T13:13:46Z."""
    return NOT_ON_FILE if at is None else datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def thread_link(record: BedRecord) -> str | None:
    """Where the thread is in Slack; None where nothing tells which workspace that is.

    Slack's own form of it is https://WORKSPACE.slack.com/archives/CHANNEL/pTS, with a ts that has lost its dot.
    """
    place = urlsplit(record.permalink or "")
    if record.root_ts is None or place.scheme != "https" or not (place.hostname or "").endswith(".slack.com"):
        return None
    return f"https://{place.hostname}/archives/{record.channel}/p{record.root_ts.replace('.', '')}"


def _bed(record: BedRecord) -> Json:
    return {
        "name": record.name,
        "title": _known(record.brief.title or record.title),
        "label": record.label,
        "state": record.state.value,
        "kind": record.kind.value,
        "origin": record.origin,
        "from_take": record.parent,
    }


def _level(receipt: Receipt) -> Json:
    return {
        "integrated_lufs": receipt.lufs,
        "target_lufs": receipt.target,
        "range_lu": _known(receipt.lra),
        "true_peak_dbtp": receipt.true_peak,
    }


def _fit(fitted: Fitted | None) -> Json | str:
    if fitted is None:
        return NOT_ON_FILE
    return {
        "words": list(fitting.in_words(fitted)),
        "take_seconds": fitted.before,
        "bed_seconds": fitted.after,
        "stretch_ratio": fitted.stretch,
        "ending_shortened_seconds": fitted.shortened,
        "silence_seconds": fitted.silence,
        "fade_seconds": fitted.faded,
        "loop": fitted.loop,
        "joins": [_join(join, fitted) for join in fitted.joins],
        "wrap": _join(fitted.wrap, fitted) if fitted.wrap else NO_WRAP,
        "hits": [_hit(hit) for hit in fitted.hits],
    }


def _join(join: Join, fitted: Fitted) -> Json:
    return {
        "at_seconds": join.at,
        "take_left_at_seconds": join.left,
        "take_entered_at_seconds": join.entered,
        "bars": list(join.bars) if join.bars else NOT_ON_FILE,
        "crossfade_seconds": join.crossfade,
        "cost": _known(join.cost),
        "usual_cost": _known(join.usual),
        "words": _join_words(join, fitted),
    }


def _join_words(join: Join, fitted: Fitted) -> str:
    """What is said of this join alone."""
    alone = Fitted(before=fitted.before, after=fitted.after, joins=() if join is fitted.wrap else (join,))
    said = fitting.in_words(replace(alone, wrap=fitted.wrap) if join is fitted.wrap else alone)
    return "; ".join(said) or NOT_ON_FILE


def _hit(hit: Hit) -> Json:
    return {
        "kind": "climax" if hit.climax else "downbeat",
        "asked_seconds": hit.asked,
        "met_seconds": hit.met if hit.met is not None else "not met",
    }


def _checks(receipt: Receipt, *, instrumental: bool) -> Json | str:
    """By check: whether it was found, and what was said of it."""
    if not receipt.checked:
        return NOT_ON_FILE
    found = {check: [finding for finding in receipt.findings if finding.check is check] for check in Check}
    return {
        check.value: {
            "state": _state(check, findings, instrumental),
            "words": [checks.in_words(one) for one in findings],
        }
        for check, findings in found.items()
    }


def _state(check: Check, findings: Sequence[Finding], instrumental: bool) -> str:
    if not findings:
        return "not looked for" if check is Check.VOICE and not instrumental else "not found"
    return "mended" if all(finding.mended for finding in findings) else "found"


def _cost(record: BedRecord) -> Json:
    """`charged` is for all calls of the job together, which may have given several beds."""
    charged = record.charged or (FREE if record.receipt.cost == str(FREE) else None)
    return {
        "words": record.receipt.cost,
        "charged_amount": charged.amount if charged else NOT_ON_FILE,
        "charged_unit": charged.unit if charged else NOT_ON_FILE,
    }


def _made_by(record: BedRecord) -> Json:
    receipt = record.receipt
    return {
        "provider": record.provider,
        "engine": receipt.engine,
        "model_asked": _known(receipt.model_asked),
        "model_returned": _known(receipt.model),
        "seed": _known(receipt.seed),
        "prompt": _known(receipt.prompt),
    }


def _thread(record: BedRecord) -> Json:
    return {
        "channel": record.channel,
        "ts": _known(record.root_ts),
        "permalink": _known(thread_link(record)),
        "file_permalink": _known(record.permalink),
    }


def _known(value: object) -> Any:
    """The value, or that it is not on file."""
    return NOT_ON_FILE if value is None or value == "" else value


def _sound(value: Any) -> Any:
    """Without numbers that JSON does not know: the loudness of nothing at all is none."""
    match value:
        case dict():
            return {name: _sound(inner) for name, inner in value.items()}
        case list():
            return [_sound(inner) for inner in value]
        case float() if not isfinite(value):
            return NOT_ON_FILE
        case _:
            return value
