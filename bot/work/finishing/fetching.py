"""Brings what providers named onto this machine: once, through the guard, by a fresh address where one has died."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from weakref import WeakValueDictionary

from bot.audio.folder import AudioFolder, replacing
from bot.domain.errors import NotFetched, ProviderError
from bot.domain.extra import Extra
from bot.domain.ports import Finished, Look, Provider, Store, Transaction
from bot.domain.results import as_json, from_json
from bot.domain.thread import Take, Task, TaskState
from bot.work.ordering.gates import Gates
from bot.work.points import PassBy, Point
from bot.work.stored import until_stored

log = logging.getLogger(__name__)

FRESH = 3
"""Addresses of one file that are tried at once, each named after the one before it had died."""
NOT_HERE = "The audio that was made here is not there any more."

FetchFile = Callable[[str, Path], Awaitable[Path]]
"""Gets a file from an address to a path, or raises NotFetched."""
Stored = Callable[[Transaction], str | None]
"""Where a file lies as far as is stored now."""


class Fetching:
    """Fetches takes and extras. What is here is not fetched again, and where it lies is stored before it is used."""

    def __init__(
        self,
        *,
        store: Store,
        providers: Mapping[str, Provider],
        folder: AudioFolder,
        fetch: FetchFile,
        near: Mapping[str, FetchFile],
        gates: Gates | None,
        at: PassBy,
    ) -> None:
        """`near`: by its name, how to fetch what a provider names that is on this machine itself."""
        self._store, self._providers, self._folder = store, providers, folder
        self._fetch, self._near = fetch, near
        self._gates, self._at = gates, at
        self._asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        """By job: one asks for all that its tasks named."""

    async def take(self, take: Take) -> Take:
        """The take with its audio on this machine. Raises NotFetched and DiskFull."""
        if not is_address(take.source):
            await self._local(take.job_id, take.source)
            self._at(Point.TAKE_FETCHED)
            return take
        into = self._folder.take_path(take.id)
        if not await asyncio.to_thread(into.exists):
            await self._fetched(take, into, partial(_source_of_take, take_id=take.id))
        self._at(Point.TAKE_FETCHED)
        return await until_stored(self._store, partial(self._take_is_here, take_id=take.id, path=into))

    async def again(self, take: Take) -> Take:
        """The take as it was before it was fetched, for bytes that were no whole audio. It happens once for a take:
        then it comes back as it is."""
        address = take.facts.get("address")
        if not address or take.facts.get("fetched_again"):
            return take
        await asyncio.to_thread(self._folder.take_path(take.id).unlink, missing_ok=True)
        facts = {**take.facts, "fetched_again": True}
        unfetched = replace(take, source=address, facts=facts)
        await until_stored(self._store, lambda tx: tx.save_take(unfetched))
        return unfetched

    async def file_of(self, extra: Extra, into: Path) -> Path:
        """The file of an extra, at `into`. Raises NotFetched and DiskFull."""
        if is_address(extra.source):
            return await self._fetched(extra, into, partial(_source_of_extra, extra=extra))
        source = await self._local(extra.job_id, extra.source)
        await asyncio.to_thread(_link, source, into)
        return into

    async def _local(self, job_id: str, source: str) -> Path:
        """A file that was made here; one that is gone is asked for again, and is there a while later."""
        path = self._folder.absolute(source)
        if not await asyncio.to_thread(path.exists):
            await self._renewed(job_id, source)
            if not await asyncio.to_thread(path.exists):
                raise NotFetched(NOT_HERE, gone=True)
        return path

    async def _fetched(self, what: Take | Extra, into: Path, stored: Stored) -> Path:
        url, fetch = what.source, self._near.get(what.provider, self._fetch)
        for _ in range(FRESH):
            try:
                return await fetch(url, into)
            except NotFetched as error:
                if not error.gone:
                    raise
                fresh = await self._fresh(what.job_id, url, stored)
                if fresh in {None, url}:
                    raise
                url = fresh or url
        return await fetch(url, into)

    async def _fresh(self, job_id: str, url: str, stored: Stored) -> str | None:
        """Another address than this one, if there is one: somebody may have asked for it meanwhile."""
        async with self._asking.setdefault(job_id, asyncio.Lock()):
            now = await self._store.read(stored)
            return now if now not in {None, url} else await self._renewed(job_id, url)

    async def _renewed(self, job_id: str, source: str) -> str | None:
        """Where the provider says now that the file lies; None where it says nothing of it."""
        task = await self._store.read(partial(_task_of, job_id=job_id, source=source))
        if task is None or task.provider not in self._providers:
            return None
        look = await self._look(task, self._providers[task.provider])
        if not isinstance(look, Finished):
            return None
        moved = moved_to(from_json(task.answer), look)
        await until_stored(self._store, partial(_move, task_id=task.id, look=look, moved=moved))
        return moved.get(source)

    async def _look(self, task: Task, provider: Provider) -> Look | None:
        look = partial(provider.look, task)
        try:
            return await (self._gates.of(provider).ask(look) if self._gates else look())
        except ProviderError as error:
            log.warning("task %s could not be asked for fresh addresses: %s", task.id, error)
            return None

    def _take_is_here(self, tx: Transaction, *, take_id: str, path: Path) -> Take:
        take = tx.take(take_id)
        if take is None:
            raise LookupError(f"take {take_id} is not in the database")
        facts = {**take.facts, "address": take.source}
        here = replace(take, source=self._folder.relative(path), facts=facts)
        tx.save_take(here)
        return here


def is_address(source: str) -> bool:
    """Whether a source is an address, not a path below the files folder."""
    return source.startswith(("https://", "http://"))


def moved_to(before: Finished, now: Finished) -> dict[str, str]:
    """From each source that was named before to the one that is named now: of the same clip, of the extra of the same
    name."""
    old, new = _sources(before), _sources(now)
    return {source: new[which] for which, source in old.items() if source and new.get(which)}


def _sources(done: Finished) -> dict[tuple[str, str, int], str]:
    found: dict[tuple[str, str, int], str] = {}
    for take in done.takes:
        found["take", str(take.facts.get("clip_id") or take.index), 0] = take.source
    for extra in done.extras:
        same = sum(key[:2] == ("extra", extra.name) for key in found)
        found["extra", extra.name, same] = extra.source
    return found


def _source_of_take(tx: Transaction, *, take_id: str) -> str | None:
    take = tx.take(take_id)
    return take.source if take else None


def _source_of_extra(tx: Transaction, *, extra: Extra) -> str | None:
    rows = tx.extras(job_id=extra.job_id)
    return next((row.source for row in rows if row.id == extra.id), None)


def _task_of(tx: Transaction, *, job_id: str, source: str) -> Task | None:
    """The task whose answer named this source."""
    for task in reversed(tx.tasks(job_id)):
        if task.state is TaskState.FINISHED:
            done = from_json(task.answer)
            if source in {*(take.source for take in done.takes), *(extra.source for extra in done.extras)}:
                return task
    return None


def _move(tx: Transaction, *, task_id: str, look: Finished, moved: Mapping[str, str]) -> None:
    """Keeps what the provider says now, for all that it named then."""
    task = tx.task(task_id)
    if task is None:
        return
    tx.save_task(replace(task, answer=as_json(look)))
    for take in tx.takes(job_id=task.job_id):
        if take.source in moved:
            tx.save_take(replace(take, source=moved[take.source]))
        elif take.facts.get("address") in moved:
            tx.save_take(replace(take, facts={**take.facts, "address": moved[take.facts["address"]]}))
    for extra in tx.extras(job_id=task.job_id):
        if extra.source in moved:
            tx.save_extra(replace(extra, source=moved[extra.source]))


def _link(source: Path, into: Path) -> None:
    """The same file under another name, a copy where the disk has no such links."""
    with replacing(into) as part:
        try:
            os.link(source, part)
        except OSError:
            shutil.copyfile(source, part)
