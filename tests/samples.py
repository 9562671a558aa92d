"""Values that tests start from."""

from __future__ import annotations

from bot.domain.brief import Brief
from bot.domain.job import Job, Kind

JOB = Job(
    id="j1",
    thread_id="t1",
    kind=Kind.MAKE,
    brief=Brief(description="calm"),
    asker="U1",
    created_at=1.0,
    updated_at=1.0,
    seed=7,
    lengths=(45.0,),
    provider="builtin",
)
