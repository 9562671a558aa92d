"""Lays a take under what somebody posted: a preview in the thread, and how clear the voice stands above the bed."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import asdict, replace
from functools import partial
from pathlib import PurePath

from bot.audio.folder import AudioFolder
from bot.audio.laying.orders import Laid, LayOrder, lay
from bot.audio.workers import Workers
from bot.domain.errors import AudioError
from bot.domain.job import Job
from bot.domain.naming import bed_name, extra_name
from bot.domain.ports import Store, Transaction
from bot.domain.recording import from_json
from bot.domain.thread import FITTED, Take
from bot.domain.voice_over import Ducking, ducking_of, in_words, suggest
from bot.work.finishing.made import Made
from bot.work.finishing.trouble import Spoiled, judge
from bot.work.points import PassBy, Point
from bot.work.telling import steps

log = logging.getLogger(__name__)

NO_TAKE = "The take that was to be laid under it is not here any more. Ask for a new one with /bgm."
BED_GONE = "The files of {} are no longer kept. Press “Make it again” on its card first."
FITTED_GONE = "The files of {} are no longer kept. Press “Make it again” on the take that it comes from."
FILE_GONE = "That file is no longer on the bot's disk. Post it again in this thread."


class Laying:
    """Makes previews. The same job gives the same preview."""

    def __init__(self, *, store: Store, folder: AudioFolder, workers: Workers, at: PassBy) -> None:
        self._store, self._folder, self._workers, self._at = store, folder, workers, at

    async def files(self, job: Job) -> Made:
        """The preview of a job that lays a take under what was posted."""
        take = await self._store.read(lambda tx: tx.take(job.parent or ""))
        missing = await self._missing(job, take)
        if take is None or missing:
            return Made(troubles=(Spoiled(missing or NO_TAKE),), something=False)
        try:
            laid = await self._workers.run(lay, self._order(job, take))
        except Exception as error:
            known = isinstance(error, AudioError)
            log.warning("job %s: %r", job.id, error, exc_info=None if known else error)
            return Made(troubles=(judge(error, job.attempts),), something=False)
        self._at(Point.EXTRA_STORED)
        return Made(deliver=partial(self._deliver, take=take, laid=laid))

    async def _missing(self, job: Job, take: Take | None) -> str | None:
        """What is not here of what is needed, in words."""
        if take is None:
            return NO_TAKE
        bed, posted = self._folder.absolute(take.bed or "-"), self._folder.absolute(str(job.details["file"]))
        if not await asyncio.to_thread(bed.exists):
            return (FITTED_GONE if take.origin == FITTED else BED_GONE).format(take.label)
        return None if await asyncio.to_thread(posted.exists) else FILE_GONE

    def _order(self, job: Job, take: Take) -> LayOrder:
        recording = from_json(job.details["recording"])
        title = PurePath(str(job.details.get("title", ""))).stem
        return LayOrder(
            posted=self._folder.absolute(str(job.details["file"])),
            bed=self._folder.absolute(take.bed or ""),
            out=self._folder.extras_folder(job.id),
            name=extra_name(bed_name(job.brief, take.lengths[-1], take.label), f"under {title}"),
            ducking=ducking_of(job.details),
            speech=recording.speech,
            clip=recording.clip,
        )

    def _deliver(self, tx: Transaction, job: Job, *, take: Take, laid: Laid) -> None:
        tx.save_job(replace(job, details={**job.details, "laid": told_of(laid, ducking_of(job.details))}))
        words = f"{take.label} under {job.details.get('title') or 'your recording'}"
        steps.deliver_files(tx, job, files=[self._folder.relative(laid.preview)], words=words)


def told_of(laid: Laid, how: Ducking) -> dict[str, object]:
    """What the card of a preview says, as plain JSON values: `words` (a line each), `clearance`, how the bed lies
    (`gain`, `dip`), what is suggested, and what was measured of the mix."""
    clearance = laid.clearance
    better = suggest(clearance, how) if clearance else how
    return {
        "words": [*(in_words(clearance, how) if clearance else ()), *laid.notes],
        "clearance": asdict(clearance) if clearance else None,
        "gain": how.gain,
        "dip": how.dip,
        "suggested": {"gain": better.gain, "dip": better.dip},
        "lufs": laid.lufs,
        "true_peak": laid.true_peak,
        "seconds": laid.seconds,
        "format": laid.format,
        "sha256": laid.sha256,
    }
