"""Gathers all that a post's words are made of, in the transaction that claims it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.job import Event, Job, Kind
from bot.domain.ports import Clock, Letter, Provider, Transaction
from bot.domain.thread import Post, PostKind, Take
from bot.work.asking.drafts import offered
from bot.work.asking.more import cost
from bot.work.asking.quoting import in_words, price
from bot.work.asking.wishes import in_store
from bot.work.telling.steps import card_key

PRICED = frozenset({Kind.EXTEND, Kind.REGENERATE, Kind.REMAKE, Kind.WAV})
"""What has a button of its own on a take's card; the form behind More says its own prices."""


class Letters:
    """Writes the letter of a post."""

    def __init__(self, *, providers: Mapping[str, Provider], clock: Clock, keep_days: int) -> None:
        self._providers, self._clock, self._keep_days = providers, clock, keep_days

    def write(self, tx: Transaction, post: Post) -> Letter:
        """The post, its thread, job, takes and extras as they stand now."""
        job = tx.job(post.job_id)
        if job is None:
            raise LookupError(f"post {post.key} belongs to job {post.job_id}, which is not in the database")
        provider = self._providers.get(job.provider)
        take = tx.take(post.take_id) if post.take_id else None
        kinds = self._offers(tx, take)
        return Letter(
            post=post,
            thread=tx.thread(post.thread_id),
            job=job,
            takes=tuple(tx.takes(thread_id=post.thread_id)),
            now=self._clock.now(),
            engine=provider.label if provider else job.provider,
            offers=kinds,
            prices=self._prices(tx, take, kinds) if take else self._price(tx, job, post),
            extras=tuple(tx.extras(job_id=job.id)),
            moved_on=_moved_on(tx, job),
            keep_days=self._keep_days,
            about_ts=_about(tx, post, job.shown_as),
        )

    def _offers(self, tx: Transaction, take: Take | None) -> frozenset[Kind]:
        """What can be done with the take of the post."""
        origin = tx.job(take.job_id) if take else None
        provider = self._providers.get(take.provider) if take else None
        return offered(provider, take, origin) if take and origin else frozenset()

    def _prices(self, tx: Transaction, take: Take, kinds: frozenset[Kind]) -> dict[Kind, str]:
        """Of what has its own button on the take's card."""
        origin, provider = tx.job(take.job_id), self._providers.get(take.provider)
        if origin is None or provider is None:
            return {}
        unpaid = [kind for kind in kinds & PRICED if not in_store(tx, kind, take)]
        found = {kind: cost(kind, origin, take, provider) for kind in unpaid}
        return {kind: words for kind, words in found.items() if words}

    def _price(self, tx: Transaction, job: Job, post: Post) -> dict[Kind, str]:
        """Of the job itself, where the post asks whether to order it again."""
        provider = self._providers.get(job.provider)
        if provider is None or post.kind is not PostKind.QUESTION:
            return {}
        words = in_words(price(job, provider, tx.take(job.parent) if job.parent else None))
        return {job.kind: words} if words else {}


def _moved_on(tx: Transaction, job: Job) -> str:
    """The reason of its last such move: the job itself forgets it with the next one."""
    reasons = [reason for _, event, _, _, reason in tx.history(job.id) if event == Event.MOVED_ON and reason]
    return reasons[-1] if reasons else ""


def _about(tx: Transaction, post: Post, shown_as: str) -> str | None:
    match post.kind:
        case PostKind.EDIT:
            about = tx.post(shown_as)
        case PostKind.RETAKE | PostKind.SEED if post.take_id:
            about = tx.post(card_key(post.take_id))
        case PostKind.ANSWERED:
            about = tx.post(post.data["question"])
        case _:
            about = None
    return about.ts if about else None
