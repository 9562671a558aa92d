"""Makes files of what belongs to takes beside their beds: stems, MIDI, lyrics with times; and says what was found."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import count
from math import inf
from pathlib import Path

from bot.audio.extras import FileKind, kind_of, pack
from bot.audio.folder import AudioFolder, replacing
from bot.audio.workers import Workers
from bot.domain.errors import AudioError, DiskFull, NotFetched, WorkerDied
from bot.domain.extra import Extra, Voice
from bot.domain.job import Job
from bot.domain.lyric_times import lines, lrc, srt
from bot.domain.naming import bed_name, extra_name, subject
from bot.domain.operation import Operation
from bot.domain.plan import OPERATIONS
from bot.domain.ports import Clock, Provider, Store, Transaction
from bot.domain.results import from_json
from bot.domain.thread import Take, TaskState
from bot.work.finishing import extra_words
from bot.work.finishing.fetching import Fetching
from bot.work.finishing.made import Made
from bot.work.finishing.trouble import Spoiled, Trouble, judge
from bot.work.points import PassBy, Point, pass_by
from bot.work.stored import until_stored
from bot.work.telling import steps

log = logging.getLogger(__name__)

ONE_BY_ONE = 4
"""Audio files that a message shows one by one; more of them come as a zip."""
LARGEST_ZIP = 900_000_000
"""Bytes: Slack takes files up to 1 GB. What is more comes in several zips."""
NOTHING = "Nothing of it is in store. Ask for it again."
UNNAMED = frozenset({Operation.MIDI, Operation.LYRIC_TIMES})
"""Files that the name of the bed says enough of, with their ending."""


class Extras:
    """Finishes a job's extras. What is here is neither paid for nor fetched again: it goes out anew."""

    def __init__(
        self,
        *,
        store: Store,
        providers: Mapping[str, Provider],
        folder: AudioFolder,
        workers: Workers,
        fetching: Fetching,
        clock: Clock,
        at: PassBy = pass_by,
    ) -> None:
        self._store, self._providers, self._folder, self._workers = store, providers, folder, workers
        self._fetching, self._clock, self._at = fetching, clock, at

    async def files(self, job: Job) -> Made:
        """All that the job brought, or an earlier one that was about the same."""
        rows = await self._store.read(partial(rows_of, job=job, operation=OPERATIONS[job.kind]))
        base = await self._store.read(partial(_base, job=job))
        names = _names(rows)
        done = [await self._finished(job, row, base, names[row.id]) for row in rows]
        found = [row for row in done if isinstance(row, Extra)]
        troubles = tuple(row for row in done if not isinstance(row, Extra))
        if not found:
            return Made(troubles=troubles or (Spoiled(NOTHING),), something=False)
        try:
            files = await self._packed([path for row in found for path in row.paths], base)
        except Exception as error:  # noqa: BLE001 (whatever it is, the job goes on or ends in words)
            return Made(troubles=(self._judged(job, error),), something=False)
        deliver = partial(self._deliver, rows=found, files=files, troubles=troubles)
        return Made(troubles=troubles, deliver=deliver)

    async def _finished(self, job: Job, row: Extra, base: str, what: str) -> Extra | Trouble:
        """The extra with its files on this machine; one that is a figure alone has none."""
        if await self._is_here(row):
            return row
        try:
            paths = await self._files_of(row, base, what)
        except Exception as error:  # noqa: BLE001 (whatever it is, the others are finished)
            return self._judged(job, error)
        made = replace(row, paths=tuple(self._folder.relative(path) for path in paths))
        await until_stored(self._store, lambda tx: tx.save_extra(made))
        self._at(Point.EXTRA_STORED)
        return made

    async def _is_here(self, row: Extra) -> bool:
        if not row.paths:
            return False
        there = [self._folder.absolute(path).exists for path in row.paths]
        return all([await asyncio.to_thread(exists) for exists in there])

    async def _files_of(self, row: Extra, base: str, what: str) -> tuple[Path, ...]:
        if row.operation is Operation.LYRIC_TIMES:
            return await self._lyrics(row, extra_name(base, ""))
        return (await self._fetched(row, base, what),) if row.source else ()

    def _judged(self, job: Job, error: Exception) -> Trouble:
        known = isinstance(error, AudioError | NotFetched)
        log.warning("job %s: %r", job.id, error, exc_info=None if known else error)
        return judge(error, job.attempts)

    async def _fetched(self, row: Extra, base: str, what: str) -> Path:
        """The file under a name for people; what it is, its bytes say."""
        into = self._folder.extras_folder(row.job_id) / f"{row.number}.take"
        if not await asyncio.to_thread(into.exists):
            await self._fetching.file_of(row, into)
        try:
            kind: FileKind = await self._workers.run(kind_of, into)
        except AudioError as error:
            if not isinstance(error, DiskFull | WorkerDied):
                await asyncio.to_thread(into.unlink, missing_ok=True)
            raise
        named = into.with_name(f"{extra_name(base, '' if row.operation in UNNAMED else what)}.{kind.ending}")
        return await asyncio.to_thread(into.replace, named)

    async def _lyrics(self, row: Extra, base: str) -> tuple[Path, ...]:
        """What is sung within the bed; what was cut off it has no lyrics."""
        take = await self._store.read(lambda tx: tx.take(row.take_id) if row.take_id else None)
        end = take.receipt.seconds if take and take.receipt else inf
        song = [line for line in lines(row.data.get("words") or ()) if line.start < end]
        if not song:
            raise AudioError("The provider told no times of any words.")
        folder = self._folder.extras_folder(row.job_id)
        texts = {"lrc": lrc(song, title=base), "srt": srt(song)}
        return tuple([await asyncio.to_thread(_written, folder / f"{base}.{end}", text) for end, text in texts.items()])

    async def _packed(self, paths: Sequence[str], base: str) -> list[str]:
        """The files as they are posted: many audio files as one zip, or as a few where Slack would not take one."""
        audio = [path for path in paths if not path.endswith((".mid", ".zip", ".lrc", ".srt"))]
        if len(audio) <= ONE_BY_ONE:
            return list(paths)
        zips = []
        parts = await asyncio.to_thread(_portions, [self._folder.absolute(path) for path in audio])
        for number, part in enumerate(parts, start=1):
            name = extra_name(base, "stems" if len(parts) == 1 else f"stems {number} of {len(parts)}")
            out = part[0].with_name(f"{name}.zip")
            zips.append(self._folder.relative(await self._workers.run(pack, {path.name: path for path in part}, out)))
        return [*zips, *(path for path in paths if path not in audio)]

    def _deliver(
        self, tx: Transaction, job: Job, *, rows: Sequence[Extra], files: Sequence[str], troubles: Sequence[Trouble]
    ) -> None:
        take = tx.take(job.parent) if job.parent else None
        self._keep_voice(tx, job, rows)
        self._keep_facts(tx, take, rows)
        spoiled = tuple(trouble.words for trouble in troubles if isinstance(trouble, Spoiled))
        label = self._providers[job.provider].label if job.provider in self._providers else job.provider
        words = extra_words.said(job, take, rows, engine=label, notes=(*_notes(tx, job), *spoiled))
        if files:
            steps.deliver_files(tx, job, files=files, words=words)
        else:
            steps.tell(tx, job, words, "extras")

    def _keep_voice(self, tx: Transaction, job: Job, rows: Sequence[Extra]) -> None:
        voice = _fact(rows, "voice")
        if not isinstance(voice, str) or not voice or not (name := str(job.details.get("name", "")).strip().lower()):
            return
        kept = Voice(
            name=name,
            provider=job.provider,
            provider_id=voice,
            take_id=job.parent,
            asker=job.asker,
            created_at=self._clock.now(),
        )
        tx.keep_voice(kept)

    def _keep_facts(self, tx: Transaction, take: Take | None, rows: Sequence[Extra]) -> None:
        """A tempo that was measured belongs to the take: its card shows it from now on."""
        tempo = _fact(rows, "tempo")
        if take is None or isinstance(tempo, bool) or not isinstance(tempo, int | float) or not 0 < tempo < 1000:
            return
        known = replace(take, facts={**take.facts, "tempo": tempo})
        if known.receipt:
            known = replace(known, receipt=replace(known.receipt, tempo=float(tempo)))
        if known != take and (origin := tx.job(take.job_id)):
            tx.save_take(known)
            steps.retake(tx, origin, known)


