"""What an operator may have done, by the running bot or, where none runs, in its place."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from bot.domain.job import Event, Job, State, can
from bot.domain.ports import Store
from bot.domain.wish import Wish
from bot.work.asking.intake import Intake

Json = Mapping[str, Any]

OPERATOR = "operator"
"""Who decided, where no person in Slack did."""
WISHES = (Wish.AGAIN, Wish.GIVE_UP)
_DONE = {
    Wish.AGAIN: "It will be ordered again. If the first order was taken after all, it costs twice.",
    Wish.GIVE_UP: "It was given up, and its thread says so.",
}


def ping() -> Json:
    """The question whether a bot runs."""
    return {"do": "ping"}


def settle(job_id: str, wish: Wish) -> Json:
    """The question to settle a job whose outcome nobody knows."""
    return {"do": "settle", "job": job_id, "wish": wish.value}


class Errands:
    """Carries out what is asked on the control socket. An answer says whether it was done (`ok`), in `words`."""

    def __init__(self, store: Store, intake: Intake) -> None:
        self._store, self._intake = store, intake

    async def run(self, question: Json) -> Json:
        """One errand."""
        match question:
            case {"do": "ping"}:
                return {"ok": True, "words": f"process {os.getpid()}"}
            case {"do": "settle", "job": str(job_id), "wish": str(word)} if word in WISHES:
                return await self._settle(job_id, Wish(word))
            case _:
                return _no("This bot does not know how to do that; it may be of another version.")

    async def _settle(self, job_id: str, wish: Wish) -> Json:
        before = await self._store.read(lambda tx: tx.job(job_id))
        if before is None:
            return _no(f"There is no job {job_id}. `bgm settle` lists those that can be settled.")
        if before.state is not State.UNSETTLED:
            return _no(_settled(before))
        await self._intake.settle(job_id, wish, OPERATOR)
        after = await self._store.read(lambda tx: tx.job(job_id))
        if after is None or after.state is State.UNSETTLED:
            return _no(f"{job_id} is as it was: nobody knows its outcome yet.")
        return {"ok": True, "words": f"{job_id}: {before.state} → {after.state}. {_DONE[wish]}"}


def _settled(job: Job) -> str:
    known = "its outcome is known" if not can(job.state, Event.SUBMIT) else "nothing was ordered for it yet"
    return f"{job.id} is {job.state}: {known}, so there is nothing to settle."


def _no(words: str) -> Json:
    return {"ok": False, "words": words}
