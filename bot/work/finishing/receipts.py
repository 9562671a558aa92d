"""All that is known of a bed, as files in its thread: JSON to keep, a certificate of one page, its waveform as JSON."""

from __future__ import annotations

import asyncio
import json
import logging
import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from bot.audio.folder import AudioFolder, replacing
from bot.audio.workers import Workers
from bot.certificate.writing import write_certificate
from bot.domain.errors import AudioError
from bot.domain.job import Job
from bot.domain.ledger import BedRecord
from bot.domain.naming import bed_name, extra_name
from bot.domain.ports import Store, Transaction
from bot.domain.receipt_json import receipt_json
from bot.work.finishing.made import Made
from bot.work.finishing.trouble import Spoiled, judge
from bot.work.points import PassBy, Point
from bot.work.telling import steps

log = logging.getLogger(__name__)

WITH_WAVEFORM = "{} · receipt, certificate and waveform"
WITHOUT = "{} · receipt and certificate"
NO_RECEIPT = "Nothing is on file of that bed."


class Receipts:
    """Writes receipts, as they stand when they are written."""

    def __init__(self, *, store: Store, folder: AudioFolder, workers: Workers, at: PassBy) -> None:
        self._store, self._folder, self._workers, self._at = store, folder, workers, at

    async def files(self, job: Job) -> Made:
        """The receipt and the certificate of the job's take, and its waveform where its files are still kept."""
        records = await self._store.read(lambda tx: tx.beds(take_id=job.parent or "", limit=1))
        if not records:
            return Made(troubles=(Spoiled(NO_RECEIPT),), something=False)
        try:
            paths = await self._written(job, records[0])
        except Exception as error:
            log.warning("job %s: %r", job.id, error, exc_info=None if isinstance(error, AudioError) else error)
            return Made(troubles=(judge(error, job.attempts),), something=False)
        self._at(Point.EXTRA_STORED)
        return Made(deliver=partial(self._deliver, label=records[0].label, paths=paths))

    async def _written(self, job: Job, record: BedRecord) -> list[Path]:
        told = receipt_json(record)
        base = bed_name(record.brief, record.receipt.seconds, record.label)
        folder = self._folder.extras_folder(job.id)
        page = folder / f"{extra_name(base, 'certificate')}.pdf"
        data = folder / f"{extra_name(base, 'receipt')}.json"
        await asyncio.to_thread(_write, data, json.dumps(told, ensure_ascii=False, indent=2) + "\n")
        await self._workers.run(write_certificate, told, page)
        wave = folder / f"{extra_name(base, 'waveform')}.json"
        return [page, data, wave] if await self._copied(record.take_id, wave) else [page, data]

    async def _copied(self, take_id: str, wave: Path) -> bool:
        """Whether the waveform of the take's bed was still there to be copied."""
        take = await self._store.read(lambda tx: tx.take(take_id))
        peaks = take.facts.get("peaks") if take else None
        return bool(peaks) and await asyncio.to_thread(_copied, self._folder.absolute(str(peaks)), wave)

    def _deliver(self, tx: Transaction, job: Job, *, label: str, paths: Sequence[Path]) -> None:
        files = [self._folder.relative(path) for path in paths]
        words = WITH_WAVEFORM if len(files) > 2 else WITHOUT
        steps.deliver_files(tx, job, files=files, words=words.format(label))


def _copied(file: Path, to: Path) -> bool:
    try:
        with replacing(to) as part:
            shutil.copyfile(file, part)
    except FileNotFoundError:
        return False
    return True


def _write(path: Path, text: str) -> None:
    with replacing(path) as part:
        part.write_text(text, encoding="utf-8")