def rows_of(tx: Transaction, *, job: Job, operation: Operation) -> list[Extra]:
    """The job's own extras; where it has none, as they were paid for before, those of the newest job about the same."""
    own = tx.extras(job_id=job.id)
    if own or job.parent is None:
        return own
    earlier = tx.extras(take_id=job.parent, operation=operation)
    return [row for row in earlier if row.job_id == earlier[-1].job_id]


def _base(tx: Transaction, *, job: Job) -> str:
    """How its files' names begin, e.g. Onboarding 0-45 v1."""
    take = tx.take(job.parent) if job.parent else None
    if take:
        return bed_name(job.brief, take.lengths[-1], take.label)
    return str(job.details.get("title") or subject(job.brief))


def _names(rows: Sequence[Extra]) -> dict[str, str]:
    """By the extra's id what it is called, unlike all the others: drums, drums 2."""
    taken: set[str] = set()
    names = {}
    for row in rows:
        wanted = row.name or "part"
        name = next(name for n in count(1) if (name := wanted if n == 1 else f"{wanted} {n}").lower() not in taken)
        taken.add(name.lower())
        names[row.id] = name
    return names


def _fact(rows: Sequence[Extra], name: str) -> object:
    return next((row.data["facts"][name] for row in rows if name in row.data.get("facts", {})), None)


def _notes(tx: Transaction, job: Job) -> tuple[str, ...]:
    """What the provider had to say."""
    done = [from_json(task.answer) for task in tx.tasks(job.id) if task.state is TaskState.FINISHED]
    return tuple(dict.fromkeys(note for each in done for note in each.notes))


def _portions(paths: Sequence[Path]) -> list[list[Path]]:
    """The files in their order, as many together as one zip takes."""
    portions: list[list[Path]] = []
    room = 0
    for path in paths:
        size = path.stat().st_size
        if not portions or size > room:
            portions.append([])
            room = LARGEST_ZIP
        portions[-1].append(path)
        room -= size
    return portions


def _written(path: Path, text: str) -> Path:
    with replacing(path) as part:
        part.write_text(text, encoding="utf-8")
    return path
