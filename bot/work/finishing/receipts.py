"""All that is known of a bed, as files in its thread: JSON to keep, and a certificate of one page."""

from __future__ import annotations

import asyncio
import json
import logging
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

NO_RECEIPT = "Nothing is on file of that bed."


class Receipts:
    """Writes receipts, as they stand when they are written."""

    def __init__(self, *, store: Store, folder: AudioFolder, workers: Workers, at: PassBy) -> None:
        self._store, self._folder, self._workers, self._at = store, folder, workers, at

    async def files(self, job: Job) -> Made:
        """The receipt and the certificate of the job's take."""
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

    async def _written(self, job: Job, record: BedRecord) -> tuple[Path, Path]:
        told = receipt_json(record)
        base = bed_name(record.brief, record.receipt.seconds, record.label)
        folder = self._folder.extras_folder(job.id)
        page = folder / f"{extra_name(base, 'certificate')}.pdf"
        data = folder / f"{extra_name(base, 'receipt')}.json"
        await asyncio.to_thread(_write, data, json.dumps(told, ensure_ascii=False, indent=2) + "\n")
        await self._workers.run(write_certificate, told, page)
        return page, data

    def _deliver(self, tx: Transaction, job: Job, *, label: str, paths: tuple[Path, ...]) -> None:
        files = [self._folder.relative(path) for path in paths]
        steps.deliver_files(tx, job, files=files, words=f"{label} · receipt and certificate")


def _write(path: Path, text: str) -> None:
    with replacing(path) as part:
        part.write_text(text, encoding="utf-8")
