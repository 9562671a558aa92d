"""Calling off what was asked for: cancel a job, withdraw a take, decide about an outcome that nobody can know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.domain.errors import RequestRefused
from bot.domain.job import RUNNING, Event, Job, State, can
from bot.domain.operation import Operation
from bot.domain.ports import Transaction
from bot.domain.results import from_json
from bot.domain.thread import PostState, Take, TakeState, Task, TaskState
from bot.domain.wish import Wish
from bot.work.asking.answers import Answer, Cancelled, ChooseCancel, Nothing, Refused, Settled, StatusRow, Withdrawn
from bot.work.telling import steps

KNOWN = "There is nothing to decide any more: what became of it is known."


class CallOff:
    """Ends jobs and takes. `aloud`: a refusal is also whispered, for surfaces that cannot answer."""

    def __init__(self, ids: Callable[[str], str]) -> None:
        self._ids = ids

    def own(self, tx: Transaction, *, user: str, channel: str, now: float) -> Answer:
        """`/bgm cancel`: the asker's one running job here; several are offered to choose from."""
        running = tx.jobs(states=RUNNING, channel=channel, asker=user)
        match [job for job in running if can(job.state, Event.CANCEL)]:
            case [] if running:
                return self.cancel(tx, running[-1], user=user, now=now, aloud=False)  # it says why not
            case []:
                return Refused("Nothing of yours is running here, so there is nothing to cancel.")
            case [job]:
                return self.cancel(tx, job, user=user, now=now, aloud=False)
            case jobs:
                return ChooseCancel(tuple(status_row(tx, job) for job in jobs))

    def cancel(self, tx: Transaction, job: Job, *, user: str, now: float, aloud: bool) -> Answer:
        """Stops a job for the one who asked, where it can still be stopped."""
        if user != job.asker:
            words = "Only the one who asked can cancel it."
        elif moved := tx.move(job, Event.CANCEL, now):
            self._clear_posts(tx, moved)
            return Cancelled((moved,))
        elif job.state is State.POSTING:
            words = "It is being posted this very moment. React ❌ to it to withdraw it."
        elif job.ended:
            words = "It has ended already."
        else:
            words = "It is being handed over this very moment. Try again in a second."
        return self.refuse(tx, job, words, user=user, aloud=aloud)

    def _clear_posts(self, tx: Transaction, job: Job) -> None:
        steps.answered(tx, job, "It was cancelled.")
        for post in tx.posts(job_id=job.id):
            if post.state is PostState.PENDING and post.attempts == 0 and not post.is_edit:
                tx.save_post(replace(post, state=PostState.DROPPED))
        steps.refresh(tx, job)

    def withdraw(self, tx: Transaction, origin: Job, take: Take, *, user: str) -> Answer:
        """Withdraws a delivered take for the one who asked for it. Raises RequestRefused for anybody else."""
        if user != origin.asker:
            raise RequestRefused(f"Only the one who asked for {take.label} can withdraw it.")
        if take.state is not TakeState.DELIVERED:
            return Nothing()
        gone = replace(take, state=TakeState.WITHDRAWN)
        tx.save_take(gone)
        steps.retake(tx, origin, gone)
        steps.refresh(tx, origin)
        steps.remove_files(tx, origin, gone)
        return Withdrawn(gone)

    def settle(
        self, tx: Transaction, job: Job, wish: Wish, *, user: str, now: float, who: str, aloud: bool = True
    ) -> Answer:
        """Orders again or gives up where nobody can know an outcome. Anybody may; whoever is first decides.

        `who` begins the sentence that says so. A doubled press changes nothing, nor does one after a webhook has told
        what became of it. Giving up a join gives up that part alone: the others were paid for.
        """
        said = "order it again" if wish is Wish.AGAIN else "give up waiting for it"
        reason = f"{who} said to {said}."
        tasks = tx.tasks(job.id)
        lost = [task for task in tasks if task.state is TaskState.INTENT]
        goes_on = wish is Wish.GIVE_UP and _has_more(tasks)
        event = Event.AGAIN if goes_on or wish is Wish.AGAIN else Event.GIVEN_UP
        known = wish is Wish.AGAIN and any(task.provider_id for task in lost)
        moved = None if known else tx.move(replace(job, attempts=0), event, now, reason=reason)
        if moved is None:
            return self.refuse(tx, job, KNOWN, user=user, aloud=aloud)
        for task in lost:
            tx.save_task(replace(task, state=TaskState.FAILED if goes_on else TaskState.VOID))
        steps.answered(tx, moved, reason)
        steps.refresh(tx, moved)
        return Settled(moved, wish)

    def refuse(self, tx: Transaction, job: Job, words: str, *, user: str, aloud: bool) -> Refused:
        """Says no; `aloud`: also by a whisper."""
        if aloud:
            steps.whisper(tx, job, user, words, self._ids("r"))
        return Refused(words)


def _has_more(tasks: Sequence[Task]) -> bool:
    """Whether what was lost is a join beside which another part is joined, or still to be."""
    joins = [task for task in tasks if task.operation == Operation.JOIN]
    if not any(task.state is TaskState.INTENT for task in joins):
        return False
    done = [from_json(task.answer) for task in tasks if task.state is TaskState.FINISHED]
    tails = sum(bool(take.facts.get("tail")) for each in done for take in each.takes)
    tried = [task for task in joins if task.state is not TaskState.VOID]
    return len(tried) < tails or any(task.state is TaskState.FINISHED for task in joins)


def status_row(tx: Transaction, job: Job) -> StatusRow:
    """One line of what runs."""
    thread = tx.thread(job.thread_id)
    return StatusRow(job, thread.title or job.brief.description, thread.root_ts)
