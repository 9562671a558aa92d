"""What came of finishing a job."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.job import Job
from bot.domain.ports import Transaction
from bot.work.finishing.trouble import Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """How it went. `deliver` puts into the outbox what is not there yet, in the transaction that moves the job on."""

    troubles: tuple[Trouble, ...] = ()
    something: bool = True
    """Whether there is anything to deliver; otherwise the troubles are why."""
    deliver: Callable[[Transaction, Job], None] = lambda _tx, _job: None
