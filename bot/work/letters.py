"""Gathers all that a post's words are made of, in the transaction that claims it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.ports import Clock, Letter, Provider, Transaction
from bot.domain.thread import Post, PostKind
from bot.work.steps import card_key


class Letters:
    """Writes the letter of a post."""

    def __init__(self, *, providers: Mapping[str, Provider], clock: Clock, keep_days: int) -> None:
        self._providers, self._clock, self._keep_days = providers, clock, keep_days

    def write(self, tx: Transaction, post: Post) -> Letter:
        """The post, its thread, job and takes as they stand now."""
        job = tx.job(post.job_id)
        if job is None:
            raise LookupError(f"post {post.key} belongs to job {post.job_id}, which is not in the database")
        provider = self._providers.get(job.provider)
        return Letter(
            post=post,
            thread=tx.thread(post.thread_id),
            job=job,
            takes=tuple(tx.takes(thread_id=post.thread_id)),
            now=self._clock.now(),
            engine=provider.label if provider else job.provider,
            offers=provider.offers() if provider else frozenset(),
            keep_days=self._keep_days,
            about_ts=_about(tx, post, job.shown_as),
        )


def _about(tx: Transaction, post: Post, shown_as: str) -> str | None:
    match post.kind:
        case PostKind.EDIT:
            about = tx.post(shown_as)
        case PostKind.RETAKE | PostKind.SEED if post.take_id:
            about = tx.post(card_key(post.take_id))
        case _:
            about = None
    return about.ts if about else None
