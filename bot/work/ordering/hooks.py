"""Webhooks: what providers tell us themselves. A word is taken when its address and its signature are ours."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from bot.domain.errors import HookRefused, StoreError
from bot.domain.job import Event, State
from bot.domain.ports import Broken, Clock, Finished, News, Pending, Provider, Store, Transaction
from bot.domain.thread import Task, TaskState
from bot.work.ordering.arrivals import Arrivals
from bot.work.ordering.links import Links
from bot.work.ordering.watch import Watch
from bot.work.points import PassBy, Point, pass_by
from bot.work.telling import steps

log = logging.getLogger(__name__)


class Hooks:
    """Receives webhooks. Each is answered with an HTTP status and nothing else."""

    def __init__(
        self,
        *,
        store: Store,
        providers: Mapping[str, Provider],
        clock: Clock,
        watch: Watch,
        links: Links,
        arrivals: Arrivals,
        at: PassBy = pass_by,
    ) -> None:
        self._store, self._providers, self._clock, self._at = store, providers, clock, at
        self._watch, self._links, self._arrivals = watch, links, arrivals

    async def receive(self, provider: str, token: str, headers: Mapping[str, str], body: bytes) -> int:
        """200 once it is stored, also for one told before; 404 for an address that is none of ours; 401 for a word that
        nobody we know signed lately; 503 when it could not be stored."""
        speaker, task_id = self._providers.get(provider), self._links.task_of(token)
        if speaker is None or task_id is None:
            return 404
        lower = {name.lower(): value for name, value in headers.items()}
        try:
            task = await self._store.read(lambda tx: tx.task(task_id))
            if task is None or task.provider != provider:
                return 404
            now, secret = self._clock.now(), self._links.hook_secret(task_id)
            news = await speaker.hear(lower, body, secret=secret, now=now)
            look = await self._store.write(partial(self._take_in, task_id=task_id, news=news, body=body))
            self._at(Point.HOOK_STORED)
        except HookRefused as error:
            log.warning("a webhook for task %s was refused: %s", task_id, error)
            return 401
        except StoreError as error:
            log.warning("a webhook for task %s could not be stored: %s", task_id, error)
            return 503
        if look:
            self._watch.told(task_id)
        return 200

    def _take_in(self, tx: Transaction, *, task_id: str, news: News, body: bytes) -> bool:
        """Whether somebody should look."""
        task, now = tx.task(task_id), self._clock.now()
        if task is None or not tx.first_time(f"hook:{task.provider}:{news.key}", now):
            return False
        if task.state is TaskState.INTENT:
            task = self._found(tx, task, news)
        if task.state is not TaskState.STARTED:  # its own start may not be stored yet: then it is looked at after that
            return task.state is TaskState.INTENT and not isinstance(news.look, Pending)
        look = self._providers[task.provider].told(task, body) if news.look is None else news.look
        match look:
            case Finished() as done:
                self._arrivals.finished(tx, task, done, just_now=True)
            case Broken() as broken:
                self._arrivals.broke(tx, task, broken)
            case _:
                return look is None
        return False

    def _found(self, tx: Transaction, task: Task, news: News) -> Task:
        """Its answer was lost, or is still on its way: now its id is known."""
        job = tx.job(task.job_id)
        if job is None or news.provider_id is None or _is_anothers(tx, task, news.provider_id):
            return task
        if job.state is not State.UNSETTLED:
            named = replace(task, provider_id=news.provider_id)
            tx.save_task(named)
            return named
        steps.answered(tx, job)
        return self._arrivals.began(tx, task, news.provider_id, Event.FOUND)


def _is_anothers(tx: Transaction, task: Task, provider_id: str) -> bool:
    """Whether it names another task of ours: a vendor that signs with one secret for all could say it here, too."""
    holder = tx.task_by_provider_id(task.provider, provider_id)
    return holder is not None and holder.id != task.id
