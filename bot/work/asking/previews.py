"""What is wished of a preview: the bed lower or louder, ducked more or less, or delivered at the level that it has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from bot.domain.errors import RequestRefused
from bot.domain.forms import Said
from bot.domain.job import RUNNING, Job, Kind, State
from bot.domain.plan import brief_of_length
from bot.domain.ports import Transaction
from bot.domain.reading.levels import LOUDEST, QUIETEST
from bot.domain.sound import BED_LUFS
from bot.domain.thread import Take
from bot.domain.voice_over import Ducking, duck_less, duck_more, ducking_of, louder, lower
from bot.domain.wish import Wish
from bot.work.asking.answers import AlreadyRunning, Answer, Nothing, Refused
from bot.work.asking.drafts import fits, refuse_unfit
from bot.work.asking.laying import Laying
from bot.work.asking.threads import known_thread
from bot.work.asking.wishes import Wishes

STEPS: Mapping[Wish, Callable[[Ducking], Ducking]] = MappingProxyType(
    {Wish.LOWER: lower, Wish.RAISE: louder, Wish.DUCK_MORE: duck_more, Wish.DUCK_LESS: duck_less}
)
AT_THE_END = {
    Wish.LOWER: "The bed is as low as it goes.",
    Wish.RAISE: "The bed is as loud as it goes.",
    Wish.DUCK_MORE: "The bed ducks as deep as it goes.",
    Wish.DUCK_LESS: "The bed ducks as little as it goes. “Louder” lifts all of it.",
}
AS_IT_IS = "{} has the level that it was delivered at here, so it is in the thread already."
FRESH_SECONDS = 3600.0
"""While a preview is younger, what it fetched is surely here; after that the file is fetched anew."""
_OF_THE_OLD = frozenset({"laid"})


class Previews:
    """Changes previews. `aloud`: a refusal is also whispered, for surfaces that cannot answer."""

    def __init__(self, *, wishes: Wishes, laying: Laying, ids: Callable[[str], str]) -> None:
        self._wishes, self._laying, self._ids = wishes, laying, ids

    def said(self, tx: Transaction, said: Said, *, user: str, key: str, now: float) -> Answer:
        """A wish in words, about the newest preview of its thread; Nothing where there is none: then it was talk."""
        thread = known_thread(tx, said.channel, said.root_ts)
        previews = tx.jobs(thread_id=thread.id, kind=Kind.LAY) if thread else []
        wanted = [job for job in previews if job.parent and job.state not in {State.FAILED, State.CANCELLED}]
        if not wanted or not tx.first_time(key, now):
            return Nothing()
        return self.on_preview(tx, said.wish, wanted[-1], user=user, now=now)

    def on_preview(self, tx: Transaction, wish: Wish, job: Job, *, user: str, now: float) -> Answer:
        """A new preview, or the take at its level as a bed; the one that fulfils it already where it runs."""
        take = tx.take(job.parent) if job.parent and job.kind is Kind.LAY else None
        origin = tx.job(take.job_id) if take else None
        if take is None or origin is None:
            return Nothing()
        try:
            refuse_unfit(Kind.FIT, take)
            given = (
                self._kept(tx, job, origin, take, user=user, now=now)
                if wish is Wish.KEEP_LEVEL
                else self._moved(tx, wish, job, take, user=user, now=now)
            )
        except RequestRefused as refusal:
            given = Refused(str(refusal))
        if isinstance(given, Refused):
            return self._wishes.calloff.refuse(tx, job, given.message, user=user, aloud=True)
        return given

    def _moved(self, tx: Transaction, wish: Wish, job: Job, take: Take, *, user: str, now: float) -> Answer:
        step = STEPS.get(wish)
        before = ducking_of(job.details)
        after = step(before) if step else before
        if after == before:
            raise RequestRefused(AT_THE_END.get(wish, ""))
        left_out = _OF_THE_OLD if now - job.created_at < FRESH_SECONDS else _OF_THE_OLD | {"file"}
        kept = {name: value for name, value in job.details.items() if name not in left_out}
        return self._laying.lay(tx, take, {**kept, "gain": after.gain, "dip": after.dip}, user=user, now=now)

    def _kept(self, tx: Transaction, job: Job, origin: Job, take: Take, *, user: str, now: float) -> Answer:
        gain = ducking_of(job.details).gain
        if gain == 0:
            raise RequestRefused(AS_IT_IS.format(take.label))
        now_at = take.receipt.lufs if take.receipt else origin.brief.loudness or BED_LUFS
        loudness = round(min(max(now_at + gain, QUIETEST), LOUDEST), 1)
        bed = replace(brief_of_length(origin.brief, take.lengths[-1]), loudness=loudness, cutdowns=())
        for running in tx.jobs(states=RUNNING, parent=take.id, kind=Kind.FIT):
            if running.brief == bed:
                return AlreadyRunning(running)
        return self._wishes.begin(tx, fits(origin, take, (bed,), ids=self._ids, user=user, now=now), take)
