"""The whole of a bed: the take prepared, levelled, encoded, measured as it is delivered, drawn. Runs in a worker."""

from __future__ import annotations

import hashlib
from pathlib import Path

from bot.audio.bed import Bed, FinishOrder
from bot.audio.delivered import Delivered, deliver
from bot.audio.folder import replacing, scratch
from bot.audio.marks import Marks
from bot.audio.notes import notes
from bot.audio.outline import write
from bot.audio.pcm import RATE
from bot.audio.picture import waveform
from bot.audio.prepared import Prepared, prepare


def finish(order: FinishOrder) -> Bed:
    """Makes the bed; its files appear whole, or not at all. The same order gives the same bytes.

    AudioError, with words, when the take cannot be read or is silent; DiskFull when there is no room.
    """
    path = order.out / f"{order.name}.{order.format}"
    with scratch(order.out) as take, scratch(order.out) as fitted, replacing(path) as part:
        prepared = prepare(order, take, fitted)
        delivered = deliver(order, prepared.sound, part)
    picture, peaks = _drawn(order, prepared, delivered) if order.picture else (None, None)
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Bed(
        path=path,
        picture=picture,
        peaks=peaks,
        frames=delivered.frames,
        seconds=delivered.frames / RATE,
        lufs=delivered.heard.lufs,
        lra=delivered.heard.lra,
        true_peak=delivered.heard.true_peak,
        sha256=sha256,
        size=path.stat().st_size,
        format=order.format,
        gain=delivered.level.gain,
        notes=notes(order, prepared, delivered),
        music=prepared.music,
        findings=prepared.findings,
        fitted=prepared.fitted,
        fingerprint=prepared.fingerprint,
    )


def _drawn(order: FinishOrder, prepared: Prepared, delivered: Delivered) -> tuple[Path, Path]:
    """The waveform as PNG and as JSON."""
    picture, peaks = (order.out / f"{order.name}.{ending}" for ending in ("png", "peaks.json"))
    music, seconds = prepared.music, delivered.frames / RATE
    joins = [join.at for join in prepared.fitted.joins] if prepared.fitted else []
    marks = Marks(sections=music.sections, downbeats=music.downbeats, joins=joins)
    waveform(delivered.peaks, picture, seconds=seconds, marks=marks)
    shown = {
        "seconds": seconds,
        "bars": [round(bar, 3) for bar in music.downbeats],
        "sections": [[round(at, 3), name] for at, name in music.sections],
        "joins": [round(join, 3) for join in joins],
    }
    write(delivered.outline, peaks, shown)
    return picture, peaks
